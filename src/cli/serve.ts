/** `serve`: runs the daemon in the foreground until a signal ends it. */
import { setTimeout } from "node:timers/promises";
import { type Command, Option } from "commander";
import type { Logger } from "pino";
import { Jury } from "../assertions/jury.ts";
import type { Override } from "../config/environment.ts";
import type { Config, MachineConfig } from "../config/schema.ts";
import type { ControlServer } from "../control/server.ts";
import { type Daemon, startDaemon } from "../daemon.ts";
import { createLogger, isPretty, logStream } from "../observe/log.ts";
import type { TraceFeed } from "../observe/trace.ts";
import { DoorError } from "../transport/door-error.ts";
import { type AssertionOptions, addAssertionOptions, assertionsOf, report } from "./assertions.ts";
import { addConfigOptions, type ConfigOptions, configOf } from "./config-options.ts";
import { ExitCode } from "./exit-code.ts";
import { qemuFlags, Reconnect, shellLine, TLS_DIRECTORY } from "./qemu-flags.ts";
import { UsageError } from "./usage-error.ts";

const HELP = `
Settings come from the defaults, the file, the environment (EXTERN_BMC_LISTEN, EXTERN_BMC_DEVICE_ID, …: see
config/default.yaml for all) and the flags; the later override the earlier. When every door accepts, one line goes to
standard output: "extern-bmc ready ADDRESS…". The log goes to standard error.

SIGTERM, SIGINT  close the doors, remove their sockets, exit 0 within a second; a second one exits at once
SIGHUP           on a terminal (it was closed): as SIGTERM; else ignored: restart to read the configuration again

Examples:
  extern-bmc serve
  extern-bmc serve -c bmc.yaml --listen unix:/run/vm0/bmc.sock --listen tcp:127.0.0.1:0
  extern-bmc serve --listen connect:unix:/run/vm0/qemu-bmc.sock
  EXTERN_BMC_LISTEN=tcp:0.0.0.0:9002 EXTERN_BMC_NAME=vm0 extern-bmc serve`;

/** A second is promised; what is not closed by then the kernel closes. */
const STOP_DEADLINE_MS = 900;

interface ServeOptions extends ConfigOptions, AssertionOptions {
  readonly name?: string;
  readonly logLevel?: string;
  readonly logFormat?: string;
  readonly control?: string;
  readonly journal?: string;
  readonly pcap?: string;
  readonly state?: string;
}

export function addServe(program: Command): void {
  const serveCommand = program.command("serve").description("run the BMC");
  addAssertionOptions(addConfigOptions(serveCommand))
    .option("-n, --name <name>", "the machine's name")
    .addOption(new Option("--log-level <level>", "trace, debug, info, warn, error, fatal or silent"))
    .addOption(new Option("--log-format <format>", "auto, json or pretty"))
    .option("--control <path>", "control socket; off: none")
    .option("--journal <file>", "record what happens at the doors as JSON lines")
    .option("--pcap <file>", "record it as pcapng, for Wireshark")
    .option("--state <directory>", "keep there what IPMI calls non-volatile, and start with what is there")
    .addHelpText("after", HELP)
    .action(serve);
}

function overridesOf({ name, logLevel, logFormat, control, journal, pcap, state }: ServeOptions): Override[] {
  return [
    { origin: "--name", path: ["name"], value: name },
    { origin: "--log-level", path: ["log", "level"], value: logLevel },
    { origin: "--log-format", path: ["log", "format"], value: logFormat },
    { origin: "--control", path: ["control", "socket"], value: control },
    { origin: "--journal", path: ["record", "journal"], value: journal },
    { origin: "--pcap", path: ["record", "pcap"], value: pcap },
    { origin: "--state", path: ["state", "directory"], value: state },
  ].filter(({ value }) => value !== undefined);
}

