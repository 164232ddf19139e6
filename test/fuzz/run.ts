/**
 * `npm run fuzz`: fuzzes every target for its share of an hour. `--help` prints the options. Exit codes: 0, 1 for a find,
 * 2 usage.
 */
import { parseArgs } from "node:util";
import { type CorpusEntry, idOf, readCorpus, writeCorpus } from "../support/fuzz/corpus.ts";
import { type Outcome, supervise } from "../support/fuzz/supervise.ts";
import { textOf } from "../support/fuzz/target.ts";
import { circumstances, rowsOfSection, table, writeSection } from "../support/reliability/sections.ts";
import { load, targetNames } from "./targets/index.ts";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    target: { type: "string", multiple: true, default: targetNames },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    repeat: { type: "string" },
    report: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  console.log(`usage: npm run fuzz -- [options]

  --minutes N     fuzz for N minutes, shared by the targets; 60 by default
  --target NAME   fuzz this target; may be repeated. All by default: ${targetNames.join(", ")}
  --seed N        seed of the mutations; the time of day by default
  --keep          write the inputs that reached new code into test/fuzz/corpus/
  --repeat ID     run one input of the corpus of --target; an ID is the beginning of its SHA-256
  --json          print the results as JSON
  --report        write a section of docs/reliability.md

Examples:
  npm run fuzz -- --minutes 5 --target framing --target http
  npm run fuzz -- --target framing --repeat 3f8a`);
  process.exit();
}

process.exitCode = options.repeat === undefined ? await fuzzAll() : await repeat(options.repeat);

async function fuzzAll(): Promise<number> {
  const { target: names, seed } = options;
  const shareMs = (60_000 * Number(options.minutes)) / names.length;
  const outcomes = new Map<string, Outcome>();
  say(`seed ${seed}, ${(shareMs / 1000).toFixed(0)} s for each of ${names.length} targets`);
  for (const name of names) {
    const outcome = await fuzz(name, shareMs);
    outcomes.set(name, outcome);
  }
  print(outcomes);
  if (options.report) writeSection("fuzzing", await sectionOf(outcomes));
  return [...outcomes.values()].some(({ finds }) => finds.length > 0) ? 1 : 0;
}

async function fuzz(name: string, shareMs: number): Promise<Outcome> {
  const endEpochMs = Date.now() + shareMs;
  const outcome = await supervise({ target: name, seed: Number(options.seed), endEpochMs }, (progress) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${rowOf(name, progress)}\x1b[K`);
  });
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  say(rowOf(name, outcome));
  const target = await load(name);
  const found = outcome.finds.map(({ input, kind }): CorpusEntry => ({ input, found: kind }));
  for (const { text, input, kind } of outcome.finds) {
    say(
      `\nFOUND ${kind}\n${text}\ninput:\n${target.form === "text" ? textOf(input) : Buffer.from(input).toString("hex")}`,
    );
    say(`repeat: npm run fuzz -- --target ${name} --repeat ${idOf(input)}\n`);
  }
  const known = readCorpus(target);
  if (options.keep && outcome.corpus.length > 0) {
    const once = known.filter((entry) => entry.found !== undefined);
    writeCorpus(target, [...once, ...found, ...outcome.corpus.map((input) => ({ input }))]);
  } else if (found.length > 0) writeCorpus(target, [...known, ...found]);
  return outcome;
}

async function repeat(id: string): Promise<number> {
  const [name = ""] = options.target;
  const entry = readCorpus(await load(name)).find(({ input }) => idOf(input).startsWith(id));
  if (!entry) {
    console.error(`the corpus of ${name} has no input ${id}`);
    return 2;
  }
  const { finds } = await supervise({ target: name, seed: 0, endEpochMs: 0, only: entry.input });
  for (const { text } of finds) console.log(text);
  if (finds.length === 0) console.log("nothing is wrong");
  return finds.length > 0 ? 1 : 0;
}

function rowOf(name: string, { executions, blocks, features }: Omit<Outcome, "finds" | "corpus">): string {
  return `${name.padEnd(12)} ${String(executions).padStart(10)} executions ${String(blocks).padStart(6)} blocks ${String(features).padStart(6)} features`;
}

function print(outcomes: ReadonlyMap<string, Outcome>): void {
  if (!options.json) return;
  const rows = [...outcomes].map(([target, { executions, blocks, features, finds, corpus }]) => ({
    ...{ target, executions, blocks, features, corpus: corpus.length },
    finds: finds.map(({ kind, text, input }) => ({ kind, text, id: idOf(input) })),
  }));
  console.log(JSON.stringify({ seed: Number(options.seed), targets: rows }, undefined, 2));
}

/** Rows of targets that were not fuzzed this time stay. */
async function sectionOf(outcomes: ReadonlyMap<string, Outcome>): Promise<string> {
  const before = rowsOfSection("fuzzing");
  const when = `${new Date().toISOString().slice(0, 10)}, ${(Number(options.minutes) / outcomes.size).toFixed(1)} min`;
  const rows = [];
  for (const name of targetNames) {
    const outcome = outcomes.get(name);
    const { never } = await load(name);
    if (outcome) rows.push([name, never, outcome.executions, outcome.blocks, outcome.finds.length, when]);
    else rows.push(before.get(name) ?? [name, never, "–", "–", "–", "–"]);
  }
  return `## Fuzzing

Inputs that code coverage steers, for each part that reads what others write. An execution also fails when it throws an
error that is not the part's own, runs through more blocks of code than an input of its size may cause, hangs, or exhausts the
memory. A run fuzzes all targets, or some. ${circumstances("fuzz")}

${table(["target", "what must not happen", "executions", "blocks of code reached", "finds", "run"], rows)}

\`npm run fuzz\` repeats it. A find is made small, goes into \`test/fuzz/corpus/\`, and is mended with a test; \`npm run unit\`
replays the corpus.`;
}

/** With --json, standard output has JSON only. */
function say(line: string): void {
  if (options.json) console.error(line);
  else console.log(line);
}
