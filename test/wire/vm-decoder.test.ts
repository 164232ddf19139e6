import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_BODY_SIZE } from "../../src/wire/vm-framing.ts";
import { decodeAll, describeFrame } from "../support/bytes/decode.ts";
import { hex } from "../support/bytes/hex.ts";

const FULL = "11 ".repeat(MAX_BODY_SIZE);

/** Title, bytes on the wire, decoded values. */
const VECTORS: readonly (readonly [string, string, readonly string[]])[] = [
  ["what QEMU 7.2 to 11.1 sends when it connects", "ff 01 a1 08 3f a1", ["control ff [01]", "control 08 [3f]"]],
  ["Get Device ID as QEMU sends it", "00 18 01 e7 a0", ["message 00 06.0 01 []"]],
  ["a LUN and data", "05 2b 43 01 02 03 87 a0", ["message 05 0a.3 43 [01 02 03]"]],
  ["an escaped message id A0h", "aa b0 18 01 47 a0", ["message a0 06.0 01 []"]],
  ["an escaped message id A1h", "aa b1 18 01 46 a0", ["message a1 06.0 01 []"]],
  ["an escaped message id AAh", "aa ba 18 01 3d a0", ["message aa 06.0 01 []"]],
  ["an escaped checksum A0h", "47 18 01 aa b0 a0", ["message 47 06.0 01 []"]],
  ["an unnecessary escape clears bit 4 anyway", "00 aa 18 01 ef a0", ["discarded bad checksum [00 08 01 ef]"]],
  ["two escapes in a row are one", "aa aa b0 18 01 47 a0", ["message a0 06.0 01 []"]],
  ["a message with the checksum one off", "00 18 01 e8 a0", ["discarded bad checksum [00 18 01 e8]"]],
  ["a message without a command", "00 18 e8 a0", ["discarded too short [00 18 e8]"]],
  ["an end mark alone", "a0 a1", ["discarded empty frame []", "discarded empty frame []"]],
  [
    "an escape before A0h",
    "00 18 aa a0 00 18 01 e7 a0",
    ["discarded escape before an end mark [00 18]", "message 00 06.0 01 []"],
  ],
  ["an escape before A1h", "04 aa a1 04 a1", ["discarded escape before an end mark [04]", "control 04 []"]],
  ["an unknown control command", "0c a1", ["discarded unknown control command [0c]"]],
  ["Capabilities without its byte", "08 a1", ["discarded too short [08]"]],
  ["Version without its byte", "ff a1", ["discarded too short [ff]"]],
  ["surplus data after a control command", "04 99 a1", ["control 04 [99]"]],
  [
    "every control command",
    "00a1 01a1 02a1 03a1 04a1 05a1 06a1 07a1 0800a1 09a1 0aa1 0ba1 ff01a1",
    [
      "control 00 []",
      "control 01 []",
      "control 02 []",
      "control 03 []",
      "control 04 []",
      "control 05 []",
      "control 06 []",
      "control 07 []",
      "control 08 [00]",
      "control 09 []",
      "control 0a []",
      "control 0b []",
      "control ff [01]",
    ],
  ],
  ["a body at the limit", `${FULL} a0`, [`discarded bad checksum [${FULL.trim()}]`]],
  ["a body one past the limit", `${FULL} 22 a0`, [`discarded too long [${FULL.trim()}]`]],
  [
    "a frame after one that was too long",
    `${FULL} 22 33 44 a1 04 a1`,
    [`discarded too long [${FULL.trim()}]`, "control 04 []"],
  ],
  [
    "an escape past the limit does not reach the next frame",
    `${FULL} aa 22 a0 00 18 01 e7 a0`,
    [`discarded too long [${FULL.trim()}]`, "message 00 06.0 01 []"],
  ],
];

describe("decoding", () => {
  it.each(VECTORS)("%s", (_title, wire, expected) => {
    const bytes = hex(wire);
    expect(decodeAll(bytes).map(describeFrame)).toEqual(expected);
    expect(decodeAll(...Array.from(bytes, (byte) => Uint8Array.of(byte))).map(describeFrame)).toEqual(expected);
  });

  it("gives the same frames however the stream is cut", () => {
    const stream = hex(VECTORS.map(([, wire]) => wire).join(" "));
    const expected = VECTORS.flatMap(([, , frames]) => frames);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const chunks = edges.slice(1).map((end, i) => stream.subarray(edges[i], end));
        expect(decodeAll(...chunks).map(describeFrame)).toEqual(expected);
      }),
    );
  });

  it("never throws, and accounts for every end mark of any bytes with one frame", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
        const marks = bytes.filter((byte) => byte === 0xa0 || byte === 0xa1).length;
        expect(decodeAll(bytes)).toHaveLength(marks);
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps no frame's bytes in another's: a decoded message outlives the next one", () => {
    const [first] = decodeAll(hex("05 2b 43 01 02 03 87 a0  05 2b 43 04 05 06 7e a0"));
    expect(first && describeFrame(first)).toBe("message 05 0a.3 43 [01 02 03]");
  });
});
