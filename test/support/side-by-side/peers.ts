/** BMCs that get the same requests: each takes "netFn cmd data…" in hex and gives "completion-code data…" in hex. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultQemu } from "../../../src/cli/options/qemu-option.ts";
import { BtDriver } from "../../../src/lab/qemu/bt.ts";
import { askQemu } from "../../../src/lab/qemu/qemu-binary.ts";
import { startQemu } from "../../../src/lab/qemu/qemu-process.ts";
import { encodeMessage } from "../../../src/wire/vm-message.ts";
import { hex, toHex } from "../bytes/hex.ts";
import { startTestDaemon } from "../daemon/daemon.ts";
import { VmExchange } from "../doors/vm-exchange.ts";
import { startIpmiSim } from "../peers/ipmi-sim.ts";
import { CAPABILITIES, controller, DAEMON, QEMU_SETTINGS, RECORDS } from "./machines.ts";

export interface Peer extends AsyncDisposable {
  ask(request: string): Promise<string>;
}

const MESSAGE_ID = 0x01;

/** The daemon, reached as QEMU reaches it. */
export async function daemonPeer(): Promise<Peer> {
  const daemon = await startTestDaemon({
    config: DAEMON,
    args: ["--listen", "tcp:127.0.0.1:0", "--log-level", "error"],
  });
  const exchange = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  return vmPeer(exchange, () => daemon.stop());
}

export async function ipmiSimPeer(): Promise<Peer> {
  const sim = await startIpmiSim({ controller: controller(), lan: true });
  return vmPeer(await VmExchange.open(sim.port), () => sim.stop());
}

async function vmPeer(exchange: VmExchange, stop: () => Promise<unknown>): Promise<Peer> {
  await exchange.send([hex(CAPABILITIES)]);
  return {
    async ask(request) {
      const [answer, ...more] = await exchange.send([encodeMessage({ id: MESSAGE_ID, lun: 0, ...parts(request) })]);
      if (answer === undefined || more.length > 0) throw new Error(`${request}: ${more.length} answers too many`);
      return toHex(answer.data);
    },
    async [Symbol.asyncDispose]() {
      exchange.close();
      await stop();
    },
  };
}

/** A free place for a second BT interface beside the one of the ipmi-bmc-extern, which has no BMC. */
const BT_BASE = 0x1e4;

/** QEMU's own BMC behind a BT interface, register by register. Its clock is moved on while we wait for an answer. */
export async function qemuSimPeer(): Promise<Peer> {
  const directory = await mkdtemp(join(tmpdir(), "side-by-side-"));
  const records = join(directory, "records.sdr");
  await writeFile(records, hex(RECORDS.join(" ")));
  const qemu = await startQemu({
    binary: await askQemu(defaultQemu()),
    device: "isa-ipmi-kcs",
    role: "listen",
    address: "tcp:127.0.0.1:0",
    extraArgs: [
      ...["-device", `ipmi-bmc-sim,id=sim,sdrfile=${records}${QEMU_SETTINGS}`],
      ...["-device", `isa-ipmi-bt,id=bt,bmc=sim,ioport=${BT_BASE},irq=0`],
    ],
  });
  const guest = new BtDriver(qemu.qtest, BT_BASE);
  return {
    async ask(request) {
      const { completionCode, data } = await guest.exchange(parts(request));
      return toHex(Uint8Array.of(completionCode, ...data));
    },
    async [Symbol.asyncDispose]() {
      await qemu[Symbol.asyncDispose]();
      await rm(directory, { recursive: true });
    },
  };
}

function parts(request: string): { readonly netFn: number; readonly cmd: number; readonly data: Uint8Array } {
  const bytes = hex(request);
  const [netFn = 0, cmd = 0] = bytes;
  return { netFn, cmd, data: bytes.subarray(2) };
}
