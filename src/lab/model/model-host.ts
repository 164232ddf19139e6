/**
 * Host that plays the guest with the model of QEMU. It needs no installed program, takes no real time, and repeats
 * exactly.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { ManualClock, Timer } from "../../clock.ts";
import type { GuestStep, LabBmc, LabHost, PortInterface, Sighting } from "../host.ts";
import type { PortIo } from "../qemu/port-io.ts";
import { runSteps, type StepGuest, stepGuest } from "../register-steps.ts";
import type { Acceptance } from "./acceptance.ts";
import { BtInterface } from "./bt-interface.ts";
import { ExternDevice, type MachineAction } from "./extern-device.ts";
import { KcsInterface } from "./kcs-interface.ts";
import { MemorySocket } from "./memory-socket.ts";

export interface ModelHostOptions {
  readonly interface: PortInterface;
  readonly acceptance: Acceptance;
  /**
   * Clock of the guest and the BMC. The host advances it from one due timer to the next. The BMC's delays run on this
   * clock; everything else that the BMC does takes one turn of the event loop.
   */
  readonly clock: ManualClock;
  /** Called with each action that the BMC requests of the machine; the model itself ignores them. */
  perform?(action: MachineAction): void;
}

/** Reconnect interval of a chardev with `reconnect=1`. */
const RECONNECT_MS = 1000;

export class ModelHost implements LabHost {
  readonly #options: ModelHostOptions;

  constructor(options: ModelHostOptions) {
    this.#options = options;
  }

  async run(steps: readonly GuestStep[], bmc: LabBmc): Promise<readonly Sighting[]> {
    using model = new ModelRun(this.#options, bmc);
    const registers = stepGuest(this.#options.interface, model.io, (condition) => condition());
    const guest: StepGuest = {
      ...registers,
      async request(step) {
        await registers.request(step);
        await model.settle();
      },
    };
    await model.settle();
    return await runSteps(steps, guest, {
      waitUntil: (condition, ms) => model.waitUntil(condition, ms),
      reset: () => model.reset(),
    });
  }
}

/** One modeled QEMU, from its start to its end. */
class ModelRun {
  readonly io: PortIo;
  readonly #clock: ManualClock;
  readonly #bmc: LabBmc;
  readonly #device: ExternDevice;
  #socket: MemorySocket | undefined;
  #reconnect: Timer | undefined;

  constructor({ interface: kind, acceptance, clock, perform = () => {} }: ModelHostOptions, bmc: LabBmc) {
    this.#clock = clock;
    this.#bmc = bmc;
    const write = (bytes: Uint8Array) => this.#socket?.send(bytes) ?? 0;
    this.#device = new ExternDevice({ clock, perform, write, acceptance });
    const Interface = kind === "bt" ? BtInterface : KcsInterface;
    this.io = new Interface(this.#device, acceptance);
    this.#connect();
  }

  /** Checks the condition whenever all bytes have arrived, then advances the clock to the next due timer. */
  async waitUntil(condition: () => Promise<boolean>, ms: number): Promise<boolean> {
    const untilMs = this.#clock.nowMs() + ms;
    for (;;) {
      await this.settle();
      if (await condition()) return true;
      const nowMs = this.#clock.nowMs();
      if (nowMs >= untilMs) return false;
      this.#clock.advance(Math.min(this.#clock.nextAtMs ?? untilMs, untilMs) - nowMs);
    }
  }

  async reset(): Promise<void> {
    this.#device.resetMachine();
    await this.settle();
  }

  [Symbol.dispose](): void {
    this.#reconnect?.cancel();
    this.#device[Symbol.dispose]();
    this.#socket?.close();
  }

  /** Waits until all sent bytes have arrived and been handled: streams need a turn of the event loop for that. */
  async settle(): Promise<void> {
    do await turn();
    while (this.#socket?.deliver());
  }

  #connect(): void {
    this.#socket = new MemorySocket({
      receive: (byte) => this.#device.receive(byte),
      closed: () => {
        this.#socket = undefined;
        this.#device.closed();
        this.#reconnect = this.#clock.after(RECONNECT_MS, () => this.#connect());
      },
    });
    this.#bmc.attach({ stream: this.#socket.stream, peer: "model" });
    this.#device.opened();
  }
}
