/** A layout seen through two functions: the value in bytes is `W`, the one that is used is `T`. */
import type { Layout } from "./layout.ts";

export function converted<W, T>(
  inner: Layout<W>,
  fromWire: (wire: W) => T,
  toWire: (value: NoInfer<T>) => NoInfer<W>,
): Layout<T> {
  return {
    decode: (input) => fromWire(inner.decode(input)),
    encode: (value, output) => inner.encode(toWire(value), output),
  };
}

/** One value that says there is none: 00h, FFh or the like. */
export function unspecifiedAs(unspecified: number, inner: Layout<number>): Layout<number | undefined> {
  return converted(
    inner,
    (wire) => (wire === unspecified ? undefined : wire),
    (value) => value ?? unspecified,
  );
}
