/** Layouts of named fields, one after another. */
import { inField, type Layout } from "./layout.ts";

type Fields = Readonly<Record<string, Layout<unknown>>>;

type ValueAt<L> = L extends Layout<infer T> ? T : never;

/** The values of all fields. A field whose layout may give undefined is optional in the type. */
type Values<F extends Fields> = {
  readonly [K in keyof F as undefined extends ValueAt<F[K]> ? never : K]: ValueAt<F[K]>;
} & {
  readonly [K in keyof F as undefined extends ValueAt<F[K]> ? K : never]?: ValueAt<F[K]>;
};

export function struct<F extends Fields>(fields: F): Layout<Values<F>> {
  const entries = Object.entries(fields);
  return {
    decode(input) {
      const values: Record<string, unknown> = {};
      for (const [name, layout] of entries) {
        const value = inField(name, () => layout.decode(input));
        if (value !== undefined) values[name] = value;
      }
      return values as Values<F>;
    },
    encode(values, output) {
      const named = values as Readonly<Record<string, unknown>>;
      for (const [name, layout] of entries) inField(name, () => layout.encode(named[name], output));
    },
  };
}

const NOTHING: Values<Record<never, never>> = {};

/** No bytes: the request of most Get commands. */
export const empty: Layout<Values<Record<never, never>>> = { decode: () => NOTHING, encode() {} };

/** A field at the end of the bytes that may be missing, together with all fields after it. */
export function optional<T>(layout: Layout<T>): Layout<T | undefined> {
  return {
    decode: (input) => (input.remaining > 0 ? layout.decode(input) : undefined),
    encode(value, output) {
      if (value !== undefined) layout.encode(value, output);
    },
  };
}
