/** Host that plays the guest on the registers of a real QEMU, over qtest, on the BMC's clock. */
import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { pino } from "pino";
import type { ManualClock } from "../../clock.ts";
import type { Connection } from "../../transport/connection.ts";
import { openDoor } from "../../transport/door.ts";
import type { GuestStep, LabBmc, LabHost, Sighting } from "../host.ts";
import { LabError } from "../lab-error.ts";
import { runSteps, type StepGuest, stepGuest } from "../register-steps.ts";
import { INTERFACE_OF, type IpmiDevice, locateRegisters } from "./ipmi-device.ts";
import type { QemuBinary } from "./qemu-binary.ts";
import { type Qemu, startQemu } from "./qemu-process.ts";
import { withinMs } from "./wait-until.ts";

export interface QemuHostOptions {
  readonly binary: QemuBinary;
  readonly device: IpmiDevice;
  /** The BMC's clock. The host advances it together with the guest's. */
  readonly clock: ManualClock;
  /** Called with QEMU's command line once QEMU has started. */
  readonly started?: (commandLine: string) => void;
}

/** Real time that QEMU may take to reconnect; it tries 1 s after it lost its BMC. */
const RECONNECT_TIMEOUT_MS = 10_000;
const RECONNECT_MS = 1000;
/** Real time that QEMU may take to send a request to the BMC. It takes microseconds. */
const HAND_OVER_TIMEOUT_MS = 2000;
/** Real time from the loss of QEMU's sockets to the end of its process. */
const EXIT_TIMEOUT_MS = 2000;
/** QEMU's own limit for an answer, plus 1 ms: a poll at this time sees the result of QEMU's timeout. */
const QEMU_LIMIT_MS = 4001;
/**
 * Extra rounds of QEMU's main loop: the chardev passes the device one byte per round, and a register access is one
 * round.
 */
const SPARE_ROUNDS = 8;
const IDLE_PORT = 0x80;

/**
 * A host whose `run` rejects with `LabError`, QEMU's messages included, if QEMU fails to start, ends, or lacks the
 * device.
 */
