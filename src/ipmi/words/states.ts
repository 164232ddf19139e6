/** The states of a sensor, and the events of their coming and going, in words (IPMI §42.1, §42.2). */
import { EVENT_TYPES, ReadingType } from "./event-types.ts";
import { SENSOR_TYPES } from "./sensor-types.ts";

/** What a sensor's states depend on: codes. */
export interface StateKind {
  readonly type: number;
  readonly readingType: number;
}

/** By offset; none where the specification names none. */
export function stateNames({ type, readingType }: StateKind): readonly string[] {
  if (readingType === ReadingType.SensorSpecific) return SENSOR_TYPES[type]?.states ?? [];
  return EVENT_TYPES.get(readingType) ?? [];
}

/** "Upper Critical going high"; "State 5" where there is no name. */
export function stateName(kind: StateKind, offset: number): string {
  return stateNames(kind)[offset] ?? `State ${offset}`;
}

/** The offset that a number or a name means, case and punctuation aside; undefined for none. */
export function stateOffset(kind: StateKind, state: number | string): number | undefined {
  if (typeof state === "number") return state;
  if (/^\d+$/.test(state)) return Number(state);
  const offset = stateNames(kind).findIndex((name) => plain(name) === plain(state));
  return offset < 0 ? undefined : offset;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
