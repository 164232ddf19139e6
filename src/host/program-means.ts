/** A means whose actions are programs: one at a time, in the order in which they were asked for. */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import type { HostAction, IdentifyLight } from "../bmc/host.ts";
import type { HostMeans } from "./host-means.ts";
import { MAX_WAITING } from "./limits.ts";

export interface ProgramActions {
  readonly name: string;
  /** Starts the action. Undefined: there is no program for it. */
  act(action: HostAction): (() => Promise<void>) | undefined;
  /** Chooses the device that the machine boots from. Absent: there is no program for it. */
  boot?(device: BootDevice | undefined): Promise<void>;
  /** Switches the identify light. Absent: there is no program for it. */
  identify?(light: IdentifyLight): Promise<void>;
  /** Reads whether the machine runs. `sinceMs`: an older state does not count. */
  isOn(sinceMs: number): Promise<boolean>;
}

const WANTED: Readonly<Partial<Record<HostAction, boolean>>> = { powerOn: true, powerOff: false };

export class ProgramMeans implements HostMeans {
  readonly canPowerOn = true;
  readonly name: string;
  readonly identify?: (light: IdentifyLight) => Promise<void>;
  readonly #programs: ProgramActions;
  readonly #nowMs: () => number;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;
  #endedMs = 0;

  constructor(programs: ProgramActions, nowMs: () => number) {
    this.name = programs.name;
    if (programs.identify) this.identify = programs.identify;
    this.#programs = programs;
    this.#nowMs = nowMs;
  }

  /** Whether an action is under way, or one has ended since. The state that was read since may be older than the action. */
  hasActedSince(ms: number): boolean {
    return this.#waiting > 0 || this.#endedMs > ms;
  }

  isOn(): Promise<boolean> {
    return this.#programs.isOn(this.#endedMs);
  }

  perform(action: HostAction): boolean | Promise<void> {
    const act = this.#programs.act(action);
    if (!act || this.#isFull) return false;
    this.#waiting++;
    const done = this.#queue.then(act).catch((error) => this.#forgive(action, error));
    this.#queue = done
      .catch(() => {})
      .then(() => {
        this.#waiting--;
        this.#endedMs = this.#nowMs();
      });
    return done;
  }

  refusal(action: HostAction): string | undefined {
    if (!this.#programs.act(action)) return `${this.name} cannot do ${action}`;
    return this.#isFull ? `${this.name} has ${this.#waiting} actions to do already` : undefined;
  }

  get #isFull(): boolean {
    return this.#waiting > MAX_WAITING;
  }

  /** A program that fails because the machine is on or off already has nothing to do. @throws the error otherwise */
  async #forgive(action: HostAction, error: unknown): Promise<void> {
    const wanted = WANTED[action];
    if (wanted === undefined) throw error;
    const isOn = await this.#programs.isOn(this.#nowMs()).catch(() => !wanted);
    if (isOn !== wanted) throw error;
  }
}
