/** A real QEMU reports on its QMP socket what its link does not: pauses, and its end. */

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { haltingBios } from "../../src/lab/qemu/halting-bios.ts";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { startDaemonHere } from "../support/guest/daemon-here.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

it("stop, resume, reset and quit are in the trace; a machine that has ended is off", async () => {
  const directory = temporaryDirectory();
  const qmp = join(directory, "qmp.sock");
  await using daemon = await startDaemonHere({ qmp: `unix:${qmp}` });
  const told: string[] = [];
  let resets = 0;
  daemon.machine.trace.listen((event: TraceEvent) => {
    if (event.kind !== "qemu") return;
    told.push(`${event.event} ${event.reason ?? ""}`.trimEnd());
    if (event.event === "RESET") resets += event.count ?? 1;
  });
  const bios = join(directory, "bios.bin");
  writeFileSync(bios, haltingBios());
  const flags = [
    "-accel",
    "tcg",
    "-nodefaults",
    "-display",
    "none",
    "-bios",
    bios,
    "-monitor",
    "stdio",
    "-qmp",
    `unix:${qmp},server=on,wait=off`,
  ];
  const qemu = spawn(defaultQemu(), flags, { stdio: ["pipe", "ignore", "inherit"] });
  onTestFinished(() => void qemu.kill("SIGKILL"));
  const say = async (command: string, event: string) => {
    await vi.waitFor(() => {
      qemu.stdin.write(`${command}\n`);
      expect(told).toContain(event);
    }, PATIENCE);
  };
  // The first events may come before we listen.
  await say("cont\nstop", "STOP");
  await say("stop\ncont", "RESUME");
  await say("system_reset", "RESET host-qmp-system-reset");
  expect(daemon.machine.bmc.chassis.powerOn).toBe(true);
  expect(daemon.machine.traffic.resets).toBe(resets);
  qemu.stdin.write("quit\n");
  await vi.waitFor(() => expect(told.at(-1)).toBe("SHUTDOWN host-qmp-quit"), PATIENCE);
  expect(daemon.machine.bmc.chassis.powerOn).toBe(false);
});
