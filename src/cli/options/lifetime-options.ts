/** Options of `serve` that end the daemon without a signal. */
import { type Command, Option } from "commander";
import { seconds, wholeNumber } from "./parsers.ts";

const MAX_SESSIONS = 1_000_000;

export function addLifetimeOptions(command: Command): Command {
  return command
    .option("--terminate", "end when QEMU disconnects")
    .addOption(
      new Option("--sessions <n>", "end after n QEMUs have disconnected")
        .argParser(wholeNumber(1, MAX_SESSIONS))
        .conflicts("terminate"),
    )
    .addOption(new Option("--idle <seconds>", "end after this time without a connected QEMU").argParser(idleTime));
}

const idleTime = (text: string) => 1000 * seconds(0.001, 1e6)(text);
