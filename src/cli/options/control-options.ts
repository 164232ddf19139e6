/** Options of the commands on a running daemon: socket, machine and JSON output. */

import type { Command } from "commander";
import type { Control } from "../../control/client.ts";
import type { ControlError } from "../../control/protocol.ts";
import { UsageError } from "../../service/errors.ts";
import { hexCode } from "../../text/hex.ts";
import { visible } from "../../text/visible.ts";

export interface ControlOptions {
  readonly socket?: string;
  readonly machine?: string;
  readonly json?: true;
}

/** The argument of calls that names their machine. */
export interface Meant {
  readonly machine?: string;
}

export function addSocketOptions(command: Command): Command {
  return command
    .option("-s, --socket <path>", "control socket of the daemon (environment: EXTERN_BMC_CONTROL_SOCKET)")
    .option("--json", "print JSON");
}

export function addControlOptions(command: Command): Command {
  return addSocketOptions(command).option("-m, --machine <name>", "name of the machine, if the daemon has several");
}

/** Errors of the caller: exit code 2. */
const USAGE: ReadonlySet<ControlError["code"]> = new Set(["unknownCall", "badArgument", "notFound"]);

/** Connects to the daemon, runs `work` and closes the connection. */
export async function onDaemon<Result>(
  { socket, machine }: ControlOptions,
  work: (control: Control, meant: Meant) => Promise<Result>,
): Promise<Result> {
  const { connect } = await import("../../control/client.ts");
  const { ControlError } = await import("../../control/protocol.ts");
  try {
    await using control = await connect(socket);
    return await work(control, machine === undefined ? {} : { machine });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    const { code, message, argument, expected, completionCode } = error;
    if (argument === "machine" && expected !== undefined) {
      throw new UsageError(`--machine is missing; expected --machine NAME, ${expected}`);
    }
    if (USAGE.has(code)) throw new UsageError(message);
    throw new Error(completionCode === undefined ? message : `${message} (completion code ${hexCode(completionCode)})`);
  }
}

/**
 * Prints a result to standard output, as JSON or as the text that `words` returns. Names that the guest chose cannot control the
 * terminal.
 */
export function print<Result>({ json }: ControlOptions, result: Result, words: (result: Result) => string): void {
  const text = json ? JSON.stringify(result, undefined, 2) : words(visible(result));
  if (text !== "") process.stdout.write(`${text}\n`);
}

/** Fetches all pages of a list; `page` fetches the one that begins at `from`. */
export async function everyPage<Page extends { readonly next?: number | undefined }>(
  page: (from: number | undefined) => Promise<Page>,
): Promise<readonly Page[]> {
  const pages = [await page(undefined)];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) pages.push(await page(next));
  return pages;
}
