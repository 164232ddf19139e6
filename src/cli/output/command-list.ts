/** The command table as text: columns for people, JSON for programs, Markdown for docs/commands.md. */

import type { UnansweredCommand } from "../../commands/unanswered.ts";
import type { Command } from "../../ipmi/command.ts";
import { netFnName } from "../../ipmi/net-fn.ts";
import { privilegeName } from "../../ipmi/privilege.ts";
import { hexCode } from "../../text/hex.ts";
import { table } from "./table.ts";

const HEADINGS = ["NetFn", "Cmd", "Name", "Section", "Privilege"] as const;

export function commandsAsText(commands: readonly Command[]): string {
  return table(HEADINGS, commands.map(cells));
}

export function commandsAsMarkdown(commands: readonly Command[]): string {
  return markdown(HEADINGS, commands.map(cells));
}

export function unansweredAsMarkdown(commands: readonly UnansweredCommand[]): string {
  return markdown(
    ["NetFn", "Cmd", "Name", "Why"],
    commands.map(({ netFn, cmd, name, reason }) => [...codes(netFn, cmd), name, reason]),
  );
}

function markdown(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function commandsAsJson(commands: readonly Command[]): string {
  const entries = commands.map(({ name, spec, netFn, cmd, privilege }) => {
    return { name, spec, netFn, cmd, privilege: privilegeName(privilege) };
  });
  return JSON.stringify(entries, undefined, 2);
}

function cells({ name, spec, netFn, cmd, privilege, notInSessions }: Command): readonly string[] {
  const needed = privilegeName(privilege);
  return [...codes(netFn, cmd), name, spec, notInSessions ? `${needed} (in-band)` : needed];
}

function codes(netFn: number, cmd: number): readonly string[] {
  const group = netFnName(netFn);
  return [group === hexCode(netFn) ? group : `${group} ${hexCode(netFn)}`, hexCode(cmd)];
}

/** Prints a code as the specification does: `0Ah`. */
