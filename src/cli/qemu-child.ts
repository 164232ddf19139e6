/** A QEMU that we run on the user's terminal: started, perhaps again, and stopped. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Logger } from "pino";

/** What QEMU takes to end in peace: it may have disks to flush. */
const STOP_TIMEOUT_MS = 5000;
const CANNOT_RUN = 127;
const SIGNALLED = 128;

export class QemuChild {
  /** Resolves when it has ended, and does not come again. */
  readonly over: Promise<void>;
  readonly #binary: string;
  readonly #log: Logger;
  readonly #finish: () => void;
  #ends: () => boolean = () => true;
  #child: ChildProcess | undefined;
  #stopping = false;
  #exitCode = 0;

  constructor(binary: string, log: Logger) {
    this.#binary = binary;
    this.#log = log;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#finish = resolve;
  }

  /** Of the last QEMU that has ended: its own, or 128 and the number of the signal that ended it. */
  get exitCode(): number {
    return this.#exitCode;
  }

  /** Asked when it has ended: whether that was the end. */
  endsWhen(ends: () => boolean): void {
    this.#ends = ends;
  }

  start(args: readonly string[]): void {
    const child = spawn(this.#binary, args, { stdio: "inherit" });
    this.#child = child;
    child.on("error", (err) => {
      this.#log.error({ err }, "QEMU cannot be run");
      this.#ended(CANNOT_RUN);
    });
    child.on("exit", (code, signal) => {
      // Before QEMU has its handlers, the signal that we send it ends it as it ends any program.
      const asTold = this.#stopping && signal === "SIGTERM";
      this.#ended(asTold ? 0 : (code ?? SIGNALLED + (signal ? constants.signals[signal] : 0)));
    });
  }

  /** SIGTERM, and SIGKILL where that does not do. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#ends = () => true;
    this.#stopping = true;
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(late);
  }

  #ended(code: number): void {
    this.#child = undefined;
    this.#exitCode = code;
    if (this.#ends()) this.#finish();
  }
}
