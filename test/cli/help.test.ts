import type { Command } from "commander";
import { expect, it } from "vitest";
import { createProgram } from "../../src/cli/main.ts";

it("describes every subcommand, argument and option, for --help and docs/cli.md", async () => {
  expect(undescribed(await createProgram(), "extern-bmc")).toEqual([]);
});

function undescribed(command: Command, path: string): readonly string[] {
  return [
    ...(command.description() === "" ? [path] : []),
    ...command.registeredArguments.flatMap((each) => (each.description === "" ? [`${path} <${each.name()}>`] : [])),
    ...command.options.flatMap((each) => (each.description === "" ? [`${path} ${each.flags}`] : [])),
    ...command.commands.flatMap((inner) => undescribed(inner, `${path} ${inner.name()}`)),
  ];
}
