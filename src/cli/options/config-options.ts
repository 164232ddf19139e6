/** Options that select the configuration of a command. */
import { type Command, Option } from "commander";
import type { KnownMachines } from "../../config/known-machines.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { Override } from "../../config/reading/override.ts";
import { startConfig } from "../../config/start.ts";
import { repeatable, wholeNumber } from "./parsers.ts";

export interface ConfigOptions {
  readonly config?: string;
  readonly extends?: string;
  readonly listen?: readonly string[];
  readonly fd?: readonly string[];
  readonly serial?: string;
}

export function addConfigOptions(command: Command): Command {
  return command
    .option("-c, --config <file>", "configuration file, YAML (environment: EXTERN_BMC_CONFIG)")
    .option("--extends <base>", "base configuration: a shipped one such as server, or a file")
    .addOption(
      new Option(
        "-l, --listen <address>",
        "door: unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, fd:N, connect:ADDRESS; append ,interface=KIND (bt, " +
          "kcs or ssif) if it is not the machine's; repeatable",
      ).argParser(repeatable),
    )
    .addOption(
      new Option("--fd <number>", "door: a listening socket inherited as this descriptor; repeatable").argParser(
        (text, descriptors?: string[]) => repeatable(String(descriptor(text)), descriptors),
      ),
    )
    .option(
      "--serial <address>",
      "the guest's serial port: unix:PATH, tcp:HOST:PORT, telnet:HOST:PORT, connect: and one of these, or pty:PATH",
    );
}

const descriptor = wholeNumber(0, 0x7fff_ffff);

/** @throws ConfigError */
export function configOf(
  { config, extends: base, listen = [], fd = [], serial }: ConfigOptions,
  more: readonly Override[] = [],
  known?: KnownMachines,
): Promise<LoadedConfig> {
  const doors = [...listen, ...fd.map((number) => `fd:${number}`)];
  const origin = fd.length === 0 ? "--listen" : listen.length === 0 ? "--fd" : "--listen, --fd";
  const own: readonly Override[] = [
    { origin: "--extends", path: ["extends"], value: base },
    { origin, path: ["listen"], value: doors.length > 0 ? doors : undefined },
    { origin: "--serial", path: ["serial"], value: serial },
  ];
  return startConfig(config, process.env, [...own.filter(({ value }) => value !== undefined), ...more], known);
}
