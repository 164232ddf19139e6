// Random scenarios: what the guest, the BMC and the clock do, one thing after another.

import fc from "fast-check";

/** One frame, or a run of bytes, from the BMC. */
export type BmcPart =
  | {
      readonly kind: "answer";
      /** "right" is the id of the last request on the wire; a number is added to that. */
      readonly id: "right" | number | { readonly exactly: number };
      /** The request's own netFn and cmd, or others. */
      readonly header: "right" | readonly [netFnLun: number, cmd: number];
      /** Completion code and data. */
      readonly body: readonly number[];
      readonly damage: Damage;
    }
  | { readonly kind: "control"; readonly code: number }
  | { readonly kind: "raw"; readonly bytes: readonly number[] };

export const DAMAGES = ["none", "bad checksum", "short", "no end", "escape before the end", "twice"] as const;
export type Damage = (typeof DAMAGES)[number];

export type Step =
  | {
      readonly kind: "request";
      readonly netFn: number;
      readonly lun: number;
      readonly cmd: number;
      readonly seq: number;
      readonly data: readonly number[];
      /** If the interface is not free, BT is written to anyway; on KCS the running transfer is aborted first. */
      readonly insist: boolean;
    }
  | { readonly kind: "read answer" }
  | { readonly kind: "clear attention" }
  | { readonly kind: "start over" }
  | { readonly kind: "interrupt mask"; readonly value: number }
  | { readonly kind: "write port"; readonly offset: number; readonly value: number }
  | { readonly kind: "read port"; readonly offset: number }
  | { readonly kind: "bmc"; readonly parts: readonly BmcPart[] }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "reset" }
  | { readonly kind: "toggle link" };

const byte = fc.nat(0xff);
/** End marks, the escape, and their escaped forms. */
const special = fc.constantFrom(0xa0, 0xa1, 0xaa, 0xb0, 0xb1, 0xba);
const anyByte = fc.oneof({ weight: 5, arbitrary: byte }, { weight: 1, arbitrary: special });

/** Mostly short sizes; sometimes sizes around those at which QEMU's behavior changes. */
function bytes(usual: number, longest: number): fc.Arbitrary<number[]> {
  const exactly = (size: number) => fc.array(anyByte, { minLength: size, maxLength: size, size: "max" });
  return fc.oneof(
    { weight: 40, arbitrary: fc.array(anyByte, { maxLength: usual, size: "max" }) },
    { weight: 1, arbitrary: fc.integer({ min: 250, max: longest }).chain(exactly) },
  );
}

const request: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("request" as const),
  netFn: fc.oneof(fc.constant(0x06), fc.nat(0x3f)),
  lun: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
  // Get Device ID; Get BT Interface Capabilities; anything.
  cmd: fc.oneof(fc.constant(0x01), fc.constant(0x36), anyByte),
  seq: byte,
  data: bytes(8, 252),
  insist: fc.boolean(),
});

const answer: fc.Arbitrary<BmcPart> = fc.record({
  kind: fc.constant("answer" as const),
  id: fc.oneof(
    { weight: 8, arbitrary: fc.constant("right" as const) },
    { weight: 4, arbitrary: fc.constantFrom(-2, -1, 1, 2) },
    { weight: 2, arbitrary: fc.constantFrom({ exactly: 0xff }, { exactly: 0xa0 }, { exactly: 0xa1 }) },
  ),
  header: fc.oneof(
    { weight: 5, arbitrary: fc.constant("right" as const) },
    { weight: 1, arbitrary: fc.tuple(anyByte, anyByte) },
  ),
  body: fc.oneof(
    { weight: 5, arbitrary: bytes(12, 305).map((data) => [0, ...data]) },
    { weight: 1, arbitrary: bytes(6, 305) },
  ),
  damage: fc.oneof(
    { weight: 10, arbitrary: fc.constant("none" as const) },
    { weight: 5, arbitrary: fc.constantFrom(...DAMAGES) },
  ),
});

const control = fc.record({
  kind: fc.constant("control" as const),
  code: fc.oneof({ weight: 8, arbitrary: fc.nat(0x0c) }, { weight: 1, arbitrary: byte }),
});

const raw = fc.record({
  kind: fc.constant("raw" as const),
  bytes: fc.array(fc.oneof(special, fc.nat(0x0c), byte), { minLength: 1, maxLength: 12 }),
});

const bmcParts = fc.array(
  fc.oneof({ weight: 6, arbitrary: answer }, { weight: 2, arbitrary: control }, { weight: 1, arbitrary: raw }),
  { minLength: 1, maxLength: 2 },
);

/**
 * Multiples of 300 ms never add up to the 4 s at which QEMU's timer fires, so it does not matter that virtual time on a
 * real QEMU can be moved to a few microseconds only.
 */
const time = fc.constantFrom(1, 1, 1, 5, 13, 14).map((times) => 300 * times);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: request },
  { weight: 24, arbitrary: bmcParts.map((parts) => ({ kind: "bmc" as const, parts })) },
  { weight: 24, arbitrary: fc.constant({ kind: "read answer" as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: "clear attention" as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: "start over" as const }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(0, 1, 1, 2, 3, 0x80).map((value) => ({ kind: "interrupt mask" as const, value })),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("write port" as const), offset: fc.nat(3), value: writtenByte() }),
  },
  { weight: 4, arbitrary: fc.nat(3).map((offset) => ({ kind: "read port" as const, offset })) },
  { weight: 6, arbitrary: time.map((ms) => ({ kind: "pass" as const, ms })) },
  { weight: 3, arbitrary: fc.constant({ kind: "toggle link" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "reset" as const }) },
);

/** Among them each bit of BT_CTRL, and the control codes of KCS. */
function writtenByte(): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(0x01, 0x02, 0x04, 0x08, 0x10, 0x40, 0x60, 0x61, 0x62, 0x68), byte);
}

/** The same steps for the same seed. */
export function randomSteps(seed: number, count: number): Step[] {
  return fc.sample(step, { seed, numRuns: count });
}
