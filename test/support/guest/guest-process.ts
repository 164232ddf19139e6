/** The QEMU of a Linux guest: its command line, and the sockets to its serial ports and to its monitor. */
import { type ChildProcess, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { withParentDeathSignal } from "../../../src/os/parent-death-signal.ts";
import { prepareGuestFiles } from "./guest-files.ts";

export interface GuestOptions {
  /** The QEMU to run. */
  readonly qemu: string;
  /** Its IPMI devices and their chardevs, as `extern-bmc qemu-args` prints them, and any other flags. */
  readonly flags: readonly string[];
  /** "pc" unless given. */
  readonly machine?: "pc" | "q35";
  /** Chardev of the first serial port, without its id. Our own socket unless given. */
  readonly console?: string;
  /** Appended to the kernel's command line. */
  readonly kernelArguments?: string;
}

export interface GuestProcess {
  /** First serial port. */
  readonly console: Duplex;
  /** Second serial port. */
  readonly commands: Duplex;
  readonly qmp: Duplex;
  stderr(): string;
  /** Resolves with how QEMU ended, as "exit code 0" or "SIGKILL". */
  readonly ended: Promise<string>;
  kill(): Promise<void>;
}

/** Sockets that we open and QEMU inherits: no path to choose, nothing to wait for, nothing to remove. */
const Fd = { Console: 3, Commands: 4, Qmp: 5 } as const;
const MEMORY_MIB = 256;
/**
 * The self-tests of the kernel's cryptography take a tenth of the boot under TCG. The kernel's timer check waits ten
 * ticks of real time: where the host runs QEMU too rarely for that, the kernel panics ("IO-APIC + timer doesn't work").
 */
const KERNEL_ARGUMENTS = "console=ttyS0 cryptomgr.notests no_timer_check";

export function startGuestProcess({
  qemu,
  flags,
  machine = "pc",
  console = `socket,fd=${Fd.Console}`,
  kernelArguments = "",
}: GuestOptions): GuestProcess {
  const { kernelPath, initramfsPath } = prepareGuestFiles();
  const args = [
    ...["-machine", machine, "-accel", "tcg", "-m", `${MEMORY_MIB}`, "-nodefaults", "-display", "none"],
    ...["-kernel", kernelPath, "-initrd", initramfsPath, "-append", `${KERNEL_ARGUMENTS} ${kernelArguments}`],
    ...["-chardev", `${console},id=console`, "-serial", "chardev:console"],
    ...["-chardev", `socket,id=commands,fd=${Fd.Commands}`, "-serial", "chardev:commands"],
    ...["-chardev", `socket,id=qmp,fd=${Fd.Qmp}`, "-qmp", "chardev:qmp"],
    ...flags,
  ];
  const child = spawn(...withParentDeathSignal("KILL", qemu, args), {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  return {
    console: socket(child, Fd.Console),
    commands: socket(child, Fd.Commands),
    qmp: socket(child, Fd.Qmp),
    ...supervise(child),
  };
}

function socket(child: ChildProcess, fd: number): Duplex {
  const stream = child.stdio[fd];
  if (!(stream instanceof Duplex)) throw new Error(`descriptor ${fd} of QEMU is no socket`);
  return stream;
}

function supervise(child: ChildProcess): Pick<GuestProcess, "stderr" | "ended" | "kill"> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const killNow = () => child.kill("SIGKILL");
  process.once("exit", killNow);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  void ended.then(() => process.removeListener("exit", killNow));
  return {
    stderr: () => stderr,
    ended,
    async kill() {
      killNow();
      await ended;
    },
  };
}
