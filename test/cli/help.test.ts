import type { Command, Option } from "commander";
import { expect, it } from "vitest";
import { createProgram } from "../../src/cli/main.ts";

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
