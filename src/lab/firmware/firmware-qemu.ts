/**
 * A QEMU that runs the test firmware: a Q35 with SMM, our ROM and an IPMI device. It starts paused, speaks QMP on its
 * standard streams, and reports into a file, so that the report outlives the process.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Duplex } from "node:stream";
import type { LabInterface } from "../host.ts";
import { Qmp } from "../qemu/qmp.ts";

export interface FirmwareQemuOptions {
  /** A file name, or a command on the PATH. */
  readonly binary: string;
  readonly interface: LabInterface;
  /** Argument of -accel: "tcg,thread=single", "tcg,thread=multi" or "kvm". */
  readonly accelerator: string;
  /** Whether the guest may reset the machine. Otherwise a reset ends QEMU, so that a fault of the firmware does. */
  readonly resets: boolean;
  /** Arguments appended unchanged. */
  readonly extraArgs: readonly string[];
}

export interface FirmwareQemu extends AsyncDisposable {
  /** Resolves when the machine is built. */
  readonly qmp: Promise<Qmp>;
  /** The socket where QEMU listens for the BMC once the machine is built. */
  readonly bmcPath: string;
  /** Resolves with the exit code, or with the signal's name or the start error if there is no exit code. */
  readonly ended: Promise<number | string>;
  /** Returns everything that the firmware has written to its debug console. */
  report(): Promise<Uint8Array>;
  /** Returns the last 64 KiB of QEMU's standard error. */
  stderr(): string;
  /** The command line as a person would type it. Its files exist only as long as this QEMU. */
  readonly commandLine: string;
  /** Kills QEMU and removes its files. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** File names in QEMU's working directory: relative paths need no escaping and are short enough for a socket. */
const File = { Rom: "rom", Bmc: "bmc", Report: "report" } as const;

const MAX_STDERR_LENGTH = 64 * 1024;

export async function startFirmwareQemu(options: FirmwareQemuOptions, rom: Uint8Array): Promise<FirmwareQemu> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-firmware-"));
  await writeFile(join(directory, File.Rom), rom);
  await writeFile(join(directory, File.Report), "");
  // spawn() would look for a relative path in the new working directory.
  const binary = options.binary.includes("/") ? resolve(options.binary) : options.binary;
  const args = firmwareArguments(options);

  const child = spawn(binary, args, { cwd: directory, stdio: "pipe" });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_LENGTH);
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? code ?? "no exit code"));
  });
  const qmp = Qmp.open(Duplex.from({ readable: child.stdout, writable: child.stdin }));
  // Callers that await `qmp` get the reason from `ended`.
  qmp.catch(() => {});

  return {
    qmp,
    bmcPath: join(directory, File.Bmc),
    ended,
    // A plain Uint8Array, because the answers in it are compared with those of other hosts.
    report: async () => new Uint8Array(await readFile(join(directory, File.Report))),
    stderr: () => stderr,
    commandLine: [binary, ...args].join(" "),
    async [Symbol.asyncDispose]() {
      kill();
      await ended;
      process.removeListener("exit", kill);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** QEMU's arguments. `wait=off`: a chardev that is connected before the device is created crashes QEMU. */
export function firmwareArguments(options: FirmwareQemuOptions): string[] {
  return [
    ...["-machine", "q35,smm=on", "-accel", options.accelerator, "-m", "16", "-nodefaults", "-display", "none"],
    ...["-S", ...(options.resets ? [] : ["-no-reboot"]), "-bios", File.Rom, "-qmp", "stdio"],
    ...["-chardev", `socket,id=bmc-link,path=${File.Bmc},server=on,wait=off`],
    ...["-device", "ipmi-bmc-extern,id=bmc,chardev=bmc-link"],
    ...["-device", `isa-ipmi-${options.interface},id=ipmi,bmc=bmc`],
    ...["-chardev", `file,id=report,path=${File.Report}`, "-device", "isa-debugcon,chardev=report"],
    ...["-device", "isa-debug-exit"],
    ...options.extraArgs,
  ];
}
