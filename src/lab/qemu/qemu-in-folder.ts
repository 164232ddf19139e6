/**
 * A QEMU whose files are in a folder of its own, which is its working directory: relative paths need no escaping, and are
 * short enough for a socket. It speaks QMP on its standard streams.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Duplex } from "node:stream";
import { withParentDeathSignal } from "../../os/parent-death-signal.ts";
import { LabError } from "../lab-error.ts";
import { groupKiller } from "./process-group.ts";
import { Qmp } from "./qmp.ts";

export interface QemuInFolder extends AsyncDisposable {
  readonly folder: string;
  /** Resolves when the machine is built. Rejects with `LabError` "start" if QEMU ended before that. */
  readonly qmp: Promise<Qmp>;
  /** Resolves with the exit code, or with the signal's name or the start error if there is no exit code. */
  readonly ended: Promise<number | string>;
  /** Returns the last 64 KiB of QEMU's standard error. */
  stderr(): string;
  /** The command line as a person would type it. Its files exist only as long as this QEMU. */
  readonly commandLine: string;
  /** Kills QEMU and removes its folder. */
  [Symbol.asyncDispose](): Promise<void>;
}

const MAX_STDERR_LENGTH = 64 * 1024;

/** Starts a QEMU with these arguments and `-qmp stdio`. `fill` puts files into the folder first. */
export async function startInFolder(
  binary: string,
  args: readonly string[],
  fill: (folder: string) => Promise<void>,
): Promise<QemuInFolder> {
  const folder = await mkdtemp(join(tmpdir(), "extern-bmc-firmware-"));
  await fill(folder);
  // spawn() would look for a relative path in the new working directory.
  const path = binary.includes("/") ? resolve(binary) : binary;
  const allArgs = [...args, "-qmp", "stdio"];

  const child = spawn(...withParentDeathSignal("KILL", path, allArgs), { cwd: folder, stdio: "pipe", detached: true });
  const kill = groupKiller(child);
  process.once("exit", kill);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_LENGTH);
  });
  const ended = new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? code ?? "no exit code"));
  });
  const qmp = Qmp.open(Duplex.from({ readable: child.stdout, writable: child.stdin })).catch(async () => {
    throw new LabError("start", `QEMU ended (${describeEnd(await ended)}) before its machine was built`);
  });
  // A caller that awaits `ended` first gets the reason there.
  qmp.catch(() => {});

  return {
    folder,
    qmp,
    ended,
    stderr: () => stderr,
    commandLine: [path, ...allArgs].join(" "),
    async [Symbol.asyncDispose]() {
      kill();
      await ended;
      process.removeListener("exit", kill);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function describeEnd(how: number | string): string {
  return typeof how === "number" ? `exit code ${how}` : how;
}

/**
 * Reason of a QEMU's end from its last event: "guest-reset" is a triple fault or caused by the BMC; "guest-shutdown" is
 * caused by the BMC.
 */
export async function shutdownReason(qmp: Qmp): Promise<string> {
  const event = await qmp.takeEvent("SHUTDOWN", 0).catch(() => undefined);
  return event === undefined ? "" : `, ${event.data["reason"]}`;
}
