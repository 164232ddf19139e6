/** Options of serve and run that override settings of the configuration. */
import { type Command, Option } from "commander";
import type { Override } from "../../config/reading/override.ts";

export interface SettingOptions {
  readonly name?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
  readonly control?: string;
  readonly journal?: string;
  readonly pcap?: string;
  readonly state?: string;
  readonly http?: string;
  readonly httpTokenFile?: string;
  readonly lan?: string;
  readonly redfish?: string;
}

export function addSettingOptions(command: Command): Command {
  return command
    .option("-n, --name <name>", "the machine's name")
    .addOption(new Option("--log-level <level>", "trace, debug, info, warn, error, fatal or silent"))
    .addOption(new Option("--log-format <format>", "auto, json or pretty"))
    .option("--control <path>", "path of the control socket, or off")
    .option("--journal <file>", "record events at the doors as JSON lines")
    .option("--pcap <file>", "record messages as pcapng, for Wireshark")
    .option("--state <directory>", "directory that keeps non-volatile state across restarts")
    .option("--lan <address>", "door for IPMI over LAN: udp:HOST:PORT")
    .option("--redfish <address>", "door for Redfish: https:HOST:PORT or http:HOST:PORT")
    .option("--http <address>", "HOST:PORT that serves /metrics, /healthz and /readyz")
    .option(
      "--http-token-file <file>",
      "serve the HTTP API and the web page there too; file with their token, made if absent",
    );
}

export function overridesOf({
  name,
  logLevel,
  logFormat,
  control,
  journal,
  pcap,
  state,
  http,
  httpTokenFile,
  lan,
  redfish,
}: SettingOptions): Override[] {
  return [
    { origin: "--name", path: ["name"], value: name },
    { origin: "--log-level", path: ["log", "level"], value: logLevel },
    { origin: "--log-format", path: ["log", "format"], value: logFormat },
    { origin: "--control", path: ["control", "socket"], value: control },
    { origin: "--journal", path: ["record", "journal"], value: journal },
    { origin: "--pcap", path: ["record", "pcap"], value: pcap },
    { origin: "--state", path: ["state", "directory"], value: state },
    { origin: "--lan", path: ["lan", "listen"], value: lan },
    { origin: "--redfish", path: ["redfish", "listen"], value: redfish },
    { origin: "--http", path: ["http", "listen"], value: http },
    { origin: "--http-token-file", path: ["http", "tokenFile"], value: httpTokenFile },
  ].filter(({ value }) => value !== undefined);
}
