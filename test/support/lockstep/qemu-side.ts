import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { PortInterface } from "../../../src/lab/host.ts";
import type { QemuBinary } from "../../../src/lab/qemu/qemu-binary.ts";
import { type Qemu, startQemu } from "../../../src/lab/qemu/qemu-process.ts";
import { temporaryDirectory } from "../qemu/register-guest.ts";
import { PATIENCE } from "../waiting/patience.ts";
import type { Side } from "./side.ts";

/** QEMU's names for the actions that the BMC can request of the machine. */
const ACTION: Readonly<Record<string, string>> = {
  SHUTDOWN: "powerOff",
  RESET: "reset",
  POWERDOWN: "gracefulShutdown",
};
const GREETING_SIZE = 6;
const TIMEOUT_MS = PATIENCE.timeout;
const ISA_IRQ = 5;
/** A port whose read has no effect (POST code). */
const IDLE_PORT = 0x80;

/** A real QEMU that keeps running after a power-off; the BMC's end is a plain socket. */
export async function openQemuSide(kind: PortInterface, binary: QemuBinary): Promise<Side> {
  const directory = await temporaryDirectory();
  const path = directory.file("bmc");
  try {
    const qemu = await startQemu({
      binary,
      device: `isa-ipmi-${kind}`,
      address: `unix:${path}`,
      role: "listen",
      extraArgs: ["-no-shutdown"],
    });
    await surviveNmi(qemu);
    await qemu.qtest.interceptIrqs("ioapic");
    return sideOf(qemu, path, binary.qtestAccelerator, async () => directory[Symbol.asyncDispose]());
  } catch (error) {
    await directory[Symbol.asyncDispose]();
    throw error;
  }
}

function sideOf(qemu: Qemu, path: string, clockNeedsMachine: boolean, cleanUp: () => Promise<void>): Side {
  let socket: Socket | undefined;
  let received: Buffer[] = [];

  /** QEMU has sent what it had to send, and we have read it. */
  async function settle(): Promise<void> {
    await qemu.qmp.execute("query-name");
    await turn();
  }

  return {
    io: qemu.qtest,

    async connect() {
      const opened = connect(path);
      socket = opened.on("data", (bytes) => received.push(bytes));
      await once(opened, "connect");
      const deadline = performance.now() + TIMEOUT_MS;
      while (opened.bytesRead < GREETING_SIZE) {
        if (performance.now() > deadline) throw new Error(`QEMU did not greet in ${TIMEOUT_MS} ms`);
        await settle();
      }
    },

    async disconnect() {
      socket?.destroy();
      await qemu.untilBmcConnected(false, TIMEOUT_MS);
    },

    /** In each turn of its main loop QEMU takes one byte from this socket and one line of qtest. */
    async send(bytes) {
      socket?.write(bytes);
      for (let i = 0; i <= bytes.length; i++) await qemu.qtest.inb(IDLE_PORT);
    },

    reset: () => qemu.reset(),

    pass: (ms) => qemu.time.advance(ms),

    async look() {
      await settle();
      const seen = {
        received: Uint8Array.from(Buffer.concat(received)),
        actions: qemu.qmp.keptEvents.flatMap((name) => ACTION[name] ?? []),
        interruptLine: qemu.qtest.raisedLines.has(ISA_IRQ),
      };
      received = [];
      dropEvents(qemu);
      if (clockNeedsMachine && seen.actions.includes("powerOff")) await startAgain(qemu);
      return seen;
    },

    async [Symbol.asyncDispose]() {
      socket?.destroy();
      await qemu[Symbol.asyncDispose]();
      await cleanUp();
    },
  };
}

/**
 * Under the qtest accelerator the clock goes only while the machine runs, and one that was powered off runs again only
 * after a reset.
 */
async function startAgain(qemu: Qemu): Promise<void> {
  await qemu.reset();
  await qemu.qmp.execute("cont");
  dropEvents(qemu);
}

function dropEvents({ qmp }: Qemu): void {
  for (const name of new Set(qmp.keptEvents)) qmp.dropEvents(name);
}

/** The halted guest has no handler: its vector 2 gets one that returns. */
async function surviveNmi({ qtest }: Qemu): Promise<void> {
  const [vector, handler, iret] = [2 * 4, 0x500, 0xcf];
  await qtest.writel(vector, handler);
  await qtest.writeb(handler, iret);
}
