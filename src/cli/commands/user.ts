/** `user`: shows and changes users and their privileges. */
import { type Command, Option } from "commander";
import type { UserEntry } from "../../control/calls/user.ts";
import type { ResultOf } from "../../control/calls.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { wholeNumber } from "../options/parsers.ts";
import { table } from "../output/table.ts";

const HELP = `
--channel defaults to the LAN channel. A user who is to log in over the network must be enabled and may send IPMI messages.

Examples:
  extern-bmc user list
  extern-bmc user set 3 --name operator --password secret --privilege operator --enable --messaging
  extern-bmc user set 3 --disable

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong.`;

/** Privileges of the call `user.set`. */
const PRIVILEGES = ["callback", "user", "operator", "administrator", "oem", "noAccess"] as const;

interface UserOptions extends ControlOptions {
  readonly channel?: number;
  readonly name?: string;
  readonly password?: string;
  readonly privilege?: (typeof PRIVILEGES)[number];
  readonly enable?: true;
  readonly disable?: true;
  readonly messaging?: boolean;
}

export function addUser(program: Command): void {
  const user = program
    .command("user")
    .description("show and change users")
    .helpCommand(false)
    .addHelpText("after", HELP);
  const channel = () =>
    new Option("--channel <number>", "channel of the privileges; defaults to the LAN channel").argParser(
      wholeNumber(0, 15),
    );
  addControlOptions(user.command("list").description("list all users"))
    .addOption(channel())
    .addHelpText("after", HELP)
    .action(async (options: UserOptions) => {
      const { channel } = options;
      const result = await onDaemon(options, (control, meant) => control.call("user.list", { ...meant, channel }));
      print(options, result, listInWords);
    });
  addControlOptions(
    user.command("set").description("change a user").argument("<id>", "user ID, 1 to 63", wholeNumber(1, 63)),
  )
    .addOption(channel())
    .option("--name <name>", "up to 16 characters")
    .option("--password <password>", "up to 20 characters")
    .addOption(new Option("--privilege <level>", "highest privilege level of the user").choices(PRIVILEGES))
    .option("--enable", "enable the user")
    .addOption(new Option("--disable", "disable the user").conflicts("enable"))
    .option("--messaging", "allow IPMI messaging")
    .option("--no-messaging", "forbid IPMI messaging")
    .addHelpText("after", HELP)
    .action(async (id: number, options: UserOptions) => {
      const { channel, name, password, privilege, enable, disable, messaging: ipmiMessaging } = options;
      const enabled = enable ? true : disable ? false : undefined;
      const result = await onDaemon(options, (control, meant) =>
        control.call("user.set", { ...meant, id, channel, name, password, privilege, enabled, ipmiMessaging }),
      );
      print(options, result, (changed) => rows([changed]));
    });
}

function listInWords({ channel, users }: ResultOf<"user.list">): string {
  const used = users.filter(({ name, enabled }) => name !== "" || enabled);
  const free = `Channel ${channel}, ${users.length - used.length} of ${users.length} IDs are free`;
  return used.length > 0 ? `${free}\n${rows(used)}` : free;
}

function rows(users: readonly UserEntry[]): string {
  return table(
    ["Id", "Name", "Enabled", "Privilege", "Messaging"],
    users.map(({ id, name, enabled, privilege, ipmiMessaging }) => [
      ...[String(id), name || "-", enabled ? "yes" : "no", privilege, ipmiMessaging ? "yes" : "no"],
    ]),
  );
}
