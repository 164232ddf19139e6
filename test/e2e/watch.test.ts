/** `watch` beside a busy daemon: what it shows, and that watching does not slow the daemon. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { runShell } from "../support/pages/shell.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

async function startDaemon(config = "{}") {
  const socket = join(temporaryDirectory(), "control", "bmc.sock");
  const daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0", "--control", socket] });
  onTestFinished(async () => void (await daemon.kill()));
  return { daemon, socket };
}

function peerOf(daemon: TestDaemon): Promise<VmExchange> {
  return VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
}

/** A watcher that has its stream: it has shown a first request of ours. */
async function watching(socket: string, daemon: TestDaemon, ...args: readonly string[]) {
  const child = spawn(process.execPath, [ENTRY, "watch", "--socket", socket, ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (output.stdout += text));
  child.stderr.on("data", (text) => (output.stderr += text));
  const exit = new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
  await vi.waitFor(async () => {
    const peer = await peerOf(daemon);
    await peer.ask("06 01");
    peer.close();
    expect(output.stdout).toContain("Get Device ID");
  }, PATIENCE);
  return { child, output, exit };
}

it("shows requests and answers, refusals with their reason, and the answers of faults; ends with the daemon", async () => {
  const config = "replies: { rules: [{ name: swapped, when: { command: 06 04 }, id: swap }] }";
  const { daemon, socket } = await startDaemon(config);
  const { output, exit } = await watching(socket, daemon, "--details");
  const brief = await watching(socket, daemon);
  const peer = await peerOf(daemon);
  await peer.ask("06 22");
  await peer.ask("06 04");
  peer.close();
  await daemon.stop();
  expect(await exit).toBe(0);
  expect(output.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} bmc {2}-- 127\.0\.0\.1:\d+: connected$/m);
  expect(output.stdout).toMatch(
    / bmc 01 > Reset Watchdog Timer\n.* bmc 01 < Reset Watchdog Timer command's 80h \(the watchdog/,
  );
  expect(output.stdout).toMatch(/ bmc 01 < Get Self Test Results ok result=0x55 detail=0 \[swapped\] #\d+$/m);
  expect(output.stdout).toMatch(/ bmc 00 < 07\/04 \[00 55 00\] \d+\.\d\d ms #\d+$/m);
  expect(output.stderr).toBe("");
  expect(await brief.exit).toBe(0);
  expect(brief.output.stdout).toMatch(
    /^\S{12} Reset Watchdog Timer → command's 80h \(the watchdog timer was not set\) \d+\.\d\d ms$/m,
  );
  expect(brief.output.stdout).toMatch(
    /^\S{12} Get Self Test Results → ok result=0x55 detail=0 id 01 \[swapped\] (#\d+)\n\S{12} 00 < .* \1$/m,
  );
});

it("names the machine of each exchange if the daemon has several", async () => {
  const { daemon, socket } = await startDaemon("machines: [{ name: vm0 }, { name: vm1, listen: [unix:vm1.sock] }]");
  const { output } = await watching(socket, daemon);
  expect(output.stdout).toMatch(/^\S{12} vm0 Get Device ID → ok /m);
});

it("prints JSON, an object a line, of the chosen exchanges; Ctrl-C ends it with exit code 0", async () => {
  const { daemon, socket } = await startDaemon();
  const { child, output, exit } = await watching(socket, daemon, "--json", "--command", "Get Device ID");
  child.kill("SIGINT");
  expect(await exit).toBe(0);
  const events = output.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({
    kind: "exchange",
    machine: "bmc",
    cmd: 1,
    fields: { response: { deviceId: 0x20 } },
  });
  expect(new Set(events.map(({ command }) => command))).toEqual(new Set(["Get Device ID"]));
});

it("ends when its reader ends (| head), and for a machine that does not exist", async () => {
  const { daemon, socket } = await startDaemon();
  const env = { N: process.execPath, E: ENTRY, S: socket };
  const watched = runShell('"$N" "$E" watch --socket "$S" | head -n 1', { cwd: temporaryDirectory(), env });
  let hasEnded = false;
  void watched.then(() => {
    hasEnded = true;
  });
  // The reader ends after its line; watch notices at the next line.
  await vi.waitFor(async () => {
    const peer = await peerOf(daemon);
    await peer.ask("06 01");
    peer.close();
    expect(hasEnded).toBe(true);
  }, PATIENCE);
  expect(await watched).toEqual({ code: 0, output: expect.stringMatching(/^\S{12} .*\n$/) });
  const nobody = await runCli(["watch", "--socket", socket, "--machine", "vm9"]);
  expect([nobody.code, nobody.stderr]).toEqual([2, "extern-bmc: there is no machine vm9; expected bmc\n"]);
});

it("costs a guest nothing when it stops reading; missed events are counted", async () => {
  const { daemon, socket } = await startDaemon();
  const { child, output } = await watching(socket, daemon);
  child.kill("SIGSTOP");
  const peer = await peerOf(daemon);
  const request = encodeMessage({ id: 7, netFn: 6, lun: 0, cmd: 4, data: new Uint8Array() });
  const many = Buffer.concat(Array.from({ length: 1000 }, () => request));
  for (let i = 0; i < 60; i++) expect(await peer.send([many])).toHaveLength(1000);
  peer.close();
  child.kill("SIGCONT");
  await vi.waitFor(() => expect(output.stderr).toMatch(/extern-bmc: \d+ events were dropped/), PATIENCE);
});
