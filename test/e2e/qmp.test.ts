/** A real QEMU reports on its QMP socket what its link does not: pauses, and its end. */

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { haltingBios } from "../../src/lab/qemu/halting-bios.ts";
import { askQemu } from "../../src/lab/qemu/qemu-binary.ts";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { startDaemonHere } from "../support/guest/daemon-here.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** A QEMU whose firmware does nothing. */
function halting() {
  const directory = temporaryDirectory();
  const [qmp, bios] = [join(directory, "qmp.sock"), join(directory, "bios.bin")];
  writeFileSync(bios, haltingBios());
  const flags = ["-accel", "tcg", "-nodefaults", "-display", "none", "-bios", bios];
  return { qmp, flags: [...flags, "-qmp", `unix:${qmp},server=on,wait=off`] };
}

it("stop, resume, reset and quit are in the trace; a machine that has ended is off", async () => {
  const { qmp, flags } = halting();
  await using daemon = await startDaemonHere({ qmp: `unix:${qmp}` });
  const told: string[] = [];
  let resets = 0;
  daemon.machine.trace.listen((event: TraceEvent) => {
    if (event.kind !== "qemu") return;
    told.push(`${event.event} ${event.reason ?? ""}`.trimEnd());
    if (event.event === "RESET") resets += event.count ?? 1;
  });
  const qemu = spawn(defaultQemu(), [...flags, "-monitor", "stdio"], { stdio: ["pipe", "ignore", "inherit"] });
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

it("a QEMU with shutdown=pause is switched on again, and after that it can be cycled", async () => {
  const { qmp, flags } = halting();
  const { reconnect } = await askQemu(defaultQemu());
  await using daemon = await startDaemonHere({ qmp: `unix:${qmp}` });
  const { machine } = daemon;
  const [, host, port] = daemon.addresses[0]?.split(":") ?? [];
  const qemu = spawn(
    defaultQemu(),
    [
      ...[...flags, "-action", "shutdown=pause", "-chardev", `socket,id=bmc,host=${host},port=${port},${reconnect}`],
      ...["-device", "ipmi-bmc-extern,id=bmc0,chardev=bmc", "-device", "isa-ipmi-kcs,bmc=bmc0"],
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  onTestFinished(() => void qemu.kill("SIGKILL"));
  const told: string[] = [];
  machine.trace.listen((event: TraceEvent) => event.kind === "qemu" && told.push(event.event));
  const act = (work: (chassis: typeof machine.bmc.chassis) => void) => machine.act(({ chassis }) => work(chassis));
  await vi.waitFor(() => expect(machine.links[0]?.capabilities).toBeGreaterThan(0), PATIENCE);
  await vi.waitFor(() => act((chassis) => chassis.powerDown(RestartCause.ChassisControl)), PATIENCE);
  // It is refused until the daemon has reached the QMP socket.
  await vi.waitFor(() => act((chassis) => chassis.powerUp(RestartCause.ChassisControl)), PATIENCE);
  await vi.waitFor(() => expect(told.slice(-2)).toEqual(["RESET", "RESUME"]), PATIENCE);
  expect([machine.host.canPowerOn, machine.bmc.chassis.powerOn]).toEqual([true, true]);
  await act((chassis) => chassis.powerCycle(RestartCause.ChassisControl));
  await vi.waitFor(() => expect(told.filter((event) => event === "RESUME")).toHaveLength(2), PATIENCE);
  expect([qemu.exitCode, machine.bmc.chassis.powerOn]).toEqual([null, true]);
});

it("an NMI of the BMC wakes a halted CPU", async () => {
  const { qmp, flags } = halting();
  await using daemon = await startDaemonHere({ qmp: `unix:${qmp}` });
  // Without a local APIC, which would mask it, the CPU takes an NMI at once.
  const qemu = spawn(defaultQemu(), [...flags, "-cpu", "486", "-monitor", "stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void qemu.kill("SIGKILL"));
  let output = "";
  qemu.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const isHalted = async (halted: string) => {
    await vi.waitFor(() => {
      qemu.stdin.write("info registers\n");
      expect(output.match(/(?<=HLT=)\d/g)?.at(-1)).toBe(halted);
    }, PATIENCE);
  };
  await isHalted("1");
  // It is refused until the daemon has reached the QMP socket.
  await vi.waitFor(() => daemon.machine.act(({ chassis }) => chassis.pulseDiagnosticInterrupt()), PATIENCE);
  await isHalted("0");
});
