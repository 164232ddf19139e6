/** Clients of the control socket that are treated badly, and clients that behave badly. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectTo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/control/client.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

test("a daemon that is killed ends the commands that wait for it", async () => {
  const doomed = await startTestDaemon({ args: ["-l", "tcp:127.0.0.1:0"] });
  const client = spawn(process.execPath, [ENTRY, "status", "--socket", doomed.control], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void client.kill("SIGKILL"));
  doomed.process.kill("SIGSTOP");
  await using control = await connectStopped(doomed);
  const waiting = control.call("status").catch((error: unknown) => error);
  const exit = once(client, "close");
  await doomed.kill();
  expect(await waiting).toMatchObject({ code: "disconnected" });
  expect((await exit)[0]).toBe(1);
});

/** Connects while the daemon runs, and then stops the daemon again. */
async function connectStopped(stopped: TestDaemon) {
  stopped.process.kill("SIGCONT");
  const control = await connect(stopped.control);
  stopped.process.kill("SIGSTOP");
  return control;
}

test("a client that floods and reads nothing does not delay the guest's answers", async () => {
  await using daemon = await startTestDaemon({ args: ["-l", "tcp:127.0.0.1:0"] });
  const qemu = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  onTestFinished(() => qemu.close());
  const socket = connectTo(daemon.control);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.on("error", () => {});
  socket.pause();
  const frame = (type: string, data: object) => `${JSON.stringify({ type, data })}\f`;
  socket.write(frame("hello", { protocol: 1, version: "0.0.0" }));
  socket.write(frame("call", { id: 0, call: "events", arguments: {} }));
  socket.write(frame("call", { id: 1, call: "watch", arguments: {} }));
  for (let id = 2; id < 5000; id++) socket.write(frame("call", { id, call: "sdr.list", arguments: {} }));
  for (let request = 0; request < 500; request++) expect(await qemu.ask("06 01")).toMatch(/^00/);
  const status = Object.fromEntries(
    readFileSync(`/proc/${daemon.process.pid}/status`, "utf8")
      .split("\n")
      .map((line) => line.split(":\t")),
  );
  expect(Number.parseInt(status["VmRSS"] ?? "", 10)).toBeLessThan(400_000);
  expect((await runCli(["status", "--socket", daemon.control])).code).toBe(0);
});
