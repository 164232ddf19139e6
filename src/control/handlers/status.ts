import type { Machine } from "../../machine.ts";
import { packageVersion } from "../../package-files.ts";
import { Control, capabilityNames } from "../../wire/vm-control.ts";
import type { MachineEvent, MachineStatus } from "../calls/status.ts";
import { type CallHandler, machineOf, type StreamHandler } from "../handler.ts";

export const status: CallHandler<"status"> = (daemon, given) => ({
  version: packageVersion(),
  pid: process.pid,
  uptimeMs: Math.round(performance.now()),
  doors: [...daemon.addresses],
  machines: (given.machine === undefined ? daemon.machines : [machineOf(daemon, given)]).map((machine) =>
    statusOf(machine, daemon.addressesOf(machine.name)),
  ),
  failures: [...daemon.failures].map(([machine, { message: reason }]) => ({ machine, reason })),
});

function statusOf(machine: Machine, doors: readonly string[]): MachineStatus {
  const { name, bmc, wires, traffic, replies } = machine;
  const { last, ...counts } = traffic;
  return {
    name,
    doors: [...doors],
    power: bmc.chassis.powerOn ? "on" : "off",
    attention: wires.attention,
    ...counts,
    lastRequest: last && {
      epochMs: last.epochMs,
      netFn: last.request.netFn,
      cmd: last.request.cmd,
      command: last.answer.command?.name,
      completionCode: last.answer.completionCode,
    },
    links: machine.links.map((link) => ({
      peer: link.peer,
      capabilities: link.capabilities === 0 ? undefined : capabilityNames(link.capabilities),
      requests: link.requests,
      discarded: [...link.discarded.values()].reduce((sum, count) => sum + count, 0),
      ...link.replyCounts,
    })),
    sel: { records: bmc.sel.size, capacity: bmc.sel.capacity },
    faults: replies.rules.length,
  };
}

const KINDS: ReadonlySet<string> = new Set(["connected", "capabilities", "machine reset", "disconnected"]);

export const events: StreamHandler<"events"> = (daemon, given, sink) => {
  const machines = given.machine === undefined ? daemon.machines : [machineOf(daemon, given)];
  const stops = machines.flatMap((machine) => {
    const { name, clock } = machine;
    const stopTrace = machine.trace.listen((event) => {
      const isReset = event.kind === "control" && event.code === Control.Reset;
      if (!isReset && !KINDS.has(event.kind)) return;
      const { epochMs, peer } = event;
      const kind = isReset ? "reset" : (event.kind as MachineEvent["kind"]);
      const capabilities = event.kind === "capabilities" ? capabilityNames(event.capabilities) : undefined;
      sink.event({ epochMs, machine: name, kind, peer, capabilities });
    });
    const stopPower = machine.onPower((on) => {
      sink.event({ epochMs: clock.epochMs(), machine: name, kind: on ? "power on" : "power off" });
    });
    return [stopTrace, stopPower];
  });
  return () => {
    for (const stop of stops) stop();
  };
};
