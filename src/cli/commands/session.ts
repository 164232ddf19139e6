/** `session`: lists and ends sessions of IPMI over LAN. */
import type { Command } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { wholeNumber } from "../options/parsers.ts";
import { table } from "../output/table.ts";

const HELP = `
Sessions are those of IPMI over LAN. Redfish clients list and end theirs at the SessionService.

Examples:
  extern-bmc session list
  extern-bmc session end 1

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong or no such session is open.`;

export function addSession(program: Command): void {
  const session = program
    .command("session")
    .description("list and end sessions of IPMI over LAN")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(session.command("list").description("list the open sessions"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      print(options, await onDaemon(options, (control, meant) => control.call("session.list", meant)), inWords);
    });
  addControlOptions(
    session.command("end").description("end a session").argument("<id>", "ID in the list", wholeNumber(1, 255)),
  )
    .addHelpText("after", HELP)
    .action(async (id: number, options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) => control.call("session.end", { ...meant, id }));
      print(options, result, () => `session ${id} ended`);
    });
}

function inWords({ sessions }: ResultOf<"session.list">): string {
  if (sessions.length === 0) return "no session is open";
  return table(
    ["Id", "IPMI", "User", "Privilege", "Client", "Idle"],
    sessions.map(({ id, version, user, privilege, peer, idleMs }) => [
      ...[String(id), version, user || "-", privilege, peer, `${Math.floor(idleMs / 1000)} s`],
    ]),
  );
}
