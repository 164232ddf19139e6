/** Comparisons of a $filter. Values of different types are different, and neither is less. */
import { timeIn } from "./date-time.ts";

export const COMPARISONS: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  eq: isEqual,
  ne: (left, right) => !isEqual(left, right),
  gt: (left, right) => isLess(right, left),
  ge: (left, right) => isLess(right, left) || (isOrdered(left, right) && isEqual(left, right)),
  lt: isLess,
  le: (left, right) => isLess(left, right) || (isOrdered(left, right) && isEqual(left, right)),
};

/** Times are compared as times, whatever their offset from UTC. */
function timeOr(value: unknown): unknown {
  return typeof value === "string" ? (timeIn(value) ?? value) : value;
}

function isEqual(left: unknown, right: unknown): boolean {
  return left === right || (typeof left === "string" && typeof right === "string" && timeOr(left) === timeOr(right));
}

function isOrdered(left: unknown, right: unknown): boolean {
  return typeof left === typeof right && ["string", "number"].includes(typeof left);
}

function isLess(left: unknown, right: unknown): boolean {
  if (!isOrdered(left, right)) return false;
  const [first, second] = [timeOr(left), timeOr(right)];
  const both = typeof first === typeof second ? [first, second] : [left, right];
  return (both[0] as string | number) < (both[1] as string | number);
}
