import type { Command, Option } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/main.ts";
import { fitted, helpTexts } from "../../src/cli/output/help.ts";
import { runCli } from "../support/daemon/cli.ts";

it("describes every subcommand, argument and option, for --help and docs/cli.md", async () => {
  expect(undescribed(await createProgram(), "extern-bmc")).toEqual([]);
});

it("gives an option that several commands have the same short form in all of them", async () => {
  const short = Map.groupBy(optionsOf(await createProgram()), ({ long }) => long);
  const mixed = [...short].filter(([, options]) => new Set(options.map((option) => option.short)).size > 1);
  // The name of a fault or a user is not the machine's.
  expect(mixed.map(([long]) => long)).toEqual(["--name"]);
});

function optionsOf(command: Command): readonly Option[] {
  return [...command.options, ...command.commands.flatMap(optionsOf)];
}

function undescribed(command: Command, path: string): readonly string[] {
  return [
    ...(command.description() === "" ? [path] : []),
    ...command.registeredArguments.flatMap((each) => (each.description === "" ? [`${path} <${each.name()}>`] : [])),
    ...command.options.flatMap((each) => (each.description === "" ? [`${path} ${each.flags}`] : [])),
    ...command.commands.flatMap((inner) => undescribed(inner, `${path} ${inner.name()}`)),
  ];
}

describe("the help of all subcommands", () => {
  it.each([80, 100])("has no line of more than %i columns", async (width) => {
    const wide = helpTexts(await createProgram(), width).flatMap(({ path, help }) =>
      help.split("\n").flatMap((line) => (line.length > width ? [`${path}: ${line}`] : [])),
    );
    expect(wide).toEqual([]);
  });

  it.each([40, 80])("has every word whole and in order in %i columns", async (width) => {
    const words = async (columns: number) =>
      helpTexts(await createProgram(), columns).map(({ help }) => help.split(/(?: \\)?\s+/));
    expect(await words(width)).toEqual(await words(1000));
  });
});

it("wraps the help of a run to COLUMNS, and to 80 columns without a terminal", async () => {
  const widest = async (COLUMNS: string | undefined) => {
    const { stdout } = await runCli(["serve", "--help"], { env: { COLUMNS } });
    return Math.max(...stdout.split("\n").map((line) => line.length));
  };
  expect(await widest("60")).toBeLessThanOrEqual(60);
  expect(await widest("100")).toBeGreaterThan(80);
  for (const none of [undefined, "", "wide"]) expect(await widest(none)).toBeLessThanOrEqual(80);
});

it("keeps an option and its value on one line of an example", () => {
  const help = "Examples:\n  extern-bmc replay bmc.jsonl --paced --ignore 'Get SEL Time' | jq .now";
  expect(fitted(help, 45)).toBe(
    "Examples:\n  extern-bmc replay bmc.jsonl --paced \\\n    --ignore 'Get SEL Time' | jq .now",
  );
});

it("joins the lines of a paragraph, and leaves headings, lists and two columns", () => {
  const help = "one\ntwo: three\nfour\n\nList:\n  five\nSIGHUP  reloads\nSIGINT  ends";
  expect(fitted(help, 40)).toBe("one two: three four\n\nList:\n  five\nSIGHUP  reloads\nSIGINT  ends");
});
