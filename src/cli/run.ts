/** `run -- QEMU…`: a BMC and the QEMU it manages, from start to end: one line in a CI job. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Verdict } from "../assertions/assertion.ts";
import { Jury } from "../assertions/jury.ts";
import type { Override } from "../config/environment.ts";
import type { Machine } from "../machine.ts";
import { createLogger, logStream } from "../observe/log.ts";
import { type AssertionOptions, addAssertionOptions, assertionsOf, report } from "./assertions.ts";
import { addConfigOptions, type ConfigOptions, configOf } from "./config-options.ts";
import { ExitError } from "./exit-error.ts";
import { addDevice, reconnectOf } from "./qemu-args.ts";
import { QemuChild } from "./qemu-child.ts";
import { type Device, qemuFlags, TLS_DIRECTORY } from "./qemu-flags.ts";
import { addSettingOptions, overridesOf, type SettingOptions } from "./serve-options.ts";
import { serving } from "./serving.ts";
import { UsageError } from "./usage-error.ts";

const HELP = `
Starts a BMC behind a socket of its own, adds the flags that make QEMU use it, runs QEMU, and ends with it. Signals go to
QEMU. A power cycle (by the guest or "extern-bmc power cycle") starts QEMU again; so does power on, with --stay. The log
begins at warn: QEMU has the terminal.

Exit code: QEMU's own if it fails, 128 and the signal's number if a signal ended it; else 1 if an assertion is unmet;
else 0.

Examples:
  extern-bmc run -- qemu-system-x86_64 -m 1G -nographic disk.img
  extern-bmc run -c server.yaml --device isa-ipmi-kcs -- qemu-system-x86_64 -kernel bzImage
  extern-bmc run --expect "{ seen: Get Device ID, within: 60s }" --pcap boot.pcapng -- ./qemu-system-x86_64 …`;

interface RunOptions extends ConfigOptions, SettingOptions, AssertionOptions {
  readonly device?: readonly Device[];
  readonly stay?: true;
}

export function addRun(program: Command): void {
  const command = program.command("run").description("run a QEMU with its BMC");
  addSettingOptions(addAssertionOptions(addConfigOptions(command)))
    .addOption(new Option("--device <device>", "the guest's interface; once for each door").argParser(addDevice))
    .option("--stay", "wait for power on when power was switched off, instead of ending")
    .argument("<qemu...>", "QEMU and its arguments, after --")
    .addHelpText("after", HELP)
    .action(run);
}

async function run([binary = "", ...args]: readonly string[], options: RunOptions): Promise<void> {
  const reconnect = reconnectOf(binary);
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-run-"));
  const config = configOf(options, [...quiet(options), ...ownDoor(options, directory), ...overridesOf(options)]);
  const [machine, ...others] = config.machines;
  if (!machine || others.length > 0) throw new UsageError(`run is for one machine; this is ${config.machines.length}`);
  const assertions = [...config.assertions, ...assertionsOf(options)];
  const jury = new Jury(assertions);
  const log = createLogger(config.log.level, await logStream(config.log.format));
  const qemu = new QemuChild(binary, log);
  try {
    await serving(config, log, {
      visits: assertions.length > 0 ? [({ trace }) => trace.listen(jury.take)] : [],
      over: qemu.over.then(() => "QEMU has ended"),
      ready(daemon) {
        const flags = qemuFlags(daemon.addresses, {
          reconnect,
          devices: options.device ?? [],
          systemInterface: machine.systemInterface,
          tlsDirectory: TLS_DIRECTORY,
        });
        const [served] = daemon.machines;
        if (!served) throw new Error("the machine is not served");
        served.start = () => qemu.start([...args, ...flags]);
        qemu.endsWhen(() => !comesAgain(served, options));
        served.start();
      },
      stopping: () => qemu.stop(),
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  conclude(qemu.exitCode, jury.verdicts());
}

/** After QEMU has ended. */
function comesAgain({ bmc: { chassis } }: Machine, { stay }: RunOptions): boolean {
  return chassis.cycling || (stay === true && !chassis.powerOn);
}

/** QEMU's failure is the louder one, but what was unmet is told as well. */
function conclude(qemuCode: number, verdicts: readonly Verdict[]): void {
  if (qemuCode === 0) {
    report(verdicts, false, process.stderr);
    return;
  }
  try {
    report(verdicts, false, process.stderr);
  } catch {
    // Told.
  }
  throw new ExitError(qemuCode, `QEMU ended with exit code ${qemuCode}`);
}

function quiet({ logLevel }: RunOptions): Override[] {
  if (logLevel !== undefined || process.env["EXTERN_BMC_LOG_LEVEL"]) return [];
  return [{ origin: "run", path: ["log", "level"], value: "warn" }];
}

/** Unless the command line names doors: those of the configuration may be in use by its daemon. */
function ownDoor({ listen, fd }: RunOptions, directory: string): Override[] {
  if (listen || fd) return [];
  return [{ origin: "run", path: ["listen"], value: [`unix:${join(directory, "bmc.sock")}`] }];
}
