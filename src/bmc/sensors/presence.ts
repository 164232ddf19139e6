/** Sensors that report whether an entity is present, and the state that does so (IPMI §36, table 42-3). */
import { ReadingType } from "../../ipmi/reading-type.ts";
import type { Sensor } from "./sensor.ts";

/** Sensor type → the sensor-specific offset that means "present". */
const PRESENT_STATE: ReadonlyMap<number, number> = new Map([
  [0x07, 0x07], // processor
  [0x08, 0x00], // power supply
  [0x0c, 0x06], // memory
  [0x0d, 0x00], // drive slot
  [0x25, 0x00], // entity presence
  [0x29, 0x02], // battery
]);

/** Returns the state that reports the entity as present; undefined for a sensor that does not report presence. */
export function presentState({ definition, settings }: Sensor): number | undefined {
  const offset = PRESENT_STATE.get(settings.kind.type);
  if (offset === undefined || settings.kind.readingType !== ReadingType.sensorSpecific) return undefined;
  return definition.states.includes(offset) ? offset : undefined;
}
