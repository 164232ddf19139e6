/** `qemu-args`: prints the flags that connect a given QEMU to our doors. */
import { spawnSync } from "node:child_process";
import { type Command, Option } from "commander";
import type { Config, MachineConfig } from "../../config/schema/schema.ts";
import { UsageError } from "../../service/errors.ts";
import { namesInWords } from "../../text/suggest.ts";
import { addConfigOptions, type ConfigOptions, configOf } from "../options/config-options.ts";
import { defaultQemu, QEMU_BINARY, qemuPath } from "../options/qemu-option.ts";
import { DEVICES, type Device, qemuFlags, Reconnect, shellLine, TLS_DIRECTORY } from "../qemu/qemu-flags.ts";
import { serialFlags } from "../qemu/serial-flags.ts";

const HELP = `
Asks the QEMU binary (-chardev socket,help) whether its option is called reconnect or reconnect-ms: without this option
QEMU crashes at start. The addresses are those that serve would use.
For tls: doors, the folder of --tls-dir must contain ca-cert.pem, and client-cert.pem and client-key.pem if the daemon
requires a client certificate; for connect:tls: doors, server-cert.pem and server-key.pem.

Examples:
  qemu-system-x86_64 -m 1G $(extern-bmc qemu-args) disk.img
  extern-bmc qemu-args -c bmc.yaml --qemu /opt/qemu/bin/qemu-system-x86_64 --device pci-ipmi-kcs
  extern-bmc qemu-args -c fleet.yaml --machine vm07
  extern-bmc qemu-args --listen unix:/run/a.sock --listen unix:/run/b.sock --device isa-ipmi-bt --device isa-ipmi-kcs
  extern-bmc qemu-args --json | jq -r '.[]'`;

interface QemuArgsOptions extends ConfigOptions {
  readonly machine?: string;
  readonly qemu?: string;
  readonly device?: readonly Device[];
  readonly tlsDir: string;
  readonly json?: true;
}

export function addQemuArgs(program: Command): void {
  addConfigOptions(program.command("qemu-args").description("print the QEMU flags for these doors"))
    .option("-m, --machine <name>", "name of the machine, if the configuration has several")
    .option("--qemu <path>", QEMU_BINARY, qemuPath)
    .addOption(new Option("--device <device>", "the guest's interface; repeat it for each door").argParser(addDevice))
    .option("--tls-dir <folder>", "QEMU's certificates, for tls: doors", TLS_DIRECTORY)
    .option("--json", "a JSON array of arguments instead of a line for the shell")
    .addHelpText("after", HELP)
    .action(qemuArgs);
}

export function addDevice(value: string, devices: readonly Device[] = []): Device[] {
  const device = DEVICES.find((known) => known === value);
  if (!device) throw new UsageError(`--device is "${value}"; expected one of ${DEVICES.join(", ")}`);
  return [...devices, device];
}

async function qemuArgs(options: QemuArgsOptions): Promise<void> {
  const machine = machineOf(await configOf(options), options.machine);
  const reconnect = reconnectOf(options.qemu ?? defaultQemu());
  const doorFlags = qemuFlags(machine.listen, {
    reconnect,
    devices: options.device ?? [],
    systemInterface: machine.systemInterface,
    tlsDirectory: options.tlsDir,
  });
  const flags = [...doorFlags, ...serialFlags(machine.serial, reconnect)];
  if (flags.length === 0) {
    throw new UsageError(
      `${machine.name} has no door for QEMU, as its listen is empty; add one, such as listen: ["unix:${machine.name}.sock"]`,
    );
  }
  process.stdout.write(`${options.json ? JSON.stringify(flags) : shellLine(flags)}\n`);
}

/** @throws UsageError when the configuration has several machines and --machine names none of them */
function machineOf({ machines }: Config, name: string | undefined): MachineConfig {
  const wanted = name === undefined ? machines : machines.filter((machine) => machine.name === name);
  const [machine, ...more] = wanted;
  if (machine && more.length === 0) return machine;
  const names = namesInWords(machines.map((one) => one.name));
  if (machines.length === 0) throw new UsageError("the configuration has no machine; add one under machines");
  if (name === undefined) throw new UsageError(`--machine is missing; expected --machine NAME, one of ${names}`);
  throw new UsageError(`--machine is "${name}"; expected one of ${names}`);
}

/** Time limit of QEMU's help: enough to load the binary from a slow disk. */
const QEMU_TIMEOUT_MS = 10_000;

/**
 * @param where the place on the command line that names the QEMU
 * @throws UsageError when QEMU cannot be run, or has neither option
 */
export function reconnectOf(qemu: string, where = "with --qemu PATH", timeout = QEMU_TIMEOUT_MS): Reconnect {
  // QEMU 7.2 ends with status 1 after printing this help, so the status says nothing.
  const { stdout, stderr, error } = spawnSync(qemu, ["-chardev", "socket,help"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout,
    // While it runs, nothing else does, signals included: a program that ignores SIGTERM must not hold it up.
    killSignal: "SIGKILL",
  });
  if (error) throw new UsageError(`${qemu}: ${CANNOT_RUN[codeOf(error)] ?? error.message}; say where QEMU is ${where}`);
  if (/^\s*reconnect-ms=/m.test(stdout)) return Reconnect.Milliseconds;
  if (/^\s*reconnect=/m.test(stdout)) return Reconnect.Seconds;
  const said = stderr.trim().split("\n").at(-1);
  throw new UsageError(
    `${qemu}: is this QEMU? -chardev socket,help lists no reconnect${said ? ` but says: ${said}` : ""}; ` +
      `say where QEMU is ${where}`,
  );
}

const CANNOT_RUN: Readonly<Record<string, string>> = {
  ENOENT: "there is no such program",
  EACCES: "not a program that may be run",
  ETIMEDOUT: `no answer to -chardev socket,help within ${QEMU_TIMEOUT_MS / 1000} s`,
};

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}
