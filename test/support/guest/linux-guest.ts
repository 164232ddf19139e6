/** A Linux guest under TCG whose BMC is behind a socket: boots in 3 s, runs our commands, is reset and powered off. */
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Qmp } from "../../../src/lab/qemu/qmp.ts";
import { CommandChannel, type CommandResult } from "./command-channel.ts";
import { type GuestOptions, type GuestProcess, startGuestProcess } from "./guest-process.ts";
import { type KernelLogLine, parseKernelLog } from "./kernel-log.ts";

const RUN_TIMEOUT_MS = 300_000;
/** A boot takes 3 s on idle cores, and has taken 60 s on busy ones. */
const BOOT_TIMEOUT_MS = 300_000;
const SHOWN_CONSOLE_LENGTH = 2000;

export class LinuxGuest implements AsyncDisposable {
  readonly qmp: Qmp;
  readonly #qemu: GuestProcess;
  readonly #channel: CommandChannel;
  readonly #events = new EventEmitter();
  #console = "";
  #boots = 0;

  private constructor(qemu: GuestProcess, qmp: Qmp) {
    this.#qemu = qemu;
    this.qmp = qmp;
    this.#channel = new CommandChannel(qemu.commands, () => {
      this.#boots++;
      this.#events.emit("booted");
    });
    qemu.console.on("error", () => {});
    qemu.console.setEncoding("utf8").on("data", (text: string) => {
      this.#console += text;
    });
  }

  /** Resolves when the guest runs commands; no IPMI driver is loaded yet. Rejects with all output. */
  static async boot(options: GuestOptions): Promise<LinuxGuest> {
    const qemu = startGuestProcess(options);
    try {
      const guest = new LinuxGuest(qemu, await Qmp.open(qemu.qmp));
      await guest.untilBooted(1);
      return guest;
    } catch (error) {
      await qemu.kill();
      throw new Error(`the guest did not come up: ${qemu.stderr()}`, { cause: error });
    }
  }

  /** Runs a shell command. Rejects when it takes longer than `timeoutMs` (5 minutes unless given) or the guest goes down. */
  run(command: string, options: { readonly timeoutMs?: number } = {}): Promise<CommandResult> {
    return this.#channel.run(command, options.timeoutMs ?? RUN_TIMEOUT_MS);
  }

  /** Starts a shell command whose end the guest does not live to tell. */
  send(command: string): void {
    this.#channel.send(command, RUN_TIMEOUT_MS);
  }

  /** Loads a kernel module, with parameters as in "trydefaults=0". Rejects with modprobe's message. */
  async modprobe(module: string, parameters = ""): Promise<void> {
    const { exitCode, stderr } = await this.run(`modprobe ${module} ${parameters}`);
    if (exitCode !== 0) throw new Error(`modprobe ${module} ${parameters}: ${stderr.trim()}`);
  }

  async kernelLog(): Promise<KernelLogLine[]> {
    return parseKernelLog((await this.run("dmesg -r")).stdout);
  }

  /** All that came out of the first serial port, over every boot. */
  get console(): string {
    return this.#console;
  }

  /** Waits until it has come up `boots` times, the first included. Rejects after 5 minutes with the end of the console. */
  async untilBooted(boots: number): Promise<void> {
    const signal = AbortSignal.timeout(BOOT_TIMEOUT_MS);
    const ended = this.#qemu.ended.then((how) => Promise.reject(new Error(`QEMU ended: ${how}`)));
    ended.catch(() => {});
    try {
      while (this.#boots < boots) await Promise.race([once(this.#events, "booted", { signal }), ended]);
    } catch (error) {
      const end = this.#console.slice(-SHOWN_CONSOLE_LENGTH);
      throw new Error(`the guest came up ${this.#boots} times, not ${boots}; its console ends:\n${end}`, {
        cause: error,
      });
    }
  }

  /** Resolves with how QEMU ended, as "exit code 0". Rejects after `timeoutMs` of real time. */
  async untilEnded(timeoutMs: number): Promise<string> {
    const clock = new AbortController();
    const late = sleep(timeoutMs, undefined, { signal: clock.signal }).then(() => {
      throw new Error(`QEMU still runs after ${timeoutMs} ms`);
    });
    late.catch(() => {});
    return Promise.race([this.#qemu.ended, late]).finally(() => clock.abort());
  }

  /** Kills it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.qmp.close();
    await this.#qemu.kill();
  }
}
