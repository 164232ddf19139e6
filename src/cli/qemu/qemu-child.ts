/** A QEMU that we run on the user's terminal: starts, restarts and stops it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Logger } from "pino";
import { withParentDeathSignal } from "../../os/parent-death-signal.ts";

/** Time for QEMU to end by itself: it may have to flush disks. */
const STOP_TIMEOUT_MS = 5000;
/** A QEMU that has just been started may lose a signal. */
const STOP_AGAIN_MS = 1000;
const CANNOT_RUN = 127;
const SIGNALLED = 128;

export interface QemuEnd {
  /** QEMU's exit code, or 128 plus the number of the signal that ended it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  /** Set when `end` ended it. */
  readonly asTold?: true;
}

export class QemuChild {
  /** Resolves when QEMU has ended and will not be restarted. */
  readonly over: Promise<QemuEnd>;
  readonly #binary: string;
  readonly #log: Logger;
  readonly #finish: (end: QemuEnd) => void;
  #endsWith: (end: QemuEnd) => Promise<boolean> = async () => true;
  #child: ChildProcess | undefined;
  #last: QemuEnd = { exitCode: 0, signal: undefined };
  /** Arguments of the next start, once the running QEMU has ended. */
  #next: readonly string[] | undefined;
  #stopping = false;
  /** The QEMU that `end` is ending. */
  #toEnd: ChildProcess | undefined;

  constructor(binary: string, log: Logger) {
    this.#binary = binary;
    this.#log = log;
    const { promise, resolve } = Promise.withResolvers<QemuEnd>();
    this.over = promise;
    this.#finish = resolve;
  }

  /** Sets the function that decides, each time QEMU ends, whether that is final. */
  endsWith(isEnd: (end: QemuEnd) => Promise<boolean>): void {
    this.#endsWith = isEnd;
  }

  /** Starts QEMU. Ends a running one first, as two would share the same disks. */
  start(args: readonly string[]): void {
    if (this.#stopping) return;
    if (this.#child) {
      this.#next = args;
      void this.#end(this.#child);
      return;
    }
    this.#next = undefined;
    // SIGTERM lets it flush its disks.
    const child = spawn(...withParentDeathSignal("TERM", this.#binary, args), { stdio: "inherit" });
    this.#child = child;
    child.on("error", (err) => {
      this.#log.error({ err }, "QEMU cannot be run");
      void this.#ended({ exitCode: CANNOT_RUN, signal: undefined });
    });
    child.on("exit", (code, signal) => {
      // Our signal kills a QEMU that has not installed its handlers yet.
      const asTold = (this.#stopping || this.#toEnd === child) && signal === "SIGTERM";
      const exitCode = asTold ? 0 : (code ?? SIGNALLED + (signal ? constants.signals[signal] : 0));
      const end = { exitCode, signal: signal && !asTold ? signal : undefined };
      void this.#ended(this.#toEnd === child ? { ...end, asTold: true } : end);
    });
  }

  /** Ends a running QEMU, which may be started again. Returns false if none runs. */
  end(): boolean {
    if (!this.#child) return false;
    this.#toEnd = this.#child;
    void this.#end(this.#child);
    return true;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child) await this.#end(this.#child);
    else this.#finish(this.#last);
  }

  /** Kills QEMU at once. */
  kill(): void {
    this.#child?.kill("SIGKILL");
  }

  /** Sends SIGTERM, and SIGKILL if QEMU does not end in time. */
  async #end(child: ChildProcess): Promise<void> {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    const again = setInterval(() => child.kill("SIGTERM"), STOP_AGAIN_MS);
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await exited;
    clearInterval(again);
    clearTimeout(late);
  }

  async #ended(end: QemuEnd): Promise<void> {
    this.#child = undefined;
    this.#last = end;
    if (this.#next && !this.#stopping) this.start(this.#next);
    else if (this.#stopping || (await this.#endsWith(end))) this.#finish(end);
  }
}
