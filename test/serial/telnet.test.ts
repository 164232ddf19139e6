import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Telnet } from "../../src/serial/telnet.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

/** Decodes the pieces; gives the data and the replies in hex. */
function decoded(...pieces: readonly Uint8Array[]) {
  const line = new Telnet();
  const incoming = pieces.map((piece) => line.decode(piece));
  const joined = (parts: readonly (Uint8Array | undefined)[]) =>
    toHex(Buffer.concat(parts.map((part) => part ?? hex(""))));
  return { data: joined(incoming.map(({ data }) => data)), reply: joined(incoming.map(({ reply }) => reply)) };
}

/** Title, bytes from the other side, data, reply. */
const VECTORS = [
  ["data", "68 69 0d 0a", "68 69 0d 0a", ""],
  ["a doubled FFh is one", "ff f1 61 ff ff 62", "61 ff 62", ""],
  ["an FFh that is not doubled, as QEMU sends it, is one, too", "ff f1 61 ff 62", "61 ff 62", ""],
  [
    "of another side that speaks no telnet, all bytes are data",
    "61 ff ff 62 0d 00 ff 63",
    "61 ff ff 62 0d 00 ff 63",
    "",
  ],
  ["QEMU's greeting is accepted", "ff fb 01 ff fb 03 ff fb 00 ff fd 00", "", "ff fd 01 ff fd 03 ff fd 00 ff fb 00"],
  ["a repeated offer is not answered again", "ff fb 00 ff fb 00", "", "ff fd 00"],
  ["options that a serial line does not need are refused", "ff fb 18 ff fd 01", "", "ff fe 18 ff fc 01"],
  ["the end of an option is confirmed once", "ff fb 00 ff fc 00 ff fc 00", "", "ff fd 00 ff fe 00"],
  ["the end of an option of ours is confirmed once", "ff fd 00 ff fe 00 ff fe 00", "", "ff fb 00 ff fc 00"],
  ["a refusal of what was never in force needs no answer", "ff fc 05 ff fe 05", "", ""],
  ["a break, a no-op and a go-ahead of the other side", "61 ff f3 ff f1 ff f9 62", "61 62", ""],
  ["a subnegotiation is left out, with the FFh inside it", "61 ff fa 18 00 ff ff 41 ff f0 62", "61 62", ""],
  ["the NUL after a carriage return goes", "ff f1 61 0d 00 62 00", "61 0d 62 00", ""],
  ["but not in binary mode", "ff fb 00 0d 00", "0d 00", "ff fd 00"],
] as const;

describe("from the line", () => {
  it.each(VECTORS)("%s", (_title, bytes, data, reply) => {
    expect(decoded(hex(bytes))).toEqual({ data, reply });
  });

  it.each(VECTORS)("byte by byte: %s", (_title, bytes, data, reply) => {
    expect(decoded(...[...hex(bytes)].map((byte) => Uint8Array.of(byte)))).toEqual({ data, reply });
  });
});

it("gives back in binary mode what another end encoded, whatever the pieces", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (pieces) => {
      const other = new Telnet();
      const line = new Telnet();
      other.decode(hex("ff fd 00"));
      line.decode(hex("ff fb 00"));
      const data = pieces.map((piece) => line.decode(other.encode(piece)).data);
      expect(Buffer.concat(data)).toEqual(Buffer.concat(pieces));
    }),
  );
});

it("sends bytes as they are, and no break, until the other side speaks telnet", () => {
  const line = new Telnet();
  expect(line.encode(hex("61 ff 62"))).toEqual(hex("61 ff 62"));
  expect(line.breakBytes).toBeUndefined();
  line.decode(hex("ff f1"));
  expect(line.encode(hex("61 ff 62"))).toEqual(hex("61 ff ff 62"));
  expect(line.breakBytes).toEqual(hex("ff f3"));
});

it("survives any bytes", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decoded(bytes)));
});
