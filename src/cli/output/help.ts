/**
 * Help in the width of the screen: commander wraps options and subcommands, this file the texts of `addHelpText`. Those are
 * paragraphs, and indented lines or lines in two columns, which stay lines of their own.
 */
import type { Command } from "commander";
import { hanging, wrapped } from "../../text/wrap.ts";

/** Least width of a description beside its option; below, the line is left too long. */
const LEAST_DESCRIPTION = 20;

interface HelpOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const STANDARD_OUTPUT: HelpOutput = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/** Makes a command and its subcommands print help in a width that is asked for each time. */
export function fitHelp(command: Command, width: () => number, write = STANDARD_OUTPUT): void {
  command.configureHelp({ minWidthToWrap: LEAST_DESCRIPTION });
  command.configureOutput({
    getOutHelpWidth: width,
    getErrHelpWidth: width,
    writeOut: (text) => write.out(fitted(text, width())),
    writeErr: (text) => write.err(fitted(text, width())),
  });
  for (const inner of command.commands) fitHelp(inner, width, write);
}

/** Wraps help at words. Examples continue after a backslash, so that a shell takes them as they are. */
export function fitted(help: string, width: number): string {
  const text = help.replaceAll(/ \\\n */g, " ").replaceAll(WITHIN_PARAGRAPH, " ");
  let isExample = false;
  const lines = text.split("\n").map((line) => {
    isExample = line === "Examples:" || (isExample && line.startsWith("  "));
    if (line.length <= width) return line;
    const { left, right } = /^(?<left>.*\S {2,})(?<right>\S.*)$/.exec(line)?.groups ?? {};
    if (left !== undefined && right !== undefined) return inColumns(left, right, width);
    return isExample ? continued(line, width) : wrapped(line, width).join("\n");
  });
  return lines.join("\n");
}

/** A line break between two lines that are neither empty, indented, in two columns nor a heading. */
const WITHIN_PARAGRAPH = /(?<=^(?! )(?!.*\S {2,}\S).*[^:\n])\n(?=\S)(?!.*\S {2,}\S)/gm;

/** Two columns; the right one starts below where it would have too little room. */
function inColumns(left: string, right: string, width: number): string {
  if (width - left.length >= LEAST_DESCRIPTION) return hanging(left, right, width);
  return `${left.trimEnd()}\n${hanging("      ", right, width)}`;
}

/** Words of a shell, with the spaces in quotes and substitutions. An option keeps its value, an operator what follows. */
const SHELL_WORDS = /(?:-\S+ +(?=[^-|>&\s])|[|>&]+ +)?(?:"[^"]*"|'[^']*'|\(.*?\)|\S)+/g;

function continued(line: string, width: number): string {
  const lines: string[] = [];
  for (const word of line.match(SHELL_WORDS) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word} \\`.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? `  ${word}` : `    ${word}`);
  }
  return lines.join(" \\\n");
}

/** Returns the help of a command and all its subcommands. It configures them, so use a program of its own. */
export function helpTexts(
  command: Command,
  width: number,
): readonly { readonly path: string; readonly help: string }[] {
  let help = "";
  const add = (text: string) => {
    help += text;
  };
  fitHelp(command, () => width, { out: add, err: add });
  const textsOf = (one: Command, path: string): ReturnType<typeof helpTexts> => {
    help = "";
    one.outputHelp();
    return [{ path, help }, ...one.commands.flatMap((inner) => textsOf(inner, `${path} ${inner.name()}`))];
  };
  return textsOf(command, command.name());
}
