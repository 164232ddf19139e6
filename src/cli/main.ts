/** The command line: its subcommands (a file each in commands/), and their common help, errors and exit codes. */
import { Command, CommanderError } from "commander";
import { packageVersion } from "../package-files.ts";
import type { ExitError } from "../service/errors.ts";
import { ExitCode } from "../service/exit-code.ts";
import { withAdvice } from "../text/too-many-files.ts";
import { inOrder } from "./options/argument-order.ts";
import { refuseUnknown } from "./options/unknown-command.ts";
import { capabilities } from "./output/capabilities.ts";
import { fitHelp } from "./output/help.ts";
import { helpWidth } from "./output/screen.ts";
import { usageSentence } from "./output/usage-sentence.ts";

/** Adds a subcommand with its own subcommands. */
type Adder = (program: Command) => void;

/** Subcommands in the order of the help. Each is loaded on demand, which keeps the start of a daemon short. */
const SUBCOMMANDS: Readonly<Record<string, () => Promise<Adder>>> = {
  serve: async () => (await import("./commands/serve.ts")).addServe,
  run: async () => (await import("./commands/run.ts")).addRun,
  check: async () => (await import("./commands/check.ts")).addCheck,
  import: async () => (await import("./commands/import.ts")).addImport,
  "qemu-args": async () => (await import("./commands/qemu-args.ts")).addQemuArgs,
  "wait-ready": async () => (await import("./commands/wait-ready.ts")).addWaitReady,
  healthcheck: async () => (await import("./commands/healthcheck.ts")).addHealthcheck,
  status: async () => (await import("./commands/status.ts")).addStatus,
  open: async () => (await import("./commands/open.ts")).addOpen,
  doors: async () => (await import("./commands/doors.ts")).addDoors,
  console: async () => (await import("./commands/console.ts")).addConsole,
  power: async () => (await import("./commands/power.ts")).addPower,
  boot: async () => (await import("./commands/boot.ts")).addBoot,
  identify: async () => (await import("./commands/identify.ts")).addIdentify,
  media: async () => (await import("./commands/media.ts")).addMedia,
  sensor: async () => (await import("./commands/sensor.ts")).addSensor,
  time: async () => (await import("./commands/time.ts")).addTime,
  sel: async () => (await import("./commands/sel.ts")).addSel,
  sdr: async () => (await import("./commands/sdr.ts")).addSdr,
  fru: async () => (await import("./commands/fru.ts")).addFru,
  event: async () => (await import("./commands/event.ts")).addEvent,
  machine: async () => (await import("./commands/machine.ts")).addMachine,
  user: async () => (await import("./commands/user.ts")).addUser,
  session: async () => (await import("./commands/session.ts")).addSession,
  watchdog: async () => (await import("./commands/watchdog.ts")).addWatchdog,
  flags: async () => (await import("./commands/flags.ts")).addFlags,
  fault: async () => (await import("./commands/fault.ts")).addFault,
  reset: async () => (await import("./commands/reset.ts")).addReset,
  reload: async () => (await import("./commands/reload.ts")).addReload,
  watch: async () => (await import("./commands/watch.ts")).addWatch,
  assert: async () => (await import("./commands/assert.ts")).addAssert,
  decode: async () => (await import("./commands/decode.ts")).addDecode,
  replay: async () => (await import("./commands/replay.ts")).addReplay,
  state: async () => (await import("./commands/state.ts")).addState,
  lab: async () => (await import("./commands/lab.ts")).addLab,
  commands: async () => (await import("./commands/commands.ts")).addCommands,
  completion: async () => {
    const { addCompletion } = await import("./commands/completion.ts");
    return (program) => addCompletion(program, createProgram);
  },
};

/** Runs one command line (without node and script); resolves with its exit code. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  process.stdout.on("error", onLostOutput);
  process.stderr.on("error", () => {});
  try {
    const ordered = inOrder(args, Object.keys(SUBCOMMANDS));
    const program = await createProgram(neededFor(ordered));
    refuseUnknown(program, ordered);
    await program.parseAsync(ordered, { from: "user" });
    return ExitCode.Ok;
  } catch (error) {
    return report(error);
  }
}

/** Makes the program with these subcommands, or with all. */
export async function createProgram(names: readonly string[] = Object.keys(SUBCOMMANDS)): Promise<Command> {
  const program = new Command("extern-bmc")
    .description("The BMC behind QEMU's ipmi-bmc-extern device.")
    .version(packageVersion(), "-V, --version")
    .option("--print-capabilities", "print the program's capabilities as JSON")
    .on("option:print-capabilities", printCapabilities)
    .helpCommand(false)
    .exitOverride()
    .addHelpText("after", HELP);
  for (const name of names) {
    const add = await SUBCOMMANDS[name]?.();
    add?.(program);
  }
  explainErrors(program, program.name());
  fitHelp(program, helpWidth);
  return program;
}

/** Returns the subcommands that a command line needs; undefined: all, for help and "did you mean". */
function neededFor([first = ""]: readonly string[]): readonly string[] | undefined {
  if (first === "-V" || first === "--version") return [];
  return Object.hasOwn(SUBCOMMANDS, first) ? [first] : undefined;
}

function printCapabilities(): never {
  process.stdout.write(`${JSON.stringify(capabilities(Object.keys(SUBCOMMANDS)), undefined, 2)}\n`);
  throw new CommanderError(ExitCode.Ok, "extern-bmc.capabilities", "");
}

const HELP = `
Examples:
  extern-bmc serve                                a BMC with the defaults
  extern-bmc serve -c bmc.yaml --listen tcp:127.0.0.1:9002
  extern-bmc qemu-args -c bmc.yaml                QEMU's flags for its BMC
  extern-bmc status                               the daemon and its QEMUs
  extern-bmc sensor set "CPU1 Temp" 97            hold a sensor at 97 degrees
  extern-bmc lab run --qemu ./qemu-system-x86_64  which ids this QEMU accepts

Exit codes: 0 done, 1 failed while running, 2 the command line or the configuration is wrong.`;

/** Makes errors of a command and its subcommands point to their own help. */
function explainErrors(command: Command, path: string): void {
  command.configureOutput({ outputError: (text) => void process.stderr.write(usageSentence(text, path)) });
  for (const inner of command.commands) explainErrors(inner, `${path} ${inner.name()}`);
}

/**
 * Ignores a closed pipe (`extern-bmc commands | head`), which must not end a daemon. Reports any other error: a full disk
 * must not look like success.
 */
function onLostOutput({ code, message }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") return;
  process.stderr.write(`extern-bmc: standard output is incomplete: ${message}\n`);
  process.exitCode = ExitCode.Failure;
}

/** Errors with exit code 2. Compared by name, as most command lines need not load the classes. */
const USAGE_ERRORS: ReadonlySet<string> = new Set(["ConfigError", "DoorError", "RecordError", "UsageError"]);

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof Error ? error.name : "";
  process.stderr.write(name === "ConfigError" ? `${message}\n` : `extern-bmc: ${withAdvice(message)}\n`);
  if (name === "ExitError") process.exitCode = (error as ExitError).code;
  return USAGE_ERRORS.has(name) ? ExitCode.Usage : ExitCode.Failure;
}
