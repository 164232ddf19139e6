/** Expands `vm[00-99]` into a hundred names. */

export interface RangedName {
  readonly name: string;
  /** The number as written in the name; undefined without a range. */
  readonly number: string | undefined;
}

/** Most machines of a configuration, and of a range in it. A slip such as [0-1000000] is reported instead of tried. */
export const MAX_MACHINES = 10_000;

const RANGE = /^([^[\]]*)\[(\d+)-(\d+)\]([^[\]]*)$/;

/**
 * Expands a name; all numbers have as many digits as the first. Returns the problem as text when the range is invalid.
 */
export function namesIn(text: string): readonly RangedName[] | string {
  if (!/[[\]]/.test(text)) return [{ name: text, number: undefined }];
  const [, before = "", first = "", last = "", after = ""] = RANGE.exec(text) ?? [];
  if (first === "") return "expected one range, such as vm[00-99]";
  const count = Number(last) - Number(first) + 1;
  if (count < 1) return `the range ends before it begins; expected [${last}-${first}]`;
  if (count > MAX_MACHINES) return `${count} machines; expected up to ${MAX_MACHINES}`;
  return Array.from({ length: count }, (_, step) => {
    const number = String(Number(first) + step).padStart(first.length, "0");
    return { name: `${before}${number}${after}`, number };
  });
}
