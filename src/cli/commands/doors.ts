/** `doors`: every machine's doors, and client lines and entries for them. */
import { type Command, Option } from "commander";
import type { MachineDoors } from "../../control/calls/doors.ts";
import type { Control } from "../../control/client.ts";
import { UsageError } from "../../service/errors.ts";
import { visible } from "../../text/visible.ts";
import { clientLines } from "../doors/client-lines.ts";
import type { Consumer } from "../doors/consumers.ts";
import {
  addControlOptions,
  type ControlOptions,
  everyPage,
  type Meant,
  onDaemon,
  print,
} from "../options/control-options.ts";
import { strong } from "../output/style.ts";
import { list } from "../output/table.ts";

const HELP = `
PASSWORD stands for passwords, which are never printed. Details: docs/provisioning.md.

Examples:
  extern-bmc doors
  extern-bmc doors --as baremetalhost | sed s/PASSWORD/secret/ | kubectl apply -f -
  extern-bmc doors --as ansible > inventory.yaml
  extern-bmc doors --as ironic --redfish | sed s/PASSWORD/secret/ > nodes.yaml

Exit codes: 0 done, 1 no daemon runs, or no machine has such a door, 2 the command line is wrong.`;

/** Names of `consumers`, which only --as loads. */
const CONSUMERS: readonly Consumer[] = [
  ...(["baremetalhost", "tinkerbell", "ironic", "maas", "omni"] as const),
  ...(["ansible", "conserver", "powerman", "prometheus-ipmi-exporter"] as const),
];

interface DoorsOptions extends ControlOptions {
  readonly as?: Consumer;
  readonly redfish?: true;
}

export function addDoors(program: Command): void {
  addControlOptions(
    program.command("doors").description("show how each machine is reached, or print entries for other programs"),
  )
    .addOption(
      new Option("--as <name>", "print entries for another program's files").choices(CONSUMERS).conflicts("json"),
    )
    .option("--redfish", "with --as: entries for Redfish instead of IPMI over LAN")
    .addHelpText("after", HELP)
    .action(async (options: DoorsOptions) => {
      if (options.redfish && options.as === undefined) throw new UsageError("--redfish needs --as");
      const machines = await onDaemon(options, allDoors);
      if (options.as !== undefined) process.stdout.write(await entriesAs(options.as, machines, options.redfish));
      else print(options, withClients(machines), inWords);
    });
}

async function allDoors(control: Control, meant: Meant): Promise<readonly MachineDoors[]> {
  const pages = await everyPage((from) => control.call("doors", { ...meant, from }));
  return pages.flatMap(({ machines }) => machines);
}

type Shown = ReturnType<typeof withClients>;

function withClients(machines: readonly MachineDoors[]) {
  return { machines: machines.map((machine) => ({ ...machine, clients: clientLines(machine) })) };
}

function inWords({ machines }: Shown): string {
  if (machines.length === 0) return "No machine; extern-bmc machine add adds one";
  return machines
    .map((machine) =>
      [strong(machine.name), list(rowsOf(machine)), ...machine.clients.map(({ line }) => line)].join("\n"),
    )
    .join("\n\n");
}

function rowsOf({ vm, lan, redfish, serial }: MachineDoors): readonly (readonly [string, string])[] {
  const users = lan?.users.map(({ name, privilege }) => `${name || "without a name"} (${privilege})`);
  return [
    ...vm.map((address) => ["VM", address] as const),
    ...(vm.length === 0 ? [["VM", "none"] as const] : []),
    [
      "LAN",
      lan ? `${lan.host} port ${lan.port}, ${suiteWords(lan.cipherSuites)}${lan.kg ? ", K_G is set" : ""}` : "none",
    ],
    ...(users ? [["Users", users.join(", ") || "none can log in"] as const] : []),
    ...(redfish === undefined ? [] : [["Redfish", `${redfish.url}${redfish.system}`] as const]),
    ["Serial", serial ?? "none"],
  ];
}

function suiteWords(suites: readonly number[]): string {
  return suites.length === 0 ? "IPMI 1.5 only" : `cipher suites ${suites.join(", ")}`;
}

/** @throws Error when no machine has such a door, UsageError when the consumer has no entries for Redfish */
async function entriesAs(consumer: Consumer, machines: readonly MachineDoors[], isRedfish = false): Promise<string> {
  const { consumers, redfishConsumers } = await import("../doors/consumers.ts");
  // A guest can give a user any name, and no format has line breaks or control characters in names.
  if (!isRedfish) {
    const entries = machines.flatMap(({ name, lan, serial }) =>
      lan ? [{ name, lan, hasSerialPort: serial !== undefined }] : [],
    );
    checkEntries(entries, machines, "LAN door; open one with lan.listen or --lan", ({ lan }) => lan.users);
    return consumers[consumer](visible(entries));
  }
  const writer = redfishConsumers[consumer];
  if (!writer) {
    const known = Object.keys(redfishConsumers).join(", ");
    throw new UsageError(`--as ${consumer} has no entries for Redfish; expected one of ${known}`);
  }
  const entries = machines.flatMap(({ name, redfish }) => (redfish ? [{ name, redfish }] : []));
  checkEntries(
    entries,
    machines,
    "Redfish door; open one with redfish.listen or --redfish",
    (each) => each.redfish.users,
  );
  return writer(visible(entries));
}

/** Reports machines without an entry and entries without a user. `door`: its kind, and how to open one. @throws Error */
function checkEntries<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  machines: readonly MachineDoors[],
  door: string,
  usersOf: (entry: Entry) => readonly unknown[],
): void {
  if (entries.length === 0) throw new Error(`no machine has a ${door}`);
  const names = new Set(entries.map(({ name }) => name));
  const without = machines.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  const report = (text: string) => process.stderr.write(`extern-bmc: ${text}\n`);
  if (without.length > 0) report(`left out, as they have no ${door.replace(/;.*/, "")}: ${without.join(", ")}`);
  for (const entry of entries)
    if (usersOf(entry).length === 0) report(`no user of ${entry.name} can log in; USER stands for one`);
}
