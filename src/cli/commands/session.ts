/** `session`: lists and ends sessions of IPMI over LAN and of Redfish. */
import type { Command } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { UsageError } from "../../service/errors.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { wholeNumberIn } from "../options/parsers.ts";
import { table } from "../output/table.ts";
import { utc } from "../output/utc.ts";

const HELP = `
Sessions are those of IPMI over LAN; with --redfish, those of Redfish. A session of the shared Redfish door has an ID such as
shared-1, and ends for all machines.

Examples:
  extern-bmc session list
  extern-bmc session end 1
  extern-bmc session list --redfish
  extern-bmc session end --redfish shared-1

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong or no such session is open.`;

interface SessionOptions extends ControlOptions {
  readonly redfish?: true;
}

/** Highest handle of a session of IPMI over LAN. */
const MAX_ID = 255;

export function addSession(program: Command): void {
  const session = program
    .command("session")
    .description("list and end sessions of IPMI over LAN and of Redfish")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(session.command("list").description("list the open sessions"))
    .option("--redfish", "list those of Redfish")
    .addHelpText("after", HELP)
    .action(async ({ redfish, ...options }: SessionOptions) => {
      if (redfish) {
        const result = await onDaemon(options, (control, meant) => control.call("session.listRedfish", meant));
        print(options, result, redfishInWords);
      } else {
        print(options, await onDaemon(options, (control, meant) => control.call("session.list", meant)), inWords);
      }
    });
  addControlOptions(session.command("end").description("end a session").argument("<id>", "ID in the list"))
    .option("--redfish", "end one of Redfish")
    .addHelpText("after", HELP)
    .action(async (id: string, { redfish, ...options }: SessionOptions) => {
      const result = redfish
        ? await onDaemon(options, (control, meant) => control.call("session.endRedfish", { ...meant, id }))
        : await endLan(id, options);
      print(options, result, () => `session ${id} ended`);
    });
}

function endLan(text: string, options: ControlOptions) {
  const id = wholeNumberIn(text);
  if (id === undefined || id < 1 || id > MAX_ID) {
    throw new UsageError(`id is ${text}; expected a whole number from 1 to ${MAX_ID}, or --redfish`);
  }
  return onDaemon(options, (control, meant) => control.call("session.end", { ...meant, id }));
}

function inWords({ sessions }: ResultOf<"session.list">): string {
  if (sessions.length === 0) return "no session is open";
  return table(
    ["Id", "IPMI", "User", "Privilege", "Client", "Idle"],
    sessions.map(({ id, version, user, privilege, peer, idleMs }) => [
      ...[String(id), version, user || "-", privilege, peer, idleText(idleMs)],
    ]),
  );
}

function redfishInWords({ sessions }: ResultOf<"session.listRedfish">): string {
  if (sessions.length === 0) return "no session is open";
  return table(
    ["Id", "User", "Since (UTC)", "Client", "Idle"],
    sessions.map(({ id, user, epochMs, peer, idleMs }) => [id, user, utc(epochMs), peer, idleText(idleMs)]),
  );
}

function idleText(idleMs: number): string {
  return `${Math.floor(idleMs / 1000)} s`;
}
