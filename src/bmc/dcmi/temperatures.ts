/** Temperature sensors in DCMI's terms (DCMI §6.5.2, §6.7.3): inlets, processors and boards. */

import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { hexNumber } from "../../text/hex.ts";
import type { Sensor } from "../sensors/sensor.ts";

/** IPMI's entity IDs (§43.14), keyed by DCMI's: 1.5 uses IPMI's own, 1.0 others (table 6-14). */
const ENTITIES: ReadonlyMap<number, number> = new Map([
  [0x37, 0x37],
  [0x40, 0x37],
  [0x03, 0x03],
  [0x41, 0x03],
  [0x07, 0x07],
  [0x42, 0x07],
]);

export const INLET = 0x37;

/** Returns IPMI's entity ID for one of DCMI's. Throws `IpmiError` CCh when DCMI does not cover the entity. */
export function dcmiEntity(id: number): number {
  const entity = ENTITIES.get(id);
  if (entity !== undefined) return entity;
  throw new IpmiError(
    CompletionCode.InvalidDataField,
    `entity is ${hexNumber(id)}; expected an inlet, processor or board`,
  );
}

const TEMPERATURE = 0x01;

/** Returns the temperature sensors of an entity from `dcmiEntity`, in either numbering, by rising instance. */
export function temperatureSensors(sensors: readonly Sensor[], entity: number): readonly Sensor[] {
  return sensors
    .filter(({ definition }) => definition.type === TEMPERATURE && ENTITIES.get(definition.entity.id) === entity)
    .sort((a, b) => a.definition.entity.instance - b.definition.entity.instance);
}

/** Conversions to Celsius by the code of the unit (§43.17). */
const TO_CELSIUS: ReadonlyMap<number, (value: number) => number> = new Map([
  [1, (celsius: number) => celsius],
  [2, (fahrenheit: number) => ((fahrenheit - 32) * 5) / 9],
  [3, (kelvin: number) => kelvin - 273.15],
]);

/** Returns whole degrees Celsius; undefined when there is no reading or it is not a temperature. */
export function celsius({ value, definition }: Sensor): number | undefined {
  const convert = TO_CELSIUS.get(definition.units.base);
  return value === undefined || !convert ? undefined : Math.round(convert(value));
}
