/** `reload`: makes the daemon read its configuration again. */
import type { Command } from "commander";
import type { ReloadResult } from "../../control/calls/reload.ts";
import { addSocketOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";

const HELP = `
The daemon reads the file and the environment it was started with, and applies the changes that keep links alive. It
names each setting that differs and needs a restart. Machines that are new in the file are added; machines that are no
longer in it are removed, unless a QEMU is connected. A configuration with a mistake changes nothing. SIGHUP does the same
if the daemon has no terminal.

Examples:
  extern-bmc reload
  extern-bmc reload --json | jq -r '.unchanged[].setting'

Exit codes: 0 done, 1 the configuration has a mistake, or no daemon runs, 2 the command line is wrong.`;

export function addReload(program: Command): void {
  addSocketOptions(program.command("reload").description("read the configuration again"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      print(options, await onDaemon(options, (control) => control.call("reload")), reloadInWords);
    });
}

function reloadInWords({ changed, unchanged, added, removed }: ReloadResult): string {
  if (changed.length + unchanged.length + added.length + removed.length === 0) return "nothing differs";
  const of = (machine: string | undefined) => (machine === undefined ? "" : `${machine}: `);
  return [
    ...removed.map((name) => `${name} removed`),
    ...added.map((name) => `${name} added`),
    ...changed.map(({ machine, setting }) => `${of(machine)}${setting} changed`),
    ...unchanged.map(({ machine, setting, reason }) => `${of(machine)}${setting} not changed: ${reason}`),
  ].join("\n");
}
