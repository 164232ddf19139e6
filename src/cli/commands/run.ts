/** `run -- QEMU…`: runs a BMC together with its QEMU, as one line in a CI job. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Verdict } from "../../assertions/assertion.ts";
import { Jury } from "../../assertions/jury.ts";
import type { Override } from "../../config/reading/override.ts";
import type { Config, MachineConfig } from "../../config/schema/schema.ts";
import { type MachineQmp, useQmp } from "../../daemon/machine-qmp.ts";
import { pausedQemu } from "../../host/paused-qemu.ts";
import { ender, starter } from "../../host/starter.ts";
import type { Machine } from "../../machine.ts";
import { createLogger, logStream } from "../../observe/log.ts";
import type { TraceEvent } from "../../observe/trace-event.ts";
import { ExitError, UsageError } from "../../service/errors.ts";
import { serving } from "../../service/serving.ts";
import { listenForQmp, type QmpListener } from "../../transport/qmp-listener.ts";
import { type AssertionOptions, addAssertionOptions, assertionsOf } from "../options/assertion-options.ts";
import { addConfigOptions, type ConfigOptions, configOf } from "../options/config-options.ts";
import { defaultQemu, QEMU_BINARY, qemuPath } from "../options/qemu-option.ts";
import { addSettingOptions, overridesOf, type SettingOptions } from "../options/serve-options.ts";
import { pageAddress } from "../output/page-address.ts";
import { report } from "../output/verdicts.ts";
import { QemuChild, type QemuEnd } from "../qemu/qemu-child.ts";
import { endInWords, isUnexpected, type Shutdown } from "../qemu/qemu-end.ts";
import { type Device, qemuFlags, TLS_DIRECTORY, withInterfaces } from "../qemu/qemu-flags.ts";
import { monitorFlags } from "../qemu/qemu-monitor.ts";
import { serialFlags } from "../qemu/serial-flags.ts";
import { addDevice, reconnectOf } from "./qemu-args.ts";

const HELP = `
Starts a BMC on a private socket, adds the flags that connect QEMU to it, runs QEMU, and ends with it. Signals go to QEMU.
A power cycle (by the guest or "extern-bmc power cycle") restarts QEMU; so does power on, with --stay. QMP reports QEMU's
resets, pauses and end, and sets its boot order from the boot flags. The log level defaults to warn, because QEMU has the terminal.

With --open, the HTTP port is on, at a free port of loopback unless --http names one, and the API has a random token unless one is
set. The address of the web page, with the token, is printed to standard error. No browser is started.

Exit code: QEMU's own if it fails, 128 plus the signal's number if a signal ended it, otherwise 1 if an assertion is unmet,
otherwise 0.

Examples:
  extern-bmc run -- qemu-system-x86_64 -m 1G -nographic disk.img
  extern-bmc run --qemu ./build/qemu-system-x86_64 -- -m 1G -nographic disk.img
  extern-bmc run --open -- qemu-system-x86_64 -m 1G -nographic disk.img
  extern-bmc run -c server.yaml --device isa-ipmi-kcs -- qemu-system-x86_64 -kernel bzImage
  extern-bmc run --expect "{ seen: { command: Get Device ID, within: 60s } }" --pcap boot.pcapng -- ./qemu-system-x86_64 …`;

/** Starts QEMU with its guest paused. */
const PAUSED = "-S";
/** Keeps QEMU while power is off. */
const KEPT = ["-action", "shutdown=pause"];

interface RunOptions extends ConfigOptions, SettingOptions, AssertionOptions {
  readonly device?: readonly Device[];
  readonly qemu?: string;
  readonly stay?: true;
  readonly keepQemu?: true;
  readonly open?: true;
}

