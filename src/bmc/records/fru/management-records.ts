/** Multirecords about a device's management and compatibility (FRU §18.4 to §18.7). */
import { bitmap } from "../../../codec/bitmap.ts";
import { rest } from "../../../codec/bytes.ts";
import { converted } from "../../../codec/converted.ts";
import { u8, u24 } from "../../../codec/integer.ts";
import { ByteReader, encode, type Layout, LayoutError } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { binary, latin1 } from "./text.ts";

/** Kinds of management access in the order of their codes, from 1. */
export const MANAGEMENT_ACCESS = [
  "systemUrl",
  "systemName",
  "systemPingAddress",
  "componentUrl",
  "componentName",
  "componentPingAddress",
] as const;

/** §18.4, except 07h (System Unique ID), which is decoded as bytes. */
export const managementAccess = converted(
  struct({ kind: u8, text: rest }),
  ({ kind, text }) => ({ kind: accessOf(kind), text: latin1.decode(text) }),
  ({ kind, text }) => ({ kind: MANAGEMENT_ACCESS.indexOf(kind) + 1, text: latin1.encode(text) }),
);

function accessOf(code: number): (typeof MANAGEMENT_ACCESS)[number] {
  const kind = MANAGEMENT_ACCESS[code - 1];
  if (kind) return kind;
  throw new LayoutError("value", `expected a sub-record type from 1 to ${MANAGEMENT_ACCESS.length}, got ${code}`);
}

/** All remaining bytes, as hex text. */
export const hexRest = converted(
  rest,
  (data) => binary.decode(data),
  (hex) => binary.encode(hex),
);

const CODES_IN_MASK = 8;

/** The first code, and the codes after it that are set in a mask. The mask has as many bytes as it needs. */
const compatibleCodes: Layout<readonly number[]> = {
  decode(input) {
    const first = input.byte();
    const masks = input.take(input.remaining);
    const numbers = bitmap(masks.length).decode(new ByteReader(masks));
    return [first, ...[...numbers].map((number) => first + 1 + number)];
  },
  encode(codes, output) {
    const [first = 0, ...others] = [...codes].sort((a, b) => a - b);
    const numbers = new Set(others.map((code) => code - first - 1));
    const masks = Math.max(1, Math.ceil((Math.max(-1, ...numbers) + 1) / CODES_IN_MASK));
    output.byte(first);
    output.put(encode(bitmap(masks), numbers));
  },
};

/** §18.5, §18.6. */
export const compatibility = struct({ manufacturerId: u24, entityId: u8, base: u8, codes: compatibleCodes });

/** §18.7. */
export const oem = struct({ manufacturerId: u24, data: hexRest });
