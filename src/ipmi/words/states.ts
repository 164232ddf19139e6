/** Names of a sensor's states and events (IPMI §42.1, §42.2). */
import { ReadingType } from "../reading-type.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { SENSOR_TYPES } from "./sensor-types.ts";

/** The two codes that decide which states a sensor has: sensor type and event/reading type. */
export interface StateKind {
  readonly type: number;
  readonly readingType: number;
}

/** State names by offset; empty when the specification names no states. */
export function stateNames({ type, readingType }: StateKind): readonly string[] {
  if (readingType === ReadingType.sensorSpecific) return SENSOR_TYPES[type]?.states ?? [];
  return EVENT_TYPES.get(readingType) ?? [];
}

/**
 * The default event/reading type of a sensor type: sensor-specific where the specification names
 * states for the type, otherwise threshold, as for temperatures, voltages, currents and fans.
 */
export function usualReadingType(type: number): number {
  return stateNames({ type, readingType: ReadingType.sensorSpecific }).length > 0
    ? ReadingType.sensorSpecific
    : ReadingType.threshold;
}

/** Returns a state's name, as "Upper Critical going high", or "State 5" when the specification does not name it. */
export function stateName(kind: StateKind, offset: number): string {
  return stateNames(kind)[offset] ?? `State ${offset}`;
}

/** Returns the offset for a number or a name. Case and punctuation do not matter. Undefined when no name matches. */
export function stateOffset(kind: StateKind, state: number | string): number | undefined {
  if (typeof state === "number") return state;
  if (/^\d+$/.test(state)) return Number(state);
  const offset = stateNames(kind).findIndex((name) => plain(name) === plain(state));
  return offset < 0 ? undefined : offset;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
