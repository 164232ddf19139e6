/** Bits that a list names, from bit 0 up. Bits beyond the list are reserved: written as 0, ignored when read. */
import { bit, bitfield } from "./bitfield.ts";
import { converted } from "./converted.ts";
import type { Layout } from "./layout.ts";

type Flags<N extends string> = Readonly<Record<N, boolean>>;

/** Decodes to the names whose bits are 1, in the order of `names`. */
export function flags<N extends string>(names: readonly N[], size = 1): Layout<readonly N[]> {
  return converted(
    flagFields(names, size),
    (wire) => names.filter((name) => wire[name]),
    (chosen) => flagsOf(names, chosen),
  );
}

/** Decodes to a boolean for each name, the highest bit first, as the specification's tables list them. */
export function flagFields<N extends string>(names: readonly N[], size = 1): Layout<Flags<N>> {
  const fields = names.map((name, at) => [name, bit(at)] as const).reverse();
  return bitfield(Object.fromEntries(fields), size) as Layout<Flags<N>>;
}

/** Returns a boolean for each name: whether it is among `chosen`. */
export function flagsOf<N extends string>(names: readonly N[], chosen: readonly N[]): Flags<N> {
  return Object.fromEntries(names.map((name) => [name, chosen.includes(name)])) as Flags<N>;
}
