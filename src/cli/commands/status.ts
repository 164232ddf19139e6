/** `status`: the daemon and its machines. */

import type { Command } from "commander";
import type { MachineStatus } from "../../control/calls/status.ts";
import { hexCode } from "../../text/hex.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { type Status, wholeStatus } from "../options/whole-status.ts";
import { bad, odd, strong } from "../output/style.ts";
import { list, table } from "../output/table.ts";

const HELP = `
Examples:
  extern-bmc status
  extern-bmc status --machine vm07 --json | jq -r '.machines[0].power'
  extern-bmc status --socket /run/vm0/control.sock

Exit codes: 0 done, 1 no daemon runs, or it failed, 2 the command line is wrong.`;

export function addStatus(program: Command): void {
  addControlOptions(program.command("status").description("show the running daemon, its machines and connected QEMUs"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      print(options, await onDaemon(options, wholeStatus), inWords);
    });
}

function inWords({ version, pid, uptimeMs, machines, failures, sharedRedfish }: Status): string {
  const daemon = list([
    ["Daemon", `extern-bmc ${version}, process ${pid}, up ${duration(uptimeMs)}`],
    ...machines.flatMap(({ name, doors, lostDoors, serial }) => {
      const of = machines.length > 1 ? ` of ${name}` : "";
      return [
        ...doors.map((door): readonly [string, string] => [
          `Door${of}`,
          lostDoors.includes(door) ? bad(`${door} is gone; restart the daemon`) : door,
        ]),
        ...(serial ? [[`Serial port${of}`, serialWords(serial)] as const] : []),
      ];
    }),
    ...(sharedRedfish === undefined ? [] : [["Door of all machines", sharedRedfish] as const]),
  ]);
  const connections = machines.flatMap(({ name, links }) => links.map((link) => ({ name, ...link })));
  const rows = connections.map(({ name, peer, requests, discarded, guarded, tooLate, capabilities }) => [
    ...[name, String(requests), String(discarded), String(guarded + tooLate)],
    canDo(capabilities),
    peer,
  ]);
  const links = rows.length > 0 ? [table(["QEMU of", "Requests", "Discarded", "Late", "Can do", "At"], rows)] : [];
  const failed = failures.map(({ machine, reason }) => bad(`${machine} is not served: ${reason}`));
  const all = machines.length > 0 ? machineTable(machines) : "No machine; extern-bmc machine add adds one";
  return [daemon, all, ...links, ...failed].join("\n\n");
}

function serialWords({ address, connected, received, written }: NonNullable<MachineStatus["serial"]>): string {
  return `${address}, ${connected ? "connected" : "not connected"}, ${received} bytes out, ${written} bytes in`;
}

/** Capabilities that QEMU's extern BMC announces: all except Enable, which is newer. */
const USUAL = ["Power", "Reset", "Irq", "Nmi", "Attn", "GracefulShutdown"];

function canDo(capabilities: readonly string[] | undefined): string {
  if (!capabilities) return "not announced yet";
  return USUAL.every((name) => capabilities.includes(name)) ? "all" : capabilities.join(" ");
}

function machineTable(machines: readonly MachineStatus[]): string {
  return table(
    ["Machine", "Power", "QEMU", "Requests", "Resets", "SEL", "Faults", "Last request"],
    machines.map(({ name, power, links, requests, resets, sel, faults, lastRequest }) => [
      strong(name),
      power,
      links.length > 0 ? "connected" : "-",
      String(requests),
      String(resets),
      `${sel.records}/${sel.capacity}`,
      faults > 0 ? odd(String(faults)) : "0",
      lastRequest ? lastWords(lastRequest) : "-",
    ]),
  );
}

function lastWords({ command, netFn, cmd, completionCode }: NonNullable<MachineStatus["lastRequest"]>): string {
  return `${command ?? `${hexCode(netFn)} ${hexCode(cmd)}`}: ${hexCode(completionCode)}`;
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

function duration(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS[3];
  return `${Math.floor(ms / size)} ${unit}`;
}
