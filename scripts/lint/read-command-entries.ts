/** Reads the entries of this repository's commands. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandTable } from "../../src/commands/index.ts";
import { unanswered } from "../../src/commands/unanswered.ts";
import type { Command } from "../../src/ipmi/command.ts";
import { WHOLE_BMC } from "../../test/support/machine/whole-bmc.ts";
import type { CommandEntries } from "./command-entries.ts";

const TOP = new URL("../../", import.meta.url);

export async function readCommandEntries(): Promise<CommandEntries> {
  return {
    table: commandTable,
    exported: (await Promise.all(filesOf("src/commands/**/*.ts").map(exportedCommands))).flat(),
    whole: WHOLE_BMC,
    unanswered,
    titles: filesOf("test/conformance/*.test.ts").flatMap(describeTitles),
  };
}

function filesOf(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: fileURLToPath(TOP) }).toSorted();
}

async function exportedCommands(file: string): Promise<CommandEntries["exported"]> {
  const values: readonly unknown[] = Object.values(await import(new URL(file, TOP).href));
  return values.filter(isCommand).map((command) => ({ file, command }));
}

function isCommand(value: unknown): value is Command {
  return typeof value === "object" && value !== null && "handle" in value && "netFn" in value && "cmd" in value;
}

function describeTitles(file: string): readonly string[] {
  const text = readFileSync(new URL(file, TOP), "utf8");
  return [...text.matchAll(/\bdescribe(?:\.each\([^)]*\))?\(\s*(["`])(.*?)\1/g)].map(([, , title = ""]) => title);
}
