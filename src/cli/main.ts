/** The command line. One file beside this one for every subcommand; here is what they share: help, errors, exit codes. */
import { Command, CommanderError } from "commander";
import { ConfigError } from "../config/load.ts";
import { DoorError } from "../transport/door-error.ts";
import { packageVersion } from "../version.ts";
import { addCheck } from "./check.ts";
import { addCommands } from "./commands.ts";
import { addDecode } from "./decode.ts";
import { ExitCode } from "./exit-code.ts";
import { addLab } from "./lab.ts";
import { addQemuArgs } from "./qemu-args.ts";
import { addReplay } from "./replay.ts";
import { addServe } from "./serve.ts";
import { UsageError } from "./usage-error.ts";
import { addWatch } from "./watch.ts";

/** Runs one command line (without node and script) and resolves with the exit code when it is done. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  process.stdout.on("error", onLostOutput);
  process.stderr.on("error", () => {});
  try {
    await createProgram().parseAsync(args, { from: "user" });
    return ExitCode.Ok;
  } catch (error) {
    return report(error);
  }
}

export function createProgram(): Command {
  const program = new Command("extern-bmc")
    .description("The BMC behind QEMU's ipmi-bmc-extern device.")
    .version(packageVersion(), "-V, --version")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(sentence(text)) })
    .addHelpText("after", HELP);
  for (const add of [addServe, addCheck, addCommands, addQemuArgs, addLab, addWatch, addDecode, addReplay])
    add(program);
  return program;
}

const HELP = `
Examples:
  extern-bmc serve                              a BMC on ./extern-bmc.sock, everything at its default
  extern-bmc serve -c bmc.yaml --listen tcp:127.0.0.1:9002
  extern-bmc qemu-args -c bmc.yaml              the flags that make QEMU use it
  extern-bmc lab run --qemu ./qemu-system-x86_64  which message ids this QEMU takes answers with

Exit codes: 0 done, 1 it failed while running, 2 the command line or the configuration is wrong.`;

/** commander's own messages, in the form of ours: our name, the cause, a way on. */
function sentence(text: string): string {
  const [, cause, meant] = /^error: (.*?)\.?(?:\n\(Did you mean (.*)\?\))?$/s.exec(text.trim()) ?? ["", text.trim()];
  return `extern-bmc: ${cause}; ${meant ? `did you mean ${meant}?` : "see extern-bmc --help"}\n`;
}

/**
 * A reader that has gone (`extern-bmc commands | head`) must not end a daemon whose ready line nobody awaits. A full disk
 * must not pass for success.
 */
function onLostOutput({ code, message }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") return;
  process.stderr.write(`extern-bmc: standard output is incomplete: ${message}\n`);
  process.exitCode = ExitCode.Failure;
}

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof ConfigError ? `${message}\n` : `extern-bmc: ${message}\n`);
  const ours = error instanceof ConfigError || error instanceof DoorError || error instanceof UsageError;
  return ours ? ExitCode.Usage : ExitCode.Failure;
}