export function addRun(program: Command): void {
  const command = program.command("run").description("run a QEMU with its BMC");
  addSettingOptions(addAssertionOptions(addConfigOptions(command)))
    .addOption(new Option("--device <device>", "the guest's interface; repeat it for each door").argParser(addDevice))
    .option("--qemu <path>", `${QEMU_BINARY}, if only its arguments stand behind --`, qemuPath)
    .option("--stay", "wait for power on after power off, instead of ending")
    .option("--keep-qemu", "like --stay, but keep QEMU, paused, while power is off")
    .option("--open", "print the address of a web page that shows the machine, before QEMU starts")
    .argument("<qemu...>", "QEMU, unless --qemu names it, and its arguments, after --")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(line: readonly string[], options: RunOptions): Promise<void> {
  const { binary, args, where } = qemuOf(line, options);
  if (args.includes("-daemonize")) throw new UsageError("run ends with its QEMU, which -daemonize hides; leave it out");
  if (options.serial?.startsWith("pty:")) {
    throw new UsageError(
      "--serial pty: needs the path that QEMU prints, and run starts QEMU; expected another address, such as unix:PATH",
    );
  }
  const reconnect = reconnectOf(binary, where);
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-run-"));
  // At exit, as a second signal ends the process at once.
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const overrides = [...quiet(options), ...ownDoor(options, directory), ...overridesOf(options)];
  const config = await withOwnPage(withOwnSerial(await configOf(options, overrides), options, directory), options);
  const log = createLogger(config.log.level, await logStream(config.log.format));
  const qemu = new QemuChild(binary, log);
  process.once("exit", () => qemu.kill());
  const [machine, ...others] = config.machines;
  if (!machine || others.length > 0) throw new UsageError(`run is for one machine; this is ${config.machines.length}`);
  if (options.keepQemu && machine.qmp !== undefined) {
    throw new UsageError("--keep-qemu needs run's own QMP socket; leave qmp out of the configuration");
  }
  const assertions = [...config.assertions, ...(await assertionsOf(options))];
  const jury = new Jury(assertions);
  let shutdown: Shutdown | undefined;
  const remember = (event: TraceEvent) => {
    if (event.kind === "qemu" && event.event === "SHUTDOWN") shutdown = event;
  };
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (asked = true));
  let qmp: QmpListener | undefined;
  await serving(config, log, {
    visits: [({ trace }) => trace.listen(jury.take), ({ trace }) => trace.listen(remember)],
    qemu: options.qemu ?? defaultQemu(),
    over: qemu.over.then((end) => endInWords(end, shutdown)),
    async ready(daemon, http) {
      if (options.open && http) process.stderr.write(`web page: ${pageAddress(http)}\n`);
      const flags = qemuFlags(withInterfaces(daemon.addresses, machine.listen), {
        reconnect,
        devices: options.device ?? [],
        systemInterface: machine.systemInterface,
        tlsDirectory: TLS_DIRECTORY,
      });
      flags.push(...serialFlags(machine.serial));
      const [served] = daemon.machines;
      if (!served) throw new Error("the machine is not served");
      const own = machine.qmp === undefined ? await openQmp(machine, served, args, directory) : undefined;
      qmp = own?.listener;
      flags.push(...(own?.flags ?? []), ...(options.keepQemu ? KEPT : []));
      const start = () => {
        shutdown = undefined;
        qemu.start([...args, ...flags, ...(own?.boot?.resetsAtStart ? [PAUSED] : [])]);
      };
      served.host.prefer(starter(start));
      if (options.keepQemu && own) served.host.prefer(pausedQemu(own.listener, served.bmc.chassis));
      else served.host.fallBack(ender(() => qemu.end()));
      qemu.endsWith(async (end) => {
        await qmp?.told();
        return !comesAgain(served, options, end, shutdown);
      });
      served.host.start();
    },
    async stopping() {
      await qemu.stop();
      await qmp?.told();
      // Our signal ends a wrapper script, but not the QEMU that it started.
      await qmp?.quit();
    },
  });
  qmp?.close();
  const end = await qemu.over;
  if (!asked && isUnexpected(shutdown)) log.warn(endInWords(end, shutdown));
  conclude(end, endInWords(end, shutdown), jury.verdicts());
}

/** The QEMU that the command line names, and the place where it does: behind --, unless --qemu is given or only arguments stand there. */
function qemuOf(line: readonly string[], { qemu }: RunOptions) {
  const [first = "", ...rest] = line;
  if (qemu === undefined && !first.startsWith("-")) return { binary: first, args: rest, where: "after --" };
  return { binary: qemu ?? defaultQemu(), args: line, where: "with --qemu PATH" };
}

/** A QMP connection of our own, which tells what QEMU does, starts it again and sets its boot order. */
async function openQmp(machine: MachineConfig, served: Machine, args: readonly string[], directory: string) {
  const socket = join(directory, "qmp.sock");
  let joined: MachineQmp | undefined;
  const listener = await listenForQmp(
    socket,
    (events) => served.qemuTold(...events),
    () => joined?.ready(),
  );
  const { serial } = machine;
  if (serial && served.serial) served.serial.breakByQmp = () => listener.sendBreak(serial.chardev);
  const flags = monitorFlags(join(directory, "monitor.cfg"), socket);
  if (flags.length > 0) joined = useQmp(served, listener, !args.includes(PAUSED));
  return { listener, flags, boot: joined?.boot };
}

/** Whether QEMU must be started again after its end. */
function comesAgain(
  { bmc: { chassis } }: Machine,
  { stay }: RunOptions,
  { exitCode, asTold }: QemuEnd,
  shutdown: Shutdown | undefined,
): boolean {
  if (chassis.cycling) return true;
  if (asTold) return stay === true;
  // If the operator ended QEMU itself, stop too.
  return stay === true && exitCode === 0 && !chassis.powerOn && shutdown?.guest !== false;
}

/** Reports unmet assertions, but ends with QEMU's exit code if QEMU failed. */
function conclude({ exitCode }: QemuEnd, how: string, verdicts: readonly Verdict[]): void {
  if (exitCode === 0) {
    report(verdicts, false, process.stderr);
    return;
  }
  try {
    report(verdicts, false, process.stderr);
  } catch {
    // Already printed.
  }
  throw new ExitError(exitCode, how);
}

function quiet({ logLevel }: RunOptions): Override[] {
  if (logLevel !== undefined || process.env["EXTERN_BMC_LOG_LEVEL"]) return [];
  return [{ origin: "run", path: ["log", "level"], value: "warn" }];
}

/** Overrides the configured doors, which a daemon may be using, unless the command line names doors. */
function ownDoor({ listen, fd }: RunOptions, directory: string): Override[] {
  if (listen || fd) return [];
  return [{ origin: "run", path: ["listen"], value: [`unix:${join(directory, "bmc.sock")}`] }];
}

/** Replaces the configured address of the serial port, which a daemon may be using, unless the command line names one. */
function withOwnSerial(config: Config, { serial }: RunOptions, directory: string): Config {
  if (serial !== undefined) return config;
  const address = `unix:${join(directory, "serial.sock")}`;
  const machines = config.machines.map((machine) => ({
    ...machine,
    serial: machine.serial && { ...machine.serial, address },
  }));
  return { ...config, machines };
}

async function withOwnPage(config: Config, { open }: RunOptions): Promise<Config> {
  if (!open) return config;
  const { withPage } = await import("../../service/own-page.ts");
  return withPage()(config);
}
