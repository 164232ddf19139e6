/** Each back end of the serial port with a real QEMU: every byte reaches the guest as it is and comes back, and a break arrives. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { Reconnect } from "../../src/cli/qemu/qemu-flags.ts";
import { serialFlags } from "../../src/cli/qemu/serial-flags.ts";
import { type Control, connect } from "../../src/control/client.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { freePort } from "../support/doors/free-port.ts";
import { echoDisk } from "../support/qemu/boot-sector.ts";
import { BARE } from "../support/qemu/run-qemu.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const directory = mkdtempSync(join(tmpdir(), "serial-"));
const at = (name: string) => join(directory, name);

const ADDRESSES: Readonly<Record<string, string>> = {
  "connect-unix": `connect:unix:${at("ser0")}`,
  unix: `unix:${at("ser1")}`,
  "connect-tcp": `connect:tcp:127.0.0.1:${await freePort()}`,
  tcp: `tcp:127.0.0.1:${await freePort()}`,
  "connect-telnet": `connect:telnet:127.0.0.1:${await freePort()}`,
  telnet: `telnet:127.0.0.1:${await freePort()}`,
  pty: `pty:${at("line")}`,
};
/** The line in which QEMU names the pty that it has made. */
const PTY = /redirected to (\/dev\/pts\/\d+)/;
/** Not FFh at last: a QEMU that speaks telnet does not double it, so the next byte tells what it is. */
const EVERY_BYTE = Buffer.from([...Uint8Array.from({ length: 256 }, (_, byte) => byte), 0x2e]);

let daemon: TestDaemon;
let control: Control;
beforeAll(async () => {
  writeFileSync(at("echo.img"), echoDisk());
  const machines = Object.entries(ADDRESSES).map(
    ([name, serial]) =>
      `  - { name: ${name}, listen: ["tcp:127.0.0.1:0"], serial: "${serial}", qmp: "unix:${at(name)}" }\n`,
  );
  daemon = await startTestDaemon({ config: `machines:\n${machines.join("")}` });
  control = await connect(daemon.control);
});
afterAll(async () => {
  await control?.[Symbol.asyncDispose]();
  await daemon?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Starts a QEMU whose guest sends back what comes at its serial port. */
async function startEcho(machine: string, address: string): Promise<void> {
  const drive = ["-drive", `file=${at("echo.img")},format=raw,snapshot=on`];
  const qmp = ["-qmp", `unix:${at(machine)},server=on,wait=off`];
  const flags = serialFlags({ address, chardev: "ser0" }, Reconnect.Seconds);
  const child = spawn(defaultQemu(), [...BARE, ...drive, ...qmp, ...flags]);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await once(child, "close");
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (printed += text));
  if (!address.startsWith("pty:")) return;
  await vi.waitFor(() => expect(printed).toMatch(PTY), PATIENCE);
  symlinkSync(PTY.exec(printed)?.[1] ?? "", at("line"));
}

it.each(Object.entries(ADDRESSES))("%s", async (machine, address) => {
  let echoed = "";
  const events = control.stream("serial.read", { machine });
  onTestFinished(async () => void (await events.return?.()));
  void (async () => {
    for await (const { data } of events) echoed += Buffer.from(data, "base64").toString("latin1");
  })();
  const write = (bytes: Buffer) => control.call("serial.write", { machine, data: bytes.toString("base64") });
  await startEcho(machine, address);
  await vi.waitFor(async () => {
    await write(Buffer.from("?"));
    expect(echoed).toMatch(/\?$/);
  }, PATIENCE);
  await write(EVERY_BYTE);
  await vi.waitFor(() => expect(echoed.slice(-EVERY_BYTE.length)).toBe(EVERY_BYTE.toString("latin1")), PATIENCE);
  await control.call("serial.break", { machine });
  await vi.waitFor(() => expect(echoed).toMatch(/\xff\.B$/), PATIENCE);
});
