/**
 * A QEMU that runs the test firmware: a Q35 with SMM, our ROM, an IPMI device. It starts stopped, speaks QMP on its
 * standard streams, and reports into a file, so that what it said outlives it.
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
  /** What -accel takes: "tcg,thread=single", "tcg,thread=multi", "kvm". */
  readonly accelerator: string;
  /** Appended as they are. */
  readonly extraArgs: readonly string[];
}

export interface FirmwareQemu extends AsyncDisposable {
  /** Resolves when the machine is built. */
  readonly qmp: Promise<Qmp>;
  /** The socket at which QEMU listens for the BMC, from when the machine is built. */
  readonly bmcPath: string;
  /** Resolves with the exit code; a signal's name or what kept it from starting when there is none. */
  readonly ended: Promise<number | string>;
  /** What the firmware has written on its debug console up to now. */
  report(): Promise<Uint8Array>;
  /** The end of what QEMU wrote there, at most 64 KiB. */
  stderr(): string;
  /** As a person would type it, but for the files, which are gone when this is. */
  readonly commandLine: string;
  /** Kills it and removes its files. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** In QEMU's working directory, so that no path needs escaping and none is too long for a socket. */
const File = { Rom: "rom", Bmc: "bmc", Report: "report" } as const;

const MAX_STDERR_LENGTH = 64 * 1024;

export async function startFirmwareQemu(options: FirmwareQemuOptions, rom: Uint8Array): Promise<FirmwareQemu> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-firmware-"));
  await writeFile(join(directory, File.Rom), rom);
  await writeFile(join(directory, File.Report), "");
  // A relative name would be looked for in the new working directory.
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
  // Whoever waits for it learns more from `ended`.
  qmp.catch(() => {});

  return {
    qmp,
    bmcPath: join(directory, File.Bmc),
    ended,
    // No Buffer: what comes out of it is compared with what other hosts give.
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

/** Without the program's name. `wait=off`, for a chardev that is connected when the device is made crashes QEMU 7.2. */
export function firmwareArguments(options: FirmwareQemuOptions): string[] {
  return [
    ...["-machine", "q35,smm=on", "-accel", options.accelerator, "-m", "16", "-nodefaults", "-display", "none"],
    ...["-S", "-no-reboot", "-bios", File.Rom, "-qmp", "stdio"],
    ...["-chardev", `socket,id=bmc-link,path=${File.Bmc},server=on,wait=off`],
    ...["-device", "ipmi-bmc-extern,id=bmc,chardev=bmc-link"],
    ...["-device", `isa-ipmi-${options.interface},id=ipmi,bmc=bmc`],
    ...["-chardev", `file,id=report,path=${File.Report}`, "-device", "isa-debugcon,chardev=report"],
    ...["-device", "isa-debug-exit"],
    ...options.extraArgs,
  ];
}
