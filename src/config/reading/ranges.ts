/** `vm[00-99]`: a hundred names in one. */

export interface RangedName {
  readonly name: string;
  /** As it stands in the name; undefined where the name has no range. */
  readonly number: string | undefined;
}

/** More than any host has room for; a slip such as [0-1000000] is told, not tried. */
export const MOST_MACHINES = 10_000;

const RANGE = /^([^[\]]*)\[(\d+)-(\d+)\]([^[\]]*)$/;

/** Numbers have as many digits as the first. @returns what is wrong, in words, if it is no range */
export function namesIn(text: string): readonly RangedName[] | string {
  if (!/[[\]]/.test(text)) return [{ name: text, number: undefined }];
  const [, before = "", first = "", last = "", after = ""] = RANGE.exec(text) ?? [];
  if (first === "") return "expected one range, such as vm[00-99]";
  const count = Number(last) - Number(first) + 1;
  if (count < 1) return `the range ends before it begins; expected [${last}-${first}]`;
  if (count > MOST_MACHINES) return `${count} machines; expected up to ${MOST_MACHINES}`;
  return Array.from({ length: count }, (_, step) => {
    const number = String(Number(first) + step).padStart(first.length, "0");
    return { name: `${before}${number}${after}`, number };
  });
}