async function serve(options: ServeOptions): Promise<void> {
  const config = configOf(options, overridesOf(options));
  const log = createLogger(config.log.level, logStream(config.log.format));
  const end = endOfServing(log);
  const assertions = [...config.assertions, ...assertionsOf(options)];
  const jury = new Jury(assertions);
  const observe = assertions.length > 0 ? (trace: TraceFeed) => void trace.listen(jury.take) : undefined;
  const starting = startDaemon(config, log, observe);
  let control: ControlServer | undefined;
  try {
    const daemon = await Promise.race([starting, end]);
    if (daemon) {
      control = await startControl(daemon, config, log);
      announce(daemon, config, log);
    }
    await end;
  } finally {
    await control?.close();
    await stop(starting, log);
  }
  report(jury.verdicts(), false, process.stderr);
}

/** The control socket, where one is wanted. Nobody asked for the usual one, so that what speaks against it is no error. */
async function startControl(daemon: Daemon, { control }: Config, log: Logger): Promise<ControlServer | undefined> {
  if (control.socket === "off") return undefined;
  const { openControl } = await import("../control/server.ts");
  try {
    const server = await openControl(daemon, control.socket, log);
    log.info({ control: server.path }, "control socket");
    return server;
  } catch (error) {
    if (control.socket !== "auto" || !(error instanceof DoorError)) throw error;
    log.warn(`no control socket: ${error.message}`);
    return undefined;
  }
}

/** Resolves at the first signal that ends us; rejects at a mistake of ours that nothing caught. */
function endOfServing(log: Logger): Promise<undefined> {
  return new Promise((resolve, reject) => {
    let ending = false;
    const end = (signal: NodeJS.Signals) => {
      if (ending) process.exit(ExitCode.Failure);
      ending = true;
      log.info({ signal }, "stopping");
      resolve(undefined);
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
    process.on("SIGHUP", (signal) => {
      if (process.stderr.isTTY) end(signal);
      else log.warn("SIGHUP ignored: the configuration is read at start only; restart to read it again");
    });
    process.on("uncaughtException", (err) => {
      log.fatal({ err }, "an error that nothing handles");
      reject(err);
    });
  });
}

function announce(daemon: Daemon, config: Config, log: Logger): void {
  const [machine, ...more] = config.machines;
  const hint = machine && more.length === 0 ? qemuHint(daemon.addresses, machine) : [ASK_FOR_FLAGS];
  for (const line of hint) {
    if (isPretty(config.log.format)) process.stderr.write(`${line}\n`);
    else log.info(line);
  }
  process.stdout.write(`extern-bmc ready ${daemon.addresses.join(" ")}\n`);
}

const ASK_FOR_FLAGS = "QEMU's flags: extern-bmc qemu-args --machine NAME";

/** The flags for this daemon's QEMU, in both spellings, as nobody has been asked which one it is. */
function qemuHint(addresses: readonly string[], { systemInterface }: MachineConfig): string[] {
  try {
    const flags = (reconnect: Reconnect) =>
      shellLine(qemuFlags(addresses, { reconnect, systemInterface, tlsDirectory: TLS_DIRECTORY }));
    if (addresses.every((address) => address.startsWith("connect:"))) return [`QEMU: ${flags(Reconnect.Seconds)}`];
    return [`QEMU before 9.2: ${flags(Reconnect.Seconds)}`, `QEMU since 9.2: ${flags(Reconnect.Milliseconds)}`];
  } catch (error) {
    if (error instanceof UsageError) return [`no QEMU flags: ${error.message}`];
    throw error;
  }
}

/** Closes what has been opened, and what is still being opened; no longer than the deadline. */
async function stop(starting: Promise<Daemon>, log: Logger): Promise<void> {
  const stopped = starting.then(
    (daemon) => daemon.stop(),
    () => {},
  );
  const late = setTimeout(STOP_DEADLINE_MS, "late", { ref: false });
  if ((await Promise.race([stopped, late])) === "late") log.warn(`not everything closed within ${STOP_DEADLINE_MS} ms`);
}
