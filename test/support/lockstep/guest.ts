import type { PortInterface } from "../../../src/lab/host.ts";
import { BT_BASE, BtDriver } from "../../../src/lab/qemu/bt.ts";
import { KCS_BASE, KcsDriver, KcsState } from "../../../src/lab/qemu/kcs.ts";
import type { PortIo } from "../../../src/lab/qemu/port-io.ts";
import { hexDigits } from "../../../src/text/hex.ts";
import { toHex } from "../bytes/hex.ts";
import type { Step } from "./step.ts";

type Request = Extract<Step, { kind: "request" }>;

/** The guest's side of both QEMUs. Its observations are text. */
export interface Guest {
  readonly base: number;
  request(request: Request): Promise<string>;
  readAnswer(): Promise<string>;
  clearAttention(): Promise<string>;
  startOver(): Promise<string>;
  writeInterruptMask(value: number): Promise<string>;
  /** The status registers of the interface. */
  registers(): Promise<string>;
}

/** Waiting changes nothing: QEMU acts only during a register access, or when the test advances it. */
const once = (condition: () => Promise<boolean>) => condition();

export function guestOf(kind: PortInterface, io: PortIo): Guest {
  return kind === "bt" ? btGuest(io) : kcsGuest(io);
}

function btGuest(io: PortIo): Guest {
  const base = BT_BASE;
  const bt = new BtDriver(io, base, once);
  return {
    base,
    async request(request) {
      const { bBusy } = await bt.control();
      if (!bBusy || !request.insist) await bt.writeRequest(request, request.seq);
      else await insist(io, request);
      return "written";
    },
    async readAnswer() {
      return (await bt.answerArrives()) ? `answer ${toHex(await bt.readBuffer())}` : "no answer";
    },
    async clearAttention() {
      await bt.clearAttention();
      return "cleared";
    },
    async startOver() {
      await bt.reset();
      return "started over";
    },
    async writeInterruptMask(value) {
      await io.outb(base + 2, value);
      return "written";
    },
    registers: async () => `control ${hexDigits(await io.inb(base))}, mask ${hexDigits(await io.inb(base + 2))}`,
  };
}

/** Without a look at B_BUSY. */
async function insist(io: PortIo, { netFn, lun, cmd, seq, data }: Request): Promise<void> {
  await io.outb(BT_BASE, 0x01);
  for (const byte of [data.length + 3, (netFn << 2) | lun, seq, cmd, ...data]) await io.outb(BT_BASE + 1, byte);
  await io.outb(BT_BASE, 0x04);
}

function kcsGuest(io: PortIo): Guest {
  const base = KCS_BASE;
  const kcs = new KcsDriver(io, base, once);
  return {
    base,
    async request(request) {
      const { ibf, state } = await kcs.status();
      if (request.insist && !ibf && state !== KcsState.Idle) await kcs.abort();
      await kcs.writeRequest(request);
      return "written";
    },
    async readAnswer() {
      const { ibf, state } = await kcs.status();
      return ibf || state !== KcsState.Read ? "no answer" : `answer ${toHex(await kcs.readBytes())}`;
    },
    async clearAttention() {
      await kcs.clearOutput();
      return "cleared";
    },
    startOver: async () => `aborted ${hexDigits(await kcs.abort())}`,
    writeInterruptMask: async () => "there is none",
    registers: async () => `status ${hexDigits(await io.inb(base + 1))}`,
  };
}
