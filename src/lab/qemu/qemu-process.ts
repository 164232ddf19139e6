/** A running QEMU with its three controls: qtest for its devices, QMP for its machine, and its virtual clock. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withParentDeathSignal } from "../../os/parent-death-signal.ts";
import { LabError } from "../lab-error.ts";
import { BMC_CHARDEV, type CommandLineOptions, qemuArguments } from "./command-line.ts";
import { haltingBios } from "./halting-bios.ts";
import { groupKiller } from "./process-group.ts";
import { Qmp } from "./qmp.ts";
import { Qtest } from "./qtest.ts";
import { clockStepTime, type VirtualTime } from "./virtual-time.ts";
import { watchdogTime } from "./watchdog-time.ts";

export type QemuOptions = Pick<CommandLineOptions, "binary" | "device" | "address" | "extraArgs"> &
  Partial<Pick<CommandLineOptions, "role">>;

export interface Qemu extends AsyncDisposable {
  readonly qtest: Qtest;
  readonly qmp: Qmp;
  readonly time: VirtualTime;
  /** The command line as a person would type it. */
  readonly commandLine: string;
  /** Returns the last 64 KiB of QEMU's standard error. */
  stderr(): string;
  /** Resolves at QEMU's end with "exit code 0", "SIGSEGV" and the like. */
  readonly ended: Promise<string>;
  /** Whether the socket to the BMC is open now. */
  isBmcConnected(): Promise<boolean>;
  /** Waits until that socket is open, or closed. Rejects with `LabError` "timeout" after `timeoutMs` of real time. */
  untilBmcConnected(connected: boolean, timeoutMs: number): Promise<void>;
  /** Resets the machine as its reset button does. Resolves when every device is reset. */
  reset(): Promise<void>;
  /** Kills QEMU and removes its temporary files. */
  [Symbol.asyncDispose](): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;
const ENDING_GRACE_MS = 1000;
const CONNECTION_POLL_MS = 5;
/** Real time that a reset may take. It takes milliseconds. */
const RESET_TIMEOUT_MS = 10_000;
const MAX_STDERR_LENGTH = 64 * 1024;

/**
 * Resolves when the machine is built. Rejects with `LabError` "start", QEMU's standard error included, if it is not.
 */
export async function startQemu(options: QemuOptions): Promise<Qemu> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-qemu-"));
  const removeDirectory = () => rm(directory, { recursive: true, force: true });
  try {
    return await startIn(directory, options, removeDirectory);
  } catch (error) {
    await removeDirectory();
    throw error;
  }
}

async function startIn(directory: string, options: QemuOptions, cleanUp: () => Promise<void>): Promise<Qemu> {
  const [biosPath, qtestPath, qmpPath] = [join(directory, "bios"), join(directory, "qtest"), join(directory, "qmp")];
  await writeFile(biosPath, haltingBios());
  const args = qemuArguments({ role: "connect", ...options, biosPath, qtestPath, qmpPath });
  const commandLine = [options.binary.path, ...args].map(quote).join(" ");

  // The lab listens and QEMU connects, so that the lab need not wait for a socket file to appear.
  const [qtestSocket, qmpSocket] = [acceptOne(qtestPath), acceptOne(qmpPath)];
  const child = spawn(...withParentDeathSignal("KILL", options.binary.path, args), {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const { stderr, ended, kill } = supervise(child);
  const connect = async () =>
    [new Qtest(await qtestSocket.accepted), await Qmp.open(await qmpSocket.accepted)] as const;
  const gone = ended.then(() => Promise.reject(new Error("it ended")));
  const late = sleep(START_TIMEOUT_MS, undefined, { ref: false }).then(() =>
    Promise.reject(new Error("it is too slow")),
  );
  gone.catch(() => {});
  late.catch(() => {});

  try {
    const [qtest, qmp] = await Promise.race([connect(), gone, late]);
    return {
      qtest,
      qmp,
      time: options.binary.qtestAccelerator ? clockStepTime(qtest) : watchdogTime(qtest, qmp),
      commandLine,
      stderr,
      ended,
      isBmcConnected: () => isBmcConnected(qmp),
      untilBmcConnected: (connected, timeoutMs) => untilBmcConnected(qmp, connected, timeoutMs),
      async reset() {
        qmp.dropEvents("RESET");
        await qmp.execute("system_reset");
        await qmp.takeEvent("RESET", RESET_TIMEOUT_MS);
      },
      async [Symbol.asyncDispose]() {
        qtest.close();
        qmp.close();
        await kill();
        await cleanUp();
      },
    };
  } catch (error) {
    // An ending QEMU closes its connections first; its exit code and messages come a moment later.
    const how = await Promise.race([ended, sleep(ENDING_GRACE_MS, "killed by us", { ref: false })]);
    await kill();
    const why = error instanceof Error ? error.message : String(error);
    throw new LabError("start", `QEMU built no machine: ${why} (${how}).\n${stderr()}\n${commandLine}`);
  } finally {
    qtestSocket.close();
    qmpSocket.close();
  }
}

export interface Supervised {
  stderr(): string;
  readonly ended: Promise<string>;
  kill(): Promise<void>;
}

/** @param child spawned with `detached` */
export function supervise(child: ChildProcess): Supervised {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_LENGTH);
  });
  const killNow = groupKiller(child);
  process.once("exit", killNow);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const forget = ended.then(() => process.removeListener("exit", killNow));
  return {
    stderr: () => stderr,
    ended,
    async kill() {
      killNow();
      await forget;
    },
  };
}

/** Listens at `path` for one connection. */
export function acceptOne(path: string): { accepted: Promise<Socket>; close(): void } {
  const server = createServer().listen(path);
  const accepted = once(server, "connection").then(([socket]: Socket[]) => {
    if (socket === undefined) throw new LabError("protocol", `a connection to ${path} came without a socket`);
    return socket;
  });
  accepted.catch(() => {});
  return { accepted, close: () => server.close() };
}

/** Whether the BMC is connected. QMP reports it in the chardev's file name only. */
async function isBmcConnected(qmp: Qmp): Promise<boolean> {
  const chardevs = (await qmp.execute("query-chardev")) as readonly { label: string; filename: string }[];
  return chardevs.some(({ label, filename }) => label === BMC_CHARDEV && !filename.startsWith("disconnected:"));
}

async function untilBmcConnected(qmp: Qmp, connected: boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while ((await isBmcConnected(qmp)) !== connected) {
    if (performance.now() > deadline) {
      throw new LabError("timeout", `QEMU is ${connected ? "not " : ""}connected to the BMC after ${timeoutMs} ms`);
    }
    await sleep(CONNECTION_POLL_MS);
  }
}

export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
