/** `assert`: checks assertions against a running daemon or a journal. */
import { setTimeout } from "node:timers/promises";
import { type Command, Option } from "commander";
import type { Assertion, OpenSol, Verdict } from "../../assertions/assertion.ts";
import { Jury } from "../../assertions/jury.ts";
import type { Control } from "../../control/client.ts";
import { eventOf } from "../../observe/journal-event.ts";
import { UsageError } from "../../service/errors.ts";
import { type AssertionOptions, addAssertionOptions, assertionsOf } from "../options/assertion-options.ts";
import { seconds } from "../options/parsers.ts";
import { wholeStatus } from "../options/whole-status.ts";
import { report } from "../output/verdicts.ts";
import { readJournal } from "./decode.ts";

const HELP = `
Checks assertions against the events that a daemon has kept since its start (record.history), or against a journal. Prints
each assertion with "met" or "UNMET" and the closest event; exit code 1 if one is unmet. docs/watching.md lists them.

Examples:
  extern-bmc assert --expect "{ seen: Get Device ID }" --expect "{ discarded: 0 }"
  extern-bmc assert --assert ci.yaml --wait 30
  extern-bmc assert --assert ci.yaml --journal bmc.jsonl --json`;

interface AssertOptions extends AssertionOptions {
  readonly socket?: string;
  readonly journal?: string;
  readonly wait: number;
  readonly json?: true;
}

/** Interval between requests for new events, with --wait. */
const INTERVAL_MS = 200;

export function addAssert(program: Command): void {
  addAssertionOptions(program.command("assert").description("check assertions against a running daemon or a journal"))
    .option("-s, --socket <path>", "the daemon's control socket (environment: EXTERN_BMC_CONTROL_SOCKET)")
    .addOption(new Option("--journal <file>", "check a journal instead").conflicts("socket"))
    .option("--wait <seconds>", "wait up to this time until all are met", seconds(0, 86_400), 0)
    .option("--json", "print the verdicts as JSON")
    .addHelpText("after", HELP)
    .action(assert);
}

async function assert(options: AssertOptions): Promise<void> {
  const assertions = await assertionsOf(options);
  if (assertions.length === 0) {
    const [file] = options.assert ?? [];
    const expected = "expected --assert FILE or --expect ASSERTION";
    throw new UsageError(
      file === undefined ? `nothing to check; ${expected}` : `${file} has no assertions; ${expected}`,
    );
  }
  const { journal } = options;
  const verdicts = journal === undefined ? await ofDaemon(assertions, options) : await ofJournal(assertions, journal);
  report(verdicts, options.json ?? false);
}

async function ofJournal(assertions: readonly Assertion[], file: string): Promise<readonly Verdict[]> {
  const jury = new Jury(assertions);
  for await (const event of readJournal(file)) jury.take(event);
  return jury.verdicts();
}

async function ofDaemon(
  assertions: readonly Assertion[],
  { socket, wait }: AssertOptions,
): Promise<readonly Verdict[]> {
  const { connect } = await import("../../control/client.ts");
  await using control = await connect(socket);
  const deadlineMs = performance.now() + 1000 * wait;
  const jury = new Jury(assertions);
  const news = { seen: new Map<string, number>(), openSol: new Map<string, OpenSol>() };
  while (true) {
    const isThere = await takeNews(control, jury, news);
    const verdicts = jury.verdicts([...news.openSol.values()]);
    if (!isThere) return [ENDED, ...verdicts];
    if (verdicts.every(({ met }) => met) || performance.now() >= deadlineMs) return verdicts;
    await setTimeout(INTERVAL_MS);
  }
}

/** The verdict that a daemon ended early: later events are unknown. */
const ENDED: Verdict = {
  assertion: "the daemon runs until all are met",
  met: false,
  nearest: "it has ended; serve --assert looks at everything until then",
};

/** State of each machine as of the last request. */
interface News {
  /** Number of its next event. */
  readonly seen: Map<string, number>;
  readonly openSol: Map<string, OpenSol>;
}

/** Takes each machine's events since the last request; false when the daemon has ended. */
async function takeNews(control: Control, jury: Jury, news: News): Promise<boolean> {
  try {
    await takePages(control, jury, news);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "disconnected") return false;
    throw error;
  }
}

async function takePages(control: Control, jury: Jury, { seen, openSol }: News): Promise<void> {
  for (const { name } of (await wholeStatus(control)).machines) {
    for (let more = true; more; ) {
      const from = seen.get(name) ?? 0;
      const page = await control.call("history", { machine: name, from });
      // The machine was removed, and another of the same name added.
      const isAnother = page.upTo < from;
      if (!isAnother) for (const event of page.events) jury.take(eventOf(event));
      openSol.set(name, { machine: name, ...page.openSol });
      seen.set(name, isAnother ? 0 : page.upTo);
      more = page.more || isAnother;
    }
  }
}
