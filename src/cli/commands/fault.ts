/** `fault`: adds and removes faults of a running daemon: reply rules for QEMU, and those of the LAN and Redfish doors. */

import { type Command, Option } from "commander";
import type { ArgumentsOf, ResultOf } from "../../control/calls.ts";
import { READY_SETS } from "../../replies/redfish-sets.ts";
import { UsageError } from "../../service/errors.ts";
import { hexNumber } from "../../text/hex.ts";
import { isObject } from "../../text/is-object.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { decimal, orWord, wholeNumber, wholeNumberIn } from "../options/parsers.ts";
import { odd } from "../output/style.ts";
import { table } from "../output/table.ts";

const HELP = `
A fault is a rule in the words of replies.rules in the configuration, written as options, as YAML in one argument, or as
both, where the options win. It applies from the next request on, until it is removed. Without a deadline guard, which is
the default, a fault does what it says; "fault settings --deadline 3500" turns the guard on.

--lan adds a fault of the LAN door instead, in the words of replies.lan: docs/lan-faults.md. --redfish adds one of the Redfish
door, in the words of replies.redfish, or a ready set by its name: docs/redfish-faults.md.

Examples:
  extern-bmc fault add --command "Get Device ID" --times 3 --never
  extern-bmc fault add --name late --delay 4500 --jitter 200
  extern-bmc fault add --command "Get Device ID" --times 2 --completion-code 0xd5
  extern-bmc fault add --command "Get Sensor Reading" --data "20 *" --every 3 --completion-code 0xc0
  extern-bmc fault add "{ when: { command: '06 01', probability: 0.1 }, shape: { truncated: 4 } }"
  extern-bmc fault add --lan "{ when: { message: rakp2, times: 1 }, time: never }"
  extern-bmc fault add --redfish 412-always
  extern-bmc fault add --redfish "{ when: { method: POST, times: 3 }, status: 503 }"
  extern-bmc fault sets
  extern-bmc fault list
  extern-bmc fault settings --deadline 3500 --seed 7
  extern-bmc fault remove late
  extern-bmc fault clear

Exit codes: 0 done, 1 no daemon runs, 2 the rule or the command line is wrong, or there is no such fault.`;

/** Limits of replies.rules. */
const MAX_ANSWERS = 1_000_000;
const MAX_MS = 3_600_000;

interface AddOptions extends ControlOptions {
  readonly name?: string;
  readonly command?: string;
  readonly data?: string;
  readonly nth?: number;
  readonly every?: number;
  readonly times?: number;
  readonly probability?: number;
  readonly id?: string;
  readonly never?: true;
  readonly delay?: number;
  readonly jitter?: number;
  readonly shape?: string;
  readonly completionCode?: number;
  readonly afterNext?: true;
  readonly disconnect?: string;
  readonly attentionStuck?: true;
  readonly lan?: true;
  readonly redfish?: true;
}

interface SettingsOptions extends ControlOptions {
  readonly deadline?: number | "off";
  readonly seed?: number;
}

type Rule = ArgumentsOf<"fault.add">["rule"];

