/** Bytes on the wire for property tests: good frames, frames broken in every way that has a name, and rubbish. */
import fc from "fast-check";
import { checksum } from "../../../src/codec/checksum.ts";
import { EndMark, MAX_BODY_SIZE } from "../../../src/wire/vm-framing.ts";

const ESCAPE = 0xaa;
const ESCAPE_BIT = 0x10;
const SPECIAL: readonly number[] = [EndMark.Message, EndMark.Control, ESCAPE];

const byte = fc.nat(0xff);
const special = fc.constantFrom(...SPECIAL);
const anyByte = fc.oneof({ weight: 4, arbitrary: byte }, { weight: 1, arbitrary: special });
const endMark = fc.constantFrom(EndMark.Message, EndMark.Control);

/** How a byte travels: as it must, or with an unnecessary escape, which the receiver must undo anyway. */
const Travel = { Plain: 0, Escaped: 1, EscapedTwice: 2 } as const;

function travel(byte: number, how: number): number[] {
  if (SPECIAL.includes(byte)) return [ESCAPE, byte | ESCAPE_BIT];
  const canBeEscaped = (byte & ESCAPE_BIT) === 0;
  if (how === Travel.Plain || !canBeEscaped) return [byte];
  return how === Travel.Escaped ? [ESCAPE, byte | ESCAPE_BIT] : [ESCAPE, ESCAPE, byte];
}

function onTheWire(body: readonly number[], how: readonly number[], end: readonly number[]): Uint8Array {
  return Uint8Array.from([...body.flatMap((byte, i) => travel(byte, how[i] ?? Travel.Plain)), ...end]);
}

function withChecksum(bytes: readonly number[], error = 0): number[] {
  return [...bytes, (checksum(Uint8Array.from(bytes)) + error) & 0xff];
}

/** Sizes of whole bodies: short ones mostly, and both sides of ipmi_sim's limit (259) and of ours (302). */
const bodySize = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 4, max: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 256, max: 263 }) },
  { weight: 1, arbitrary: fc.integer({ min: MAX_BODY_SIZE - 3, max: MAX_BODY_SIZE + 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: MAX_BODY_SIZE + 1, max: 700 }) },
);

/** Get Device ID as it should be, with a LUN or data it should not have, and any command of the netFns given. */
function request(netFns: readonly number[]): fc.Arbitrary<number[]> {
  const lun = fc.nat(3);
  const getDeviceId = byte.map((id) => [id, 0x18, 0x01]);
  const unknown = fc
    .tuple(byte, fc.constantFrom(...netFns), lun, anyByte, bodySize)
    .chain(([id, netFn, lun, cmd, size]) =>
      fc
        .array(anyByte, { minLength: size - 4, maxLength: size - 4, size: "max" })
        .map((data) => [id, (netFn << 2) | lun, cmd, ...data]),
    );
  return fc.oneof(
    getDeviceId,
    fc.tuple(byte, lun, fc.array(anyByte)).map(([id, lun, data]) => [id, 0x18 | lun, 0x01, ...data]),
    unknown,
  );
}

/** A run of bytes to write at once. Whole messages among them are Get Device ID or have one of `netFns`. */
export function wirePiece(netFns: readonly number[]): fc.Arbitrary<Uint8Array> {
  const body = request(netFns).map((bytes) => withChecksum(bytes));
  const travels = fc.array(fc.constantFrom(...Object.values(Travel)), { maxLength: 12 });
  const control = fc
    .tuple(fc.oneof(fc.nat(0x0f), byte), fc.array(anyByte, { maxLength: 3 }))
    .map((parts) => parts.flat());
  const good = fc.tuple(body, travels).map(([bytes, how]) => onTheWire(bytes, how, [EndMark.Message]));
  return fc.oneof(
    { weight: 4, arbitrary: good },
    // A checksum that is wrong by any amount.
    fc
      .tuple(request(netFns), fc.integer({ min: 1, max: 0xff }))
      .map(([bytes, error]) => onTheWire(withChecksum(bytes, error), [], [EndMark.Message])),
    // Too short, though the checksum is right.
    fc.array(anyByte, { maxLength: 2 }).map((bytes) => onTheWire(withChecksum(bytes), [], [EndMark.Message])),
    // The right body under the wrong end mark, and the other way round.
    body.map((bytes) => onTheWire(bytes, [], [EndMark.Control])),
    control.map((bytes) => onTheWire(bytes, [], [EndMark.Message])),
    control.map((bytes) => onTheWire(bytes, [], [EndMark.Control])),
    // An escape before the end mark.
    fc.tuple(body, endMark).map(([bytes, end]) => onTheWire(bytes, [], [ESCAPE, end])),
    // No end mark: the next piece continues this one.
    body.map((bytes) => onTheWire(bytes, [], [])),
    endMark.map((end) => Uint8Array.of(end)),
    fc.array(anyByte, { maxLength: 64 }).map((bytes) => Uint8Array.from(bytes)),
  );
}
