/** Lines of QEMU's machine protocol (QMP) and of qtest → events, and the answers to requests. */
import { ok } from "node:assert/strict";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { ManualClock } from "../../../src/clock.ts";
import { LabError } from "../../../src/lab/lab-error.ts";
import { Qmp } from "../../../src/lab/qemu/qmp.ts";
import { Qtest } from "../../../src/lab/qemu/qtest.ts";
import { EventBurst } from "../../../src/transport/event-burst.ts";
import { QmpConnection } from "../../../src/transport/qmp-connection.ts";
import type { Target } from "../../support/fuzz/target.ts";
import { machine } from "../../support/machine/machine.ts";

const GREETING = '{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}}, "capabilities": ["oob"]}}\r\n';
const EVENT =
  '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "RESET", "data": {"guest": true, "reason": "guest-reset"}}\r\n';

export const qemu: Target = {
  name: "qemu",
  never: "an error other than LabError, a request that is never settled",
  form: "text",
  maxBytes: 4096,
  seeds: [
    `${GREETING}{"return": {}}\r\n${EVENT}{"return": {"status": "running"}}\r\n{"error": {"class": "GenericError", "desc": "no"}}\r\n`,
    `${EVENT}${EVENT.replace("RESET", "SHUTDOWN")}${EVENT.replace("RESET", "STOP")}`,
    "OK 0x0080\nOK\nIRQ raise 5\nFAIL Unknown command\nOK 4000001000\nERR no\nIRQ lower 5\n",
  ],
  words: [
    "RESET",
    "SHUTDOWN",
    "POWERDOWN",
    "WATCHDOG",
    "GUEST_PANICKED",
    "OK 0x1\n",
    "IRQ raise 1\n",
    '{"return":1}\n',
    "null",
  ],
  async run(input) {
    const clock = new ManualClock();
    const made = machine({}, clock);
    const burst = new EventBurst((events) => made.qemuTold(...events), clock);
    const heard = sayingStream(input, (stream) => void new QmpConnection(stream as Socket, burst));
    const qmp = sayingStream(input, (stream) => settled([Qmp.open(stream).then((each) => commands(each))]));
    const qtest = sayingStream(input, (stream) => {
      const each = new Qtest(stream);
      return settled([each.inb(1), each.command("outb 1 1"), each.interceptIrqs("ioapic"), each.readl(4)]);
    });
    await Promise.all([heard, qmp, qtest]);
    clock.advance(1000);
    burst.close();
    made.close();
  },
};

async function commands(qmp: Qmp): Promise<void> {
  await qmp.execute("query-status");
  qmp.dropEvents("RESET");
  ok(qmp.keptEvents.length <= 256);
}

/** Gives `use` a stream that says the input in two pieces and then ends. */
async function sayingStream(input: Uint8Array, use: (stream: Duplex) => void | Promise<void>): Promise<void> {
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const using = use(stream);
  const half = Math.floor(input.length / 2);
  for (const piece of [input.subarray(0, half), input.subarray(half)]) if (piece.length > 0) stream.push(piece);
  stream.push(null);
  await using;
  stream.destroy();
}

async function settled(requests: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(requests)) {
    if (outcome.status === "rejected" && !(outcome.reason instanceof LabError)) throw outcome.reason;
  }
}
