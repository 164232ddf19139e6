/** Numbers of sensors: given, assigned, or consecutive for sensors that share a record. */

import type { z } from "zod";
import { WATCHDOG_TYPE, watchdogSensor } from "../../bmc/sensors/watchdog-sensor.ts";
import type { Entity } from "../values/entities.ts";

const MAX_NUMBER = 0xfe;
const MAX_INSTANCE = 0x7f;

interface Numbered {
  readonly number?: number | undefined;
  readonly lun: number;
  readonly name: string;
  readonly type: number;
  readonly entity: Entity;
  readonly recordKind?: "full" | "compact" | "eventOnly" | "none" | undefined;
  readonly share?: Share | undefined;
}

interface Share {
  readonly count: number;
  readonly modifier: "numeric" | "alpha";
  readonly offset: number;
  readonly instanceIncrements: boolean;
}

/** Assigns the lowest free number to each sensor without one, and expands sensors that share a record. */
export function numberedSensors<T extends Numbered>(list: readonly T[], context: z.RefinementCtx) {
  const taken = new Set(
    list.some(({ type }) => type === WATCHDOG_TYPE) ? [] : [keyOf(watchdogSensor.lun, watchdogSensor.number)],
  );
  const isFree = ({ lun, share }: T, first: number) =>
    numbersFrom(first, share).every((number) => number <= MAX_NUMBER && !taken.has(keyOf(lun, number)));
  const take = ({ lun, share }: T, first: number) => {
    for (const number of numbersFrom(first, share)) taken.add(keyOf(lun, number));
  };
  const complain = (index: number, key: string, message: string) =>
    context.addIssue({ code: "custom", path: [index, key], message });

  for (const [index, options] of list.entries()) {
    if (options.number === undefined) continue;
    const several = options.share ? `, with the ${options.share.count - 1} after it` : "";
    const message = `a number that no other sensor of the LUN has${several} (0x03 is the watchdog's); leave it out to have one assigned`;
    if (!isFree(options, options.number)) complain(index, "number", message);
    take(options, options.number);
  }
  return list.flatMap((options, index) => {
    const found = options.number ?? everyNumber.find((number) => isFree(options, number));
    if (found === undefined) complain(index, "lun", "a LUN with free numbers; this one already has 254 sensors");
    if (options.number === undefined) take(options, found ?? 0);
    return oneByOne({ ...options, number: found ?? 0 });
  });
}

const everyNumber = numbersFrom(1, { count: MAX_NUMBER });

function numbersFrom(first: number, share: Pick<Share, "count"> | undefined): readonly number[] {
  return Array.from({ length: share?.count ?? 1 }, (_, index) => first + index);
}

function keyOf(lun: number, number: number): string {
  return `${lun} ${number}`;
}

/** Expands sensors that share a record. The first one has the record; the others get its name with their modifier. */
function oneByOne<T extends Numbered & { readonly number: number }>(options: T): readonly T[] {
  const { share, number, entity, name } = options;
  if (!share) return [options];
  return numbersFrom(number, share).map((each, index) => {
    const instance = Math.min(entity.instance + (share.instanceIncrements ? index : 0), MAX_INSTANCE);
    const other = { name: name + modifierOf(share, index), recordKind: "none", share: undefined } as const;
    return { ...options, number: each, entity: { ...entity, instance }, ...(index > 0 && other) };
  });
}

/** §43.2, byte 25: 26 and 27 are AA and AB. */
function modifierOf({ modifier, offset }: Share, index: number): string {
  const value = offset + index;
  if (modifier === "numeric") return String(value);
  const letter = (code: number) => String.fromCharCode("A".charCodeAt(0) + code);
  return (value >= 26 ? letter(Math.floor(value / 26) - 1) : "") + letter(value % 26);
}
