/** Wraps a layout in two conversions: `W` is the value on the wire, `T` the value that code uses. */
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

/** A number in which one value (00h, FFh or the like) means "unspecified" and is read as undefined. */
export function unspecifiedAs(unspecified: number, inner: Layout<number>): Layout<number | undefined> {
  return converted(
    inner,
    (wire) => (wire === unspecified ? undefined : wire),
    (value) => value ?? unspecified,
  );
}
