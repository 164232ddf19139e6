/** Starts a QEMU that stays, paused, while power is off: -action shutdown=pause. */
import type { HostAction } from "../bmc/host.ts";
import type { Clock } from "../clock.ts";
import type { AskQmp } from "./boot-devices.ts";
import { HostError, type HostMeans } from "./host-means.ts";

export interface PausableQemu {
  readonly connected: boolean;
  readonly ask: AskQmp;
}

/** The part of the chassis that learns of the reset which a start consists of. */
interface ToldOfResets {
  resetAtStart(): void;
}

/** A power-on may follow a power-off before QEMU has paused or ended. Ten seconds, for a busy machine. */
const ATTEMPTS = 100;
const AGAIN_MS = 100;

/** A QEMU that is known to stay. */
export function pausedQemu(qmp: PausableQemu, chassis: ToldOfResets): HostMeans {
  return {
    name: "QMP",
    get canPowerOn() {
      return qmp.connected;
    },
    refusal: () => undefined,
    perform: (action) => action === "powerOn" && qmp.connected && started(qmp, chassis),
  };
}

/** A QEMU that others run. QMP does not tell whether it stays, until power is off. */
export class WatchedQemu implements HostMeans {
  readonly name = "QMP";
  readonly #qmp: PausableQemu;
  readonly #chassis: ToldOfResets;
  readonly #clock: Clock;
  #stays = false;
  #isStarting = false;

  constructor(qmp: PausableQemu, chassis: ToldOfResets, clock: Clock) {
    this.#qmp = qmp;
    this.#chassis = chassis;
    this.#clock = clock;
  }

  /** False until power has been off once: a power cycle is a reset then. */
  get canPowerOn(): boolean {
    return this.#stays && this.#qmp.connected;
  }

  /** Whether a start is under way: until it is over, QEMU reports the power-off before it. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  /** Another QEMU is connected: its command line counts. */
  newQemu(): void {
    this.#stays = false;
  }

  /** Must be called when power may be off. */
  async look(): Promise<void> {
    this.#stays ||= this.#qmp.connected && (await isShutDown(this.#qmp).catch(() => false));
  }

  refusal(): undefined {}

  /** While QEMU is connected, no other means may start one beside it. */
  perform(action: HostAction): boolean | Promise<boolean> {
    if (action !== "powerOn" || !this.#qmp.connected) return false;
    this.#isStarting = true;
    return this.#start().finally(() => {
      this.#isStarting = false;
    });
  }

  /** Resolves with false when QEMU has ended. */
  async #start(): Promise<boolean> {
    try {
      for (let attempt = 1; !(await isShutDown(this.#qmp)); attempt++) {
        if (attempt === ATTEMPTS) throw new HostError("it runs");
        await new Promise<void>((resolve) => this.#clock.after(AGAIN_MS, resolve));
        if (!this.#qmp.connected) return false;
      }
    } catch (error) {
      if (!this.#qmp.connected) return false;
      const { message } = error as Error;
      throw new HostError(`QEMU is not paused: ${message}; start it with -action shutdown=pause, or set power.start`);
    }
    await started(this.#qmp, this.#chassis);
    return true;
  }
}

/** Whether QEMU is paused because power is off. @throws Error when it does not answer */
export async function isShutDown(qmp: PausableQemu): Promise<boolean> {
  const status = await qmp.ask("query-status");
  return typeof status === "object" && status !== null && "status" in status && status.status === "shutdown";
}

async function started(qmp: PausableQemu, chassis: ToldOfResets): Promise<void> {
  chassis.resetAtStart();
  try {
    await qmp.ask("system_reset");
    await qmp.ask("cont");
  } catch (error) {
    throw new HostError(`QEMU cannot be started again: ${(error as Error).message}`);
  }
}