export function addFault(program: Command): void {
  const fault = program
    .command("fault")
    .description("inject faults into answers")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(fault.command("list").description("list the faults in force"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      const { faults } = await onDaemon(options, (control, meant) => control.call("fault.list", meant));
      print(options, faults, listInWords);
    });
  fault
    .command("sets")
    .description("list the ready sets of Redfish faults")
    .addHelpText("after", HELP)
    .action(() => void process.stdout.write(`${setsInWords()}\n`));
  const adding = fault.command("add").description("add a fault").argument("[rule]", "the rule, as YAML");
  addControlOptions(adding)
    .option("--name <name>", "name of the fault; replaces a fault of the same name")
    .option("--command <command>", 'only answers to this command: its name, or netFn and cmd ("06 01")')
    .option("--data <pattern>", 'only answers to requests with this data ("20 ??", "20 *": ?? any byte, * any more)')
    .addOption(
      new Option("--nth <n>", "only the nth answer, from 1").argParser(wholeNumber(1, MAX_ANSWERS)).conflicts("every"),
    )
    .addOption(
      new Option("--every <n>", "each nth answer: 3 is the third, the sixth, the ninth").argParser(
        wholeNumber(1, MAX_ANSWERS),
      ),
    )
    .addOption(new Option("--times <n>", "only this many answers").argParser(wholeNumber(1, MAX_ANSWERS)))
    .addOption(new Option("--probability <share>", "only this share of answers, 0 to 1").argParser(decimal(0, 1)))
    .option("--id <rule>", "message id: echo, swap, stale, random, fixed:N, offset:N or counter:N")
    .option("--never", "never send the answer")
    .addOption(
      new Option("--delay <ms>", "send the answer this many milliseconds late")
        .argParser(wholeNumber(0, MAX_MS))
        .conflicts("never"),
    )
    .addOption(
      new Option("--jitter <ms>", "add up to this many milliseconds at random")
        .argParser(wholeNumber(0, MAX_MS))
        .conflicts("never"),
    )
    .option("--shape <shape>", "duplicate, wrongNetFn, wrongCmd, empty, badChecksum, truncated:N, tooLong:N or raw:HEX")
    .addOption(
      new Option("--completion-code <code>", "refuse the request with this code, 0x01 to 0xff, and do not carry it out")
        .argParser(wholeNumber(0x01, 0xff))
        .conflicts("shape"),
    )
    .option("--after-next", "send the answer after the next one")
    .option(
      "--disconnect <when>",
      "close the connection before, in the middle of or after the answer: before, middle or after",
    )
    .option("--attention-stuck", "keep SMS_ATN raised")
    .addOption(
      new Option("--lan", "a fault of the LAN door; the rule is YAML, and only --name goes with it").conflicts(
        "redfish",
      ),
    )
    .option("--redfish", "a fault of the Redfish door: YAML or the name of a ready set; only --name goes with it")
    .addHelpText("after", HELP)
    .action(async (yaml: string | undefined, options: AddOptions) => {
      if (options.lan || options.redfish) {
        await addAtDoor(yaml, options);
        return;
      }
      const rule = { ...(await ruleIn(yaml)), ...ruleOf(options) } as Rule;
      if (Object.keys(rule).every((key) => key === "name" || key === "when")) {
        throw new UsageError(
          "the fault has no effect; expected --never, --delay, --completion-code, --shape, --id or another (fault add --help)",
        );
      }
      const result = await onDaemon(options, (control, meant) => control.call("fault.add", { ...meant, rule }));
      print(options, result, ({ name }) => `${name} added`);
      if (!options.json) for (const warning of result.warnings) process.stderr.write(`${warning} (warning)\n`);
    });
  addControlOptions(fault.command("settings").description("show or change what all faults share"))
    .addOption(
      new Option("--deadline <ms>", "answer C3h after this many milliseconds without an answer; or off").argParser(
        orWord("off", wholeNumber(1, MAX_MS)),
      ),
    )
    .addOption(
      new Option("--seed <n>", "restart every fault's random numbers and counts from this number").argParser(
        wholeNumber(0, 0x7fffffff),
      ),
    )
    .addHelpText("after", HELP)
    .action(async ({ deadline: deadlineMs, seed, ...options }: SettingsOptions) => {
      const changes = present({ deadlineMs, seed });
      const result = await onDaemon(options, (control, meant) =>
        control.call("fault.settings", { ...meant, ...changes }),
      );
      print(options, result, settingsInWords);
    });
  addControlOptions(fault.command("remove").description("remove a fault").argument("<name>", "name of the fault"))
    .addHelpText("after", HELP)
    .action(async (name: string, options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) => control.call("fault.remove", { ...meant, name }));
      print(options, result, () => `${name} removed`);
    });
  addControlOptions(fault.command("clear").description("remove all faults, including those of the configuration"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) => control.call("fault.clear", meant));
      print(options, result, ({ removed }) => `${removed} removed`);
    });
}

