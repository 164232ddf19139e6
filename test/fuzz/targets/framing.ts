/** The bytes of a peer → frames of the VM protocol. */
import { strictEqual } from "node:assert/strict";
import { encodeControl } from "../../../src/wire/vm-control.ts";
import { VmDecoder, type VmFrame } from "../../../src/wire/vm-decoder.ts";
import { MAX_BODY_SIZE } from "../../../src/wire/vm-framing.ts";
import { encodeMessage } from "../../../src/wire/vm-message.ts";
import { decodeAll, describeFrame } from "../../support/bytes/decode.ts";
import { hex } from "../../support/bytes/hex.ts";
import type { Target } from "../../support/fuzz/target.ts";

function again(frame: VmFrame): void {
  if (frame.kind === "discarded") return;
  const bytes = frame.kind === "message" ? encodeMessage(frame) : encodeControl(frame.code, ...frame.data);
  strictEqual(decodeAll(bytes).map(describeFrame).join(), describeFrame(frame), "encoded, it is another frame");
}

export const framing: Target = {
  name: "framing",
  never: "frames that depend on how the bytes are cut, or that are other frames when encoded again",
  form: "bytes",
  maxBytes: 2048,
  seeds: [
    hex("ff 01 a1 08 3f a1 05 18 01 e2 a0"),
    hex("05 18 01 aa b2 30 a0 05 aa a0 04 a1 a0 a1"),
    Buffer.concat([new Uint8Array(MAX_BODY_SIZE + 1).fill(0xaa, 4).fill(1, 0, 4), hex("a0 00 a1")]),
    hex("01 28 44 00 00 02 00 00 00 00 20 00 04 01 00 01 59 00 00 12 a0"),
  ],
  run(input) {
    const whole = decodeAll(input);
    const decoder = new VmDecoder();
    const pieces: VmFrame[] = [];
    for (const byte of input) decoder.push(Uint8Array.of(byte), (frame) => pieces.push(frame));
    strictEqual(
      pieces.map(describeFrame).join("\n"),
      whole.map(describeFrame).join("\n"),
      "cut, these are other frames",
    );
    whole.forEach(again);
  },
};
