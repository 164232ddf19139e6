/** A QEMU that starts paused with the user's firmware, an IPMI device, and both consoles connected to us. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withParentDeathSignal } from "../../os/parent-death-signal.ts";
import { LabError } from "../lab-error.ts";
import { BMC_CHARDEV, escapeCommas } from "../qemu/command-line.ts";
import { acceptOne, quote, type Supervised, supervise } from "../qemu/qemu-process.ts";
import { Qmp } from "../qemu/qmp.ts";
import { Qtest } from "../qemu/qtest.ts";
import { bootDisk } from "./boot-disk.ts";
import { DEBUG_CONSOLE } from "./boot-program.ts";
import type { FirmwareInterface } from "./fault.ts";
import { type FirmwareImage, imageArguments } from "./image.ts";
import { Output } from "./output.ts";

export interface BootMachineOptions {
  /** QEMU: a file name, or a command on the PATH. */
  readonly binary: string;
  readonly image: FirmwareImage;
  readonly interface: FirmwareInterface;
  readonly bus: "isa" | "pci";
  /** Text on a console that shows that the firmware has booted. */
  readonly sign: string;
  /** Whether the machine has our boot disk, which writes the sign. */
  readonly ownDisk: boolean;
  /** Whether the registers are driven from outside before the firmware starts. */
  readonly qtest?: boolean;
  /** The user's own arguments for QEMU. They come last, so that they win. */
  readonly userArguments: readonly string[];
}

export interface BootMachine extends AsyncDisposable {
  readonly qmp: Qmp;
  /** Exists if the options ask for it. */
  readonly qtest: Qtest | undefined;
  readonly serial: Output;
  readonly debug: Output;
  /** The socket where QEMU listens for the BMC. */
  readonly bmcPath: string;
  /** The thread of the first CPU. */
  readonly cpuThreadId: number;
  readonly ended: Promise<string>;
  readonly commandLine: string;
  stderr(): string;
}

/** Time that QEMU may take to build its machine, on a busy host too. */
const START_TIMEOUT_MS = 60_000;
const ENDING_GRACE_MS = 1000;
/** unix(7): sun_path, without its final 0. */
const MAX_SOCKET_PATH = 107;

/** Resolves when the machine is built. Rejects with `LabError` "start", QEMU's own words included, if it is not. */
export async function startBootMachine(options: BootMachineOptions): Promise<BootMachine> {
  const directory = await mkdtemp(join(tmpdir(), "boot-"));
  const paths = pathsIn(directory);
  checkLength(paths.qtest);
  if (options.ownDisk) await writeFile(paths.disk, bootDisk());
  const args = bootArguments(options, directory, paths);
  const commandLine = [options.binary, ...args].map(quote).join(" ");
  // We listen and QEMU connects, so that we need not wait for a socket file to appear.
  const doors = [paths.qmp, paths.serial, paths.debug, ...(options.qtest ? [paths.qtest] : [])].map(acceptOne);
  const child = spawn(...withParentDeathSignal("KILL", options.binary, args), {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const qemu = supervise(child);
  const limit = new AbortController();
  const end = async () => {
    await qemu.kill();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const inTime = <T>(work: Promise<T>) => Promise.race([work, notStarted(qemu, limit.signal)]);
    const [qmpStream, serialStream, debugStream, qtestStream] = await inTime(
      Promise.all(doors.map(({ accepted }) => accepted)),
    );
    if (!qmpStream || !serialStream || !debugStream) throw new Error("three sockets were opened");
    const [serial, debug] = [new Output(serialStream, options.sign), new Output(debugStream, options.sign)];
    const qmp = await inTime(Qmp.open(qmpStream));
    const cpus = (await qmp.execute("query-cpus-fast")) as readonly { readonly "thread-id": number }[];
    return {
      ...{ qmp, qtest: qtestStream && new Qtest(qtestStream), serial, debug },
      bmcPath: paths.bmc,
      cpuThreadId: cpus[0]?.["thread-id"] ?? 0,
      ended: qemu.ended,
      commandLine,
      stderr: qemu.stderr,
      async [Symbol.asyncDispose]() {
        qmp.close();
        await end();
      },
    };
  } catch (error) {
    // An ending QEMU closes its connections first; its exit code and messages come a moment later.
    const how = await Promise.race([qemu.ended, sleep(ENDING_GRACE_MS, "killed by us", { ref: false })]);
    await end();
    const why = error instanceof Error ? error.message : String(error);
    throw new LabError("start", `QEMU built no machine: ${why} (${how}).\n${qemu.stderr()}${commandLine}`);
  } finally {
    limit.abort();
    for (const door of doors) door.close();
  }
}

type Paths = ReturnType<typeof pathsIn>;

function pathsIn(directory: string) {
  const at = (name: string) => join(directory, name);
  return { qmp: at("qmp"), qtest: at("qtest"), serial: at("ser"), debug: at("dbg"), bmc: at("bmc"), disk: at("disk") };
}

/** QEMU's arguments. `wait=off`: a chardev that is connected before the device is created crashes QEMU. */
export function bootArguments(options: BootMachineOptions, directory: string, paths: Paths = pathsIn(directory)) {
  const at = (path: string) => `path=${escapeCommas(path)}`;
  return [
    ...["-machine", "q35,smm=on", "-m", "256", "-nodefaults", "-display", "none", "-S"],
    ...imageArguments(options.image, directory),
    ...["-qmp", `unix:${escapeCommas(paths.qmp)}`],
    ...(options.qtest ? ["-qtest", `unix:${escapeCommas(paths.qtest)}`, "-qtest-log", "none"] : []),
    ...["-chardev", `socket,id=serial,${at(paths.serial)}`, "-serial", "chardev:serial"],
    ...["-chardev", `socket,id=debug,${at(paths.debug)}`],
    ...["-device", `isa-debugcon,iobase=${DEBUG_CONSOLE},chardev=debug`],
    ...["-chardev", `socket,id=${BMC_CHARDEV},${at(paths.bmc)},server=on,wait=off`],
    ...["-device", `ipmi-bmc-extern,id=bmc,chardev=${BMC_CHARDEV}`, "-device", ipmiDevice(options)],
    ...(options.ownDisk ? diskArguments(paths.disk) : []),
    ...options.userArguments,
  ];
}

function ipmiDevice({ interface: via, bus }: BootMachineOptions): string {
  return via === "ssif" ? "smbus-ipmi,id=ipmi,bmc=bmc,address=0x10" : `${bus}-ipmi-${via},id=ipmi,bmc=bmc`;
}

/** A SATA disk on q35, an IDE disk on pc: every firmware has a driver for it. */
function diskArguments(path: string): string[] {
  const drive = `if=none,id=boot-disk,format=raw,snapshot=on,file=${escapeCommas(path)}`;
  return ["-drive", drive, "-device", "ide-hd,drive=boot-disk"];
}

async function notStarted(qemu: Supervised, signal: AbortSignal): Promise<never> {
  const late = sleep(START_TIMEOUT_MS, `it was not ready after ${START_TIMEOUT_MS / 1000} s`, { signal, ref: false });
  throw new Error(await Promise.race([qemu.ended.then(() => "it ended"), late]));
}

/** @throws LabError when the name is too long for a socket */
function checkLength(path: string): void {
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return;
  throw new LabError(
    "start",
    `${path} is too long for a socket, which has ${MAX_SOCKET_PATH} bytes; set TMPDIR to a shorter folder`,
  );
}