/** Adds a fault of the LAN door or the Redfish door. */
async function addAtDoor(yaml: string | undefined, { lan, redfish: _, ...options }: AddOptions): Promise<void> {
  const named = present({ name: options.name });
  if (Object.keys(ruleOf(options)).length > Object.keys(named).length) {
    throw new UsageError(`--${lan ? "lan" : "redfish"} takes the fault as YAML; expected no option besides --name`);
  }
  const isSet = !lan && yaml !== undefined && Object.hasOwn(READY_SETS, yaml);
  const fault = { ...(isSet ? { set: yaml } : await ruleIn(yaml)), ...named };
  if (Object.keys(fault).every((key) => key === "name" || key === "when" || key === "way")) {
    const example = lan ? "{ time: never }" : "{ status: 503 }";
    throw new UsageError(`the fault has no effect; expected one such as "${example}"`);
  }
  const result = await onDaemon(options, (control, meant) =>
    lan
      ? control.call("fault.addLan", { ...meant, fault: fault as ArgumentsOf<"fault.addLan">["fault"] })
      : control.call("fault.addRedfish", { ...meant, fault: fault as ArgumentsOf<"fault.addRedfish">["fault"] }),
  );
  print(options, result, ({ name }) => `${name} added`);
}

function setsInWords(): string {
  return table(
    ["Set", "Effect"],
    Object.entries(READY_SETS).map(([name, { doc }]) => [name, doc]),
  );
}

async function ruleIn(text: string | undefined): Promise<object> {
  if (text === undefined) return {};
  const { parse } = await import("yaml");
  try {
    const rule: unknown = parse(text);
    if (isObject(rule)) return rule;
  } catch (error) {
    throw new UsageError(`the rule is not YAML: ${error instanceof Error ? error.message : error}`);
  }
  throw new UsageError(`the rule is ${JSON.stringify(text)}; expected a mapping such as "{ shape: empty }"`);
}

function ruleOf(options: AddOptions): object {
  const { name, command, data, nth, every, times, probability, id, never, delay, jitter, disconnect } = options;
  const { shape, completionCode } = options;
  const when = present({ command, data, nth, every, times, probability });
  const isDelayed = delay !== undefined || jitter !== undefined;
  return present({
    name,
    when: Object.keys(when).length > 0 ? when : undefined,
    id: id && worded(id, (kind, value) => (kind === "counter" ? { start: numberIn(value) } : numberIn(value))),
    time: never ? "never" : isDelayed ? present({ delayMs: delay ?? 0, jitterMs: jitter }) : undefined,
    shape:
      completionCode === undefined
        ? shape && worded(shape, (kind, value) => (kind === "raw" ? value : numberIn(value)))
        : { completionCode },
    order: options.afterNext && "afterNext",
    link: disconnect && { disconnect },
    attention: options.attentionStuck && "stuck",
  });
}

/** `truncated:4` → `{ truncated: 4 }`; `empty` stays. */
function worded(text: string, valueFor: (kind: string, value: string) => unknown): unknown {
  const [kind = "", ...value] = text.split(":");
  return value.length === 0 ? kind : { [kind]: valueFor(kind, value.join(":")) };
}

/** A text that is not a number stays: the daemon's refusal shows it as it was written. */
function numberIn(text: string): number | string {
  return wholeNumberIn(text) ?? text;
}

function present(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function settingsInWords({ deadlineMs, seed }: ResultOf<"fault.settings">): string {
  return `deadline ${deadlineMs === "off" ? "off" : `${deadlineMs} ms`}, seed ${seed}`;
}

function listInWords(faults: ResultOf<"fault.list">["faults"]): string {
  if (faults.length === 0) return "no faults";
  const rows = faults.map(({ name, applied, rule, lan, redfish }) => [
    ...[odd(name), String(applied), `${lan ? "LAN " : redfish ? "Redfish " : ""}${words(rule)}`],
  ]);
  return table(["Name", "Applied", "Rule"], rows);
}

/** Formats a value as YAML on one line. */
function words(value: unknown): string {
  if (typeof value !== "object" || value === null)
    return typeof value === "string" && / /.test(value) ? `"${value}"` : `${value}`;
  const inside = Object.entries(value).map(
    ([key, each]) => `${key}: ${key === "completionCode" ? hexNumber(each) : words(each)}`,
  );
  return `{ ${inside.join(", ")} }`;
}
