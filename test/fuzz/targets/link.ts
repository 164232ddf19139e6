/** The bytes of a QEMU → the bytes that a machine writes to it. */
import { ok, strictEqual } from "node:assert/strict";
import { Duplex } from "node:stream";
import { ManualClock } from "../../../src/clock.ts";
import { CompletionCode } from "../../../src/ipmi/completion-code.ts";
import { decodeAll } from "../../support/bytes/decode.ts";
import { hex } from "../../support/bytes/hex.ts";
import type { Target } from "../../support/fuzz/target.ts";
import { machine } from "../../support/machine/machine.ts";

const GREETING = "ff 01 a1 08 3f a1";
/** Longer than any delay of a rule. */
const PAUSE_MS = 10_000;

export const link: Target = {
  name: "link",
  never: "bytes to QEMU that are no whole frames, answers that nobody asked for, FFh",
  form: "bytes",
  maxBytes: 4096,
  seeds: [
    hex(`${GREETING} 05 18 01 e2 a0`),
    hex(`${GREETING} 01 18 01 e6 a0 02 18 04 e2 a0 03 18 08 dd a0 04 18 01 e3 a0`),
    hex(`${GREETING} 04 a1 07 00 08 02 f6 a0 08 00 a1 05 18 2e aa b1 0f a0`),
    hex(`${GREETING} 05 18 34 00 82 18 66 20 04 01 db 1c a0 06 18 33 af a0 05 1c 01 00 de a0`),
    hex("05 18 01 e2 a0 a1 a0 aa a0 00"),
  ],
  async run(input) {
    const clock = new ManualClock();
    const made = machine({}, clock);
    const chunks: Uint8Array[] = [];
    const stream = new Duplex({
      read() {},
      write(chunk: Uint8Array, _encoding, done) {
        chunks.push(Uint8Array.from(chunk));
        done();
      },
    });
    made.attach({ stream, peer: "fuzz" });
    // Bytes come in two reads, cut at a place that the first byte chooses.
    const cut = (input[0] ?? 0) % (input.length + 1);
    for (const piece of [input.subarray(0, cut), input.subarray(cut)]) {
      stream.emit("data", Buffer.from(piece));
      await new Promise(setImmediate);
    }
    clock.advance(PAUSE_MS);
    const asked = decodeAll(input).filter((frame) => frame.kind === "message" && frame.netFn % 2 === 0);
    const said = decodeAll(...chunks);
    const answers = said.filter((frame) => frame.kind === "message");
    strictEqual(said.filter(({ kind }) => kind === "discarded").length, 2, "only the greeting has empty frames");
    ok(answers.length <= asked.length, `${answers.length} answers to ${asked.length} requests`);
    for (const { data } of answers) ok(data[0] !== CompletionCode.Unspecified, "FFh");
    made.close();
  },
};
