/** `machine`: adds machines to a running daemon, and removes them. */
import type { Command } from "commander";
import type { Control } from "../../control/client.ts";
import { ControlError } from "../../control/protocol.ts";
import { UnmetError, UsageError } from "../../service/errors.ts";
import { addSocketOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import type { MachineSettings } from "../options/machine-settings.ts";
import { repeatable } from "../options/parsers.ts";

const HELP = `
add reads configurations as serve does, with several machines and extends, but without the environment. Mistakes are
reported with file:line:column; relative file names and doors are resolved here, not at the daemon. Settings of the daemon
are ignored. A machine is added with all its doors, or not at all. remove ends a machine's links, closes its doors, and
stores its state; its QEMU runs on without a BMC.

Examples:
  extern-bmc machine add vm7.yaml
  extern-bmc machine add --extends server --name vm7 --listen unix:/run/vm7.sock
  extern-bmc machine add fleet.yaml --only vm07
  extern-bmc machine remove vm7 vm8
  extern-bmc machine add vm7.yaml --json | jq -r '.done[].doors[]'

Exit codes: 0 done, 1 a machine could not be added or removed, or no daemon runs, 2 the configuration or the command
line is wrong.`;

interface AddOptions extends ControlOptions {
  readonly extends?: string;
  readonly name?: string;
  readonly listen?: readonly string[];
  readonly lan?: string;
  readonly only?: string;
}

/** Results, by machine. */
interface Outcome {
  readonly done: readonly { readonly name: string; readonly doors?: readonly string[] }[];
  readonly failed: readonly { readonly name: string; readonly code: string; readonly message: string }[];
}

export function addMachine(program: Command): void {
  const machine = program
    .command("machine")
    .description("add machines to the running daemon, or remove them")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addSocketOptions(machine.command("add").description("add the machines of a configuration"))
    .argument("[file...]", "configuration, YAML")
    .option("--extends <base>", "base configuration: a shipped one such as server, or a file")
    .option("-n, --name <name>", "the machine's name")
    .option("-l, --listen <address>", "door; repeatable", repeatable)
    .option("--lan <address>", "door for IPMI over LAN: udp:HOST:PORT")
    .option("--only <name>", "only this machine of the configuration")
    .addHelpText("after", HELP)
    .action(add);
  addSocketOptions(machine.command("remove").description("remove machines").argument("<name...>", "names of machines"))
    .addHelpText("after", HELP)
    .action(async (names: readonly string[], options: ControlOptions) => {
      const machines = names.map((name) => ({ name }));
      const remove = (control: Control, name: string) => control.call("machine.remove", { machine: name });
      const outcome = await onDaemon(options, (control) => forEach(machines, ({ name }) => remove(control, name)));
      conclude(options, outcome, "removed");
    });
}

async function add(files: readonly string[], options: AddOptions): Promise<void> {
  const machines = await wanted(files, options);
  const outcome = await onDaemon(options, (control) =>
    forEach(machines, ({ settings }) => control.call("machine.add", { settings })),
  );
  conclude(options, outcome, "added");
}

/** Loads the configuration reader only here: it takes longer than everything else in this command. */
async function wanted(files: readonly string[], options: AddOptions): Promise<readonly MachineSettings[]> {
  const { extends: base, name, listen, lan, only } = options;
  const overrides = [
    { origin: "--extends", path: ["extends"], value: base },
    { origin: "--name", path: ["name"], value: name },
    { origin: "--listen", path: ["listen"], value: listen },
    { origin: "--lan", path: ["lan", "listen"], value: lan },
  ].filter(({ value }) => value !== undefined);
  if (files.length + overrides.length === 0)
    throw new UsageError("expected a file, or --extends, --name, --listen or --lan");
  const { machineSettings } = await import("../options/machine-settings.ts");
  const warn = (warning: string) => void process.stderr.write(`${warning} (warning)\n`);
  const all = (files.length > 0 ? files : [undefined]).flatMap((file) => machineSettings(file, overrides, warn));
  if (name !== undefined && all.length > 1) throw new UsageError(`--name is for one machine; these are ${all.length}`);
  const chosen = all.filter((machine) => only === undefined || machine.name === only);
  if (chosen.length > 0) return chosen;
  const { namesInWords } = await import("../../text/suggest.ts");
  throw new UsageError(`--only is "${only}"; expected one of ${namesInWords(all.map((machine) => machine.name))}`);
}

/** Works on the machines one after another; a failure does not stop the next. */
async function forEach<Machine extends { readonly name: string }>(
  machines: readonly Machine[],
  call: (machine: Machine) => Promise<{ readonly doors?: readonly string[] }>,
): Promise<Outcome> {
  const done: Outcome["done"][number][] = [];
  const failed: Outcome["failed"][number][] = [];
  for (const machine of machines) {
    const { name } = machine;
    try {
      done.push({ name, ...(await call(machine)) });
    } catch (error) {
      // With a single machine, fail as any other call does.
      if (!(error instanceof ControlError) || error.code === "disconnected" || machines.length === 1) throw error;
      failed.push({ name, code: error.code, message: error.message });
    }
  }
  return { done, failed };
}

/** @throws UnmetError when one of several failed */
function conclude(options: ControlOptions, outcome: Outcome, verb: string): void {
  const { done, failed } = outcome;
  print(options, outcome, () => done.map(({ name, doors = [] }) => [name, verb, ...doors].join(" ")).join("\n"));
  if (failed.length === 0) return;
  for (const { name, message } of failed) process.stderr.write(`extern-bmc: ${name}: ${message}\n`);
  throw new UnmetError(`${failed.length} of ${done.length + failed.length} not ${verb}`);
}