export function qemuHost(options: QemuHostOptions): LabHost {
  return {
    async run(steps, bmc) {
      const directory = await mkdtemp(join(tmpdir(), "extern-bmc-lab-"));
      const line = new Line(bmc);
      try {
        const address = `unix:${join(directory, "bmc")}`;
        await using door = await openDisposableDoor(address, line);
        await using qemu = await startQemu({ binary: options.binary, device: options.device, address: door.address });
        options.started?.(qemu.commandLine);
        return await withEvidence(qemu, () => new QemuRun(options, qemu, line).run(steps));
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

async function openDisposableDoor(listen: string, line: Line) {
  const door = await openDoor({ listen }, (connection) => line.attach(connection), pino({ level: "silent" }));
  return { address: door.address, [Symbol.asyncDispose]: () => door.close() };
}

/** QEMU's current connection, with counts of the bytes that went over it. */
class Line {
  readonly #bmc: LabBmc;
  #socket: Socket | undefined;

  constructor(bmc: LabBmc) {
    this.#bmc = bmc;
  }

  attach(connection: Connection): void {
    this.#socket = connection.stream as Socket;
    this.#bmc.attach(connection);
  }

  get open(): boolean {
    return this.#socket !== undefined && !this.#socket.destroyed && !this.#socket.writableEnded;
  }

  /** Number of bytes from QEMU. */
  get read(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  /** Number of bytes to QEMU. */
  get written(): number {
    return this.#socket?.bytesWritten ?? 0;
  }
}

class QemuRun {
  readonly #qemu: Qemu;
  readonly #line: Line;
  readonly #clock: ManualClock;
  readonly #device: IpmiDevice;
  #settledBytes = 0;
  #requestedAtMs = 0;

  constructor({ clock, device }: QemuHostOptions, qemu: Qemu, line: Line) {
    this.#qemu = qemu;
    this.#line = line;
    this.#clock = clock;
    this.#device = device;
  }

  async run(steps: readonly GuestStep[]): Promise<readonly Sighting[]> {
    const { qtest } = this.#qemu;
    await this.#qemu.untilBmcConnected(true, RECONNECT_TIMEOUT_MS);
    const base = await locateRegisters(qtest, this.#device);
    const reset = async () => {
      await this.#qemu.reset();
      await locateRegisters(qtest, this.#device);
      await this.#settle();
    };
    const registers = stepGuest(INTERFACE_OF[this.#device], qtest, withinMs(HAND_OVER_TIMEOUT_MS), base);
    const guest: StepGuest = { ...registers, request: (step) => this.#request(registers, step) };
    await this.#settle();
    return runSteps(steps, guest, { waitUntil: (condition, ms) => this.#waitUntil(condition, ms), reset });
  }

  /** Writes the request and waits until the BMC has it or QEMU has answered by itself. */
  async #request(registers: StepGuest, step: Parameters<StepGuest["request"]>[0]): Promise<void> {
    const before = this.#line.read;
    await registers.request(step);
    this.#requestedAtMs = this.#clock.nowMs();
    const deadline = performance.now() + HAND_OVER_TIMEOUT_MS;
    while (this.#line.open && this.#line.read === before && !(await registers.isAnswerThere())) {
      if (performance.now() > deadline)
        throw new LabError("guest", "QEMU took a request and did not send it to the BMC");
      await turn();
    }
    await this.#settle();
  }

  /** Advances both clocks from one due time to the next: the BMC's timers, QEMU's limit, the end of the wait. */
  async #waitUntil(condition: () => Promise<boolean>, ms: number): Promise<boolean> {
    const untilMs = this.#clock.nowMs() + ms;
    const limitMs = this.#requestedAtMs + QEMU_LIMIT_MS;
    for (;;) {
      await this.#settle();
      if (await condition()) return true;
      const nowMs = this.#clock.nowMs();
      if (nowMs >= untilMs) break;
      const due = [untilMs, limitMs, this.#clock.nextAtMs ?? untilMs].filter((atMs) => atMs > nowMs);
      const stepMs = Math.min(...due) - nowMs;
      await this.#qemu.time.advance(stepMs);
      this.#clock.advance(stepMs);
    }
    if (!this.#line.open && ms >= RECONNECT_MS) await this.#reconnected();
    return false;
  }

  async #reconnected(): Promise<void> {
    await this.#qemu.untilBmcConnected(true, RECONNECT_TIMEOUT_MS);
    this.#settledBytes = 0;
    await this.#settle();
  }

  /** Waits until all sent bytes have arrived and been handled. */
  async #settle(): Promise<void> {
    await turn();
    if (!this.#line.open) await this.#qemu.untilBmcConnected(false, RECONNECT_TIMEOUT_MS);
    do {
      const rounds = this.#line.written - this.#settledBytes + SPARE_ROUNDS;
      this.#settledBytes = this.#line.written;
      for (let round = 0; round < rounds; round++) await this.#qemu.qtest.inb(IDLE_PORT);
      await turn();
    } while (this.#line.written > this.#settledBytes);
  }
}

/** Adds QEMU's messages to the error of a failed run, and first of all how QEMU ended, if it did. */
async function withEvidence<T>(qemu: Qemu, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    // A dying QEMU loses its connections before its exit is reported.
    const ended = await Promise.race([qemu.ended, sleep(error.fault === "closed" ? EXIT_TIMEOUT_MS : 0, undefined)]);
    const lost = ended === undefined ? "" : `QEMU ended: ${ended}\n`;
    throw new LabError(
      ended === undefined ? error.fault : "ended",
      `${lost}${error.message}\n${qemu.stderr()}${qemu.commandLine}`,
    );
  }
}
