/** The temperature sensors that DCMI knows (DCMI §6.5.2, §6.7.3): of inlets, processors and boards. */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import type { Sensor } from "../sensors/sensor.ts";

/** §43.14; DCMI 1.0 had numbers of its own (table 6-14). */
const ENTITIES: ReadonlyMap<number, number> = new Map([
  [0x37, 0x37],
  [0x40, 0x37],
  [0x03, 0x03],
  [0x41, 0x03],
  [0x07, 0x07],
  [0x42, 0x07],
]);

export const INLET = 0x37;

/** IPMI's number for DCMI's entity. CCh when DCMI knows no sensors of it. */
export function dcmiEntity(id: number): number {
  const entity = ENTITIES.get(id);
  if (entity !== undefined) return entity;
  throw new IpmiError(CompletionCode.InvalidDataField, `entity 0x${id.toString(16)} has no DCMI sensors`);
}

const TEMPERATURE = 0x01;

/** Of an entity as `dcmiEntity` gives it, by rising instance. */
export function temperatureSensors(sensors: readonly Sensor[], entity: number): readonly Sensor[] {
  return sensors
    .filter(({ definition }) => definition.type === TEMPERATURE && definition.entity.id === entity)
    .sort((a, b) => a.definition.entity.instance - b.definition.entity.instance);
}

/** §43.17: codes of the units a temperature can be in. */
const TO_CELSIUS: ReadonlyMap<number, (value: number) => number> = new Map([
  [1, (celsius: number) => celsius],
  [2, (fahrenheit: number) => ((fahrenheit - 32) * 5) / 9],
  [3, (kelvin: number) => kelvin - 273.15],
]);

/** Whole degrees; undefined when there is no reading, or it is not in degrees. */
export function celsius({ value, definition }: Sensor): number | undefined {
  const convert = TO_CELSIUS.get(definition.units.base);
  return value === undefined || !convert ? undefined : Math.round(convert(value));
}
