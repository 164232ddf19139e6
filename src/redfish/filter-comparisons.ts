/** Comparisons of a $filter. Values of different types are different, and neither is less. */
import { timeIn } from "./date-time.ts";

/** A value, and its time in ms since 1970 if it is a text that is one. Times are compared as times, whatever their offset. */
export interface Comparable {
  readonly value: unknown;
  timeMs(): number | undefined;
}

export const COMPARISONS: Readonly<Record<string, (left: Comparable, right: Comparable) => boolean>> = {
  eq: isEqual,
  ne: (left, right) => !isEqual(left, right),
  gt: (left, right) => isLess(right, left),
  ge: (left, right) => isLess(right, left) || (isOrdered(left, right) && isEqual(left, right)),
  lt: isLess,
  le: (left, right) => isLess(left, right) || (isOrdered(left, right) && isEqual(left, right)),
};

/** Finds the time once, when it is first needed: a filter may compare a value many times, with those of thousands of members. */
export function comparable(value: unknown): Comparable {
  let timeMs: number | null | undefined;
  return {
    value,
    timeMs() {
      timeMs ??= (typeof value === "string" ? timeIn(value) : undefined) ?? null;
      return timeMs ?? undefined;
    },
  };
}

function isEqual(left: Comparable, right: Comparable): boolean {
  const times = left.value === right.value ? undefined : timesOf(left, right);
  return left.value === right.value || (times !== undefined && times[0] === times[1]);
}

function isOrdered({ value: left }: Comparable, { value: right }: Comparable): boolean {
  return typeof left === typeof right && ["string", "number"].includes(typeof left);
}

function isLess(left: Comparable, right: Comparable): boolean {
  if (!isOrdered(left, right)) return false;
  const both = timesOf(left, right) ?? [left.value, right.value];
  return (both[0] as string | number) < (both[1] as string | number);
}

/** Undefined unless both are times. */
function timesOf(left: Comparable, right: Comparable): readonly [number, number] | undefined {
  const second = right.timeMs();
  const first = second === undefined ? undefined : left.timeMs();
  return first === undefined || second === undefined ? undefined : [first, second];
}
