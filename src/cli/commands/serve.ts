/** `serve`: runs the daemon in the foreground until a signal ends it. */

import type { Command } from "commander";
import type { Logger } from "pino";
import { Jury } from "../../assertions/jury.ts";
import { KnownMachines } from "../../config/known-machines.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { Config, MachineConfig } from "../../config/schema/schema.ts";
import type { HttpAccess } from "../../control/handler.ts";
import type { Daemon } from "../../daemon/daemon.ts";
import type { Machine } from "../../machine.ts";
import { createLogger, isPretty, logStream } from "../../observe/log.ts";
import { UsageError } from "../../service/errors.ts";
import { type LifetimeOptions, lifetimeOf } from "../../service/lifetime.ts";
import { writePidFile } from "../../service/pid-file.ts";
import { serviceManager } from "../../service/service-manager.ts";
import { serving } from "../../service/serving.ts";
import { passedDescriptors } from "../../transport/passed-sockets.ts";
import { type AssertionOptions, addAssertionOptions, assertionsOf } from "../options/assertion-options.ts";
import { addConfigOptions, type ConfigOptions, configOf } from "../options/config-options.ts";
import { addLifetimeOptions } from "../options/lifetime-options.ts";
import { defaultQemu } from "../options/qemu-option.ts";
import { addSettingOptions, overridesOf, type SettingOptions } from "../options/serve-options.ts";
import { report } from "../output/verdicts.ts";
import { qemuDoors, qemuFlags, Reconnect, shellLine, TLS_DIRECTORY, withInterfaces } from "../qemu/qemu-flags.ts";

const HELP = `
Settings come from the defaults, the file, the environment (EXTERN_BMC_LISTEN, EXTERN_BMC_DEVICE_ID, …; config/default.yaml
lists all settings) and the flags; later sources override earlier ones. When all doors are listening, one line appears on
standard output: "extern-bmc ready ADDRESS…". The log goes to standard error.

With several machines (machines: in the file), a machine whose door cannot be opened is logged and the others are served;
the exit code is then 1. With --strict the daemon does not start.

SIGTERM, SIGINT  close the doors, remove their sockets, exit 0 within a second; a second signal exits at once
SIGHUP           with a terminal, which was closed: same as SIGTERM; otherwise reloads, as extern-bmc reload does

Examples:
  extern-bmc serve
  extern-bmc serve --extends server
  extern-bmc serve -c bmc.yaml --listen unix:/run/vm0/bmc.sock --listen tcp:127.0.0.1:0
  extern-bmc serve --listen connect:unix:/run/vm0/qemu-bmc.sock
  EXTERN_BMC_LISTEN=tcp:0.0.0.0:9002 EXTERN_BMC_NAME=vm0 extern-bmc serve`;

interface ServeOptions extends ConfigOptions, SettingOptions, AssertionOptions, LifetimeOptions {
  readonly pid?: string;
  readonly strict?: true;
}

export function addServe(program: Command): void {
  const serveCommand = program.command("serve").description("run the BMC");
  addLifetimeOptions(addSettingOptions(addAssertionOptions(addConfigOptions(serveCommand))))
    .option("--strict", "exit with code 2 if one of several machines cannot be served")
    .option("--pid <file>", "file that has the process id while serving")
    .addHelpText("after", HELP)
    .action((options: ServeOptions) => serve(options, { announce }));
}

/** Steps that commands do in their own way. */
interface ServeParts {
  /** Changes a configuration that was read. */
  settle?(config: LoadedConfig): LoadedConfig;
  /** Prints that all doors are listening. */
  announce(daemon: Daemon, config: Config, log: Logger, http: HttpAccess | undefined): void;
}

export async function serve(options: ServeOptions, { settle, announce }: ServeParts): Promise<void> {
  const known = new KnownMachines();
  const load = async () => {
    const read = await configOf(withPassedDoors(options), overridesOf(options), known);
    return settle?.(read) ?? read;
  };
  const config = await load();
  const log = createLogger(config.log.level, await logStream(config.log.format));
  for (const warning of config.warnings) log.warn(warning);
  const assertions = [...config.assertions, ...(await assertionsOf(options))];
  const jury = new Jury(assertions);
  const lifetime = lifetimeOf(options);
  const manager = serviceManager(process.env, log);
  let removePidFile = () => {};
  await serving(config, log, {
    load,
    strict: options.strict ?? false,
    qemu: defaultQemu(),
    visits: [
      ...(assertions.length > 0 ? [({ trace }: Machine) => trace.listen(jury.take)] : []),
      ({ trace }) => lifetime.observe(trace),
    ],
    over: lifetime.over,
    ready(daemon, http) {
      if (options.pid !== undefined) removePidFile = writePidFile(options.pid);
      announce(daemon, config, log, http);
      lifetime.ready();
      manager.ready(`serving ${daemon.addresses.join(" ")}`);
    },
    stopping: () => manager.stopping(),
  }).finally(() => removePidFile());
  report(jury.verdicts(), false, process.stderr);
}

/** Uses the sockets that a service manager passed as doors, unless the command line names doors. */
function withPassedDoors(options: ServeOptions): ServeOptions {
  const listen = passedDescriptors(process.env).map((fd) => `fd:${fd}`);
  return listen.length === 0 || options.listen || options.fd ? options : { ...options, listen };
}

function announce(daemon: Daemon, config: Config, log: Logger): void {
  const [machine, ...more] = config.machines;
  const hint = machine && more.length === 0 ? qemuHint(qemuDoors(daemon.addresses), machine) : [ASK_FOR_FLAGS];
  for (const line of hint) {
    if (isPretty(config.log.format)) process.stderr.write(`${line}\n`);
    else log.info(line);
  }
  process.stdout.write(`${["extern-bmc ready", ...daemon.addresses].join(" ")}\n`);
}

const ASK_FOR_FLAGS = "QEMU's flags: extern-bmc qemu-args --machine NAME";

/** Returns QEMU's flags in both spellings, as the version of QEMU is not known here. */
function qemuHint(addresses: readonly string[], { listen, systemInterface }: MachineConfig): string[] {
  if (addresses.length === 0) return [];
  try {
    const doors = withInterfaces(addresses, listen);
    const flags = (reconnect: Reconnect) =>
      shellLine(qemuFlags(doors, { reconnect, systemInterface, tlsDirectory: TLS_DIRECTORY }));
    if (addresses.every((address) => address.startsWith("connect:"))) return [`QEMU: ${flags(Reconnect.Seconds)}`];
    return [`QEMU before 9.2: ${flags(Reconnect.Seconds)}`, `QEMU since 9.2: ${flags(Reconnect.Milliseconds)}`];
  } catch (error) {
    if (error instanceof UsageError) return [`no QEMU flags: ${error.message}`];
    throw error;
  }
}
