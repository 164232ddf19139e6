import { machineHealth } from "../../bmc/health.ts";
import type { Machine } from "../../machine.ts";
import { packageVersion } from "../../package-files.ts";
import { lostDoors } from "../../transport/lost-doors.ts";
import { Control, capabilityNames } from "../../wire/vm-control.ts";
import type { MachineEvent, MachineStatus } from "../calls/status.ts";
import type { CheckedArguments } from "../calls.ts";
import { type CallHandler, type ControlledDaemon, followMeant, machineOf, type StreamHandler } from "../handler.ts";
import { PAGE_SIZE } from "../pages.ts";

let version: string | undefined;

export const status: CallHandler<"status"> = (daemon, given) => {
  const { machines, failures, next } = page(daemon, given);
  // Read once, so that a daemon that has run out of descriptors can still report its status.
  version ??= packageVersion();
  return {
    version,
    pid: process.pid,
    uptimeMs: Math.round(performance.now()),
    http: daemon.http?.url,
    sharedRedfish: daemon.redfish?.shared,
    doors: machines.flatMap(({ name }) => [...daemon.addressesOf(name)]),
    machines: machines.map((machine) => statusOf(machine, daemon.addressesOf(machine.name))),
    failures: failures.map(([machine, { message: reason }]) => ({ machine, reason })),
    next,
  };
};

/** Returns a page of the machines that serve, followed by those that do not. */
function page(daemon: ControlledDaemon, given: CheckedArguments<"status">) {
  if (given.machine !== undefined) {
    return { machines: [machineOf(daemon, given)], failures: [...daemon.failures], next: undefined };
  }
  const { machines, failures } = daemon;
  const [from, to] = [given.from ?? 0, (given.from ?? 0) + PAGE_SIZE];
  const within = (at: number) => Math.max(0, at - machines.length);
  return {
    machines: machines.slice(from, to),
    failures: [...failures].slice(within(from), within(to)),
    next: to < machines.length + failures.size ? to : undefined,
  };
}

export function statusOf(machine: Machine, doors: readonly string[]): MachineStatus {
  const { name, bmc, wires, traffic, replies, lanFaults, redfishFaults, serial } = machine;
  const { last, ...counts } = traffic;
  return {
    name,
    doors: [...doors],
    lostDoors: lostDoors(doors),
    power: bmc.chassis.powerOn ? "on" : "off",
    identify: bmc.chassis.identify.state,
    health: machineHealth(bmc),
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
    serial: serial && { address: serial.address, connected: serial.peer !== undefined, ...serial.counts },
    sel: { records: bmc.sel.size, capacity: bmc.sel.capacity },
    faults: replies.rules.length + lanFaults.all.length + redfishFaults.all.length,
  };
}

const KINDS: ReadonlySet<string> = new Set(["connected", "capabilities", "machine reset", "disconnected"]);

export const events: StreamHandler<"events"> = (daemon, given, sink) =>
  followMeant(daemon, given, sink, (machine) => {
    const { name, clock, trace } = machine;
    const stopTrace = trace.listen((event) => {
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
    return () => {
      stopTrace();
      stopPower();
    };
  });

export const statusHandlers = {
  status,
  events,
};
