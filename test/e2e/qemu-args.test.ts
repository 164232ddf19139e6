/** The flags that `qemu-args` prints start a real QEMU, which finds the daemon and does not crash. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-qemu-args-"));
afterAll(() => rmSync(directory, { recursive: true }));

const QEMU = defaultQemu();
/** Nothing runs in it: a stopped machine still connects its chardevs. */
const STOPPED_MACHINE = ["-machine", "q35,accel=tcg", "-S", "-display", "none", "-nodefaults"];

test.each([
  { title: "ISA BT on a Unix socket", listen: ["unix:SOCKET"], device: ["isa-ipmi-bt"] },
  { title: "ISA KCS on TCP", listen: ["tcp:127.0.0.1:0"], device: ["isa-ipmi-kcs"] },
  { title: "PCI BT on a Unix socket", listen: ["unix:SOCKET"], device: ["pci-ipmi-bt"] },
  { title: "PCI KCS on TCP", listen: ["tcp:127.0.0.1:0"], device: ["pci-ipmi-kcs"] },
  { title: "SSIF on a Unix socket", listen: ["unix:SOCKET"], device: ["smbus-ipmi"] },
  { title: "ISA BT, dialled by the daemon", listen: ["connect:unix:SOCKET"], device: ["isa-ipmi-bt"] },
  { title: "BT and KCS at once", listen: ["unix:SOCKET", "tcp:127.0.0.1:0"], device: [] },
])("$title", async ({ title, listen, device }) => {
  const socket = join(directory, `${title.replaceAll(/\W/g, "")}.sock`);
  const doors = listen.map((address) => address.replace("SOCKET", socket));
  await using daemon = await startTestDaemon({ args: doors.flatMap((door) => ["--listen", door]) });
  const args = [
    ...daemon.addresses.flatMap((address) => ["--listen", address]),
    ...device.flatMap((name) => ["--device", name]),
  ];
  const { stdout, stderr } = await runCli(["qemu-args", "--json", "--qemu", QEMU, ...args]);
  expect(stderr).toBe("");

  const qemu = spawn(QEMU, [...STOPPED_MACHINE, ...(JSON.parse(stdout) as string[])], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  qemu.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = once(qemu, "close");
  try {
    await vi.waitFor(() => {
      expect([qemu.exitCode, qemu.signalCode], said).toEqual([null, null]);
      expect(daemon.stderr().match(/QEMU announced what it can do/g)).toHaveLength(doors.length);
    }, PATIENCE);
  } finally {
    qemu.kill("SIGKILL");
    await ended;
  }
});
