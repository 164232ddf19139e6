/** A real QEMU whose firmware resets it in a loop: thousands of QMP events a second. The others do not notice. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { connect } from "../../src/control/client.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { doing, startRun } from "../support/qemu/run-qemu.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** mov al, FEh; out 64h, al; hlt: the keyboard controller resets the machine. */
const RESET_LOOP = [0xb0, 0xfe, 0xe6, 0x64, 0xf4];
const GET_SELF_TEST_RESULTS = encodeMessage({ id: 1, netFn: 0x06, lun: 0, cmd: 0x04, data: new Uint8Array() });
/** Far more than are delivered one by one while the test runs. */
const MANY = 500;

it("leaves the neighbors, the control socket and SIGTERM alone, and counts every reset", async () => {
  const directory = temporaryDirectory();
  const qmp = join(directory, "qmp.sock");
  const machines = [
    { name: "quiet", listen: ["tcp:127.0.0.1:0"] },
    { name: "looping", listen: [`unix:${join(directory, "looping.sock")}`], qmp: `unix:${qmp}` },
  ];
  const state = { directory: join(directory, "state"), durability: "power" };
  const daemon = await startTestDaemon({ config: JSON.stringify({ state, machines }) });
  onTestFinished(() => void daemon.stop());
  const [binary = "", ...args] = doing(RESET_LOOP, "-qmp", `unix:${qmp},server=on,wait=off`);
  const qemu = spawn(binary, args, { stdio: "ignore" });
  onTestFinished(() => void qemu.kill("SIGKILL"));
  const control = await connect(daemon.control);
  onTestFinished(() => control.close());
  const resets = async () => (await control.call("status", { machine: "looping" })).machines[0]?.resets;
  await vi.waitFor(async () => expect(await resets()).toBeGreaterThan(MANY), PATIENCE);
  const quiet = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  expect(await quiet.send([GET_SELF_TEST_RESULTS])).toMatchObject([{ netFn: 0x07, cmd: 0x04 }]);
  expect(await daemon.stop()).toMatchObject({ code: 0 });
});

it("under run is one event of the journal a moment, with its count, and SIGTERM ends it", async () => {
  const journal = join(temporaryDirectory(), "bmc.jsonl");
  const { child, exit } = startRun(["--journal", journal], doing(RESET_LOOP));
  const counts = () =>
    readFileSync(journal, "utf8")
      .split("\n")
      .filter((line) => line.includes('"event":"RESET"') && line.endsWith("}"))
      .map((line) => (JSON.parse(line) as { readonly count?: number }).count ?? 1);
  await vi.waitFor(() => expect(counts().reduce((sum, count) => sum + count, 0)).toBeGreaterThan(MANY), PATIENCE);
  expect(counts().length).toBeLessThan(MANY);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});
