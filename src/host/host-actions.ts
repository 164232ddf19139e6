/** The actions on one machine: each goes to the first of its means that can do it. */
import { BOOT_DEVICES, type BootDevice } from "../bmc/chassis/boot-device.ts";
import type { Host, HostAction, IdentifyLight } from "../bmc/host.ts";
import type { Clock } from "../clock.ts";
import { type BootMeans, HostError, type HostMeans } from "./host-means.ts";
import { LatestChange } from "./latest-change.ts";
import { END_TIMEOUT_MS } from "./limits.ts";
import { PowerListeners } from "./power-listeners.ts";

/** Resolves when actions are over: with undefined, or with the error of one that failed. */
export type UnderWay = Promise<Error | undefined>;

export interface HostActionsDeps {
  readonly log: { write(level: "error", fields: object, message: string): void };
  /** Called when a means has taken on an action. */
  begun(action: HostAction): void;
  /** Called when an action has failed that `perform` had begun. */
  failed(action: HostAction): void;
  /** Called when the BMC's messaging state changes. */
  messagingChanged(): void;
}

const NO_START =
  "nothing can switch the machine on; set power.start to a command that starts QEMU, " +
  "or let extern-bmc run start QEMU together with the daemon";

export class HostActions implements Host {
  readonly power = new PowerListeners();
  #means: readonly HostMeans[];
  readonly #deps: HostActionsDeps;
  readonly #underWay = new Set<UnderWay>();
  /** Whether the work of `during` runs, and the actions that take time and that it has begun. */
  #isDuring = false;
  #begun: UnderWay[] = [];
  #boot: BootMeans | undefined;
  #lastingDevice: BootDevice | undefined;
  #learnsDevices = false;
  readonly #light = new LatestChange<IdentifyLight>((light) => this.#switchLight(light));

  constructor(means: readonly HostMeans[], deps: HostActionsDeps) {
    this.#means = means;
    this.#deps = deps;
  }

  /** Adds a means that is asked before those that are there. */
  prefer(means: HostMeans): void {
    this.#means = [means, ...this.#means];
  }

  /** Adds a means that is asked after those that are there. */
  fallBack(means: HostMeans): void {
    this.#means = [...this.#means, means];
  }

  get canPowerOn(): boolean {
    return this.#means.some((means) => means.canPowerOn);
  }

  /** Sets the means that chooses the device that the machine boots from. */
  bootBy(means: BootMeans): void {
    this.#boot = means;
    means.keep(this.#lastingDevice);
    if (this.#learnsDevices) means.learnDevices?.();
  }

  /** Devices that the machine can be made to boot from; undefined: nothing can choose one. */
  get bootDevices(): readonly BootDevice[] | undefined {
    return this.#boot && BOOT_DEVICES.filter((device) => this.#boot?.devices?.has(device) ?? true);
  }

  /** Finds out which of them the machine has: from now on, `bootDevices` has no others. */
  learnBootDevices(): void {
    this.#learnsDevices = true;
    this.#boot?.learnDevices?.();
  }

  get choosesBootDevice(): boolean {
    return this.#boot !== undefined;
  }

  /** Sets the device for restarts that the BMC does not cause. */
  keepBootDevice(device: BootDevice | undefined): void {
    this.#lastingDevice = device;
    this.#boot?.keep(device);
  }

  identify(light: IdentifyLight): void {
    void this.#light.to(light);
  }

  /** QEMU reports a reset. */
  machineReset(): void {
    this.#boot?.machineReset();
  }

  /**
   * Returns false when no means can do it now.
   * @param boot the device that the machine boots from, if the action restarts it
   */
  perform(action: HostAction, boot?: BootDevice): boolean {
    const isRestart = action === "powerOn" || action === "reset";
    const prepared = isRestart ? this.#boot?.prepare(action, boot) : undefined;
    if (!prepared) {
      const isBegun = this.#act(action) !== false;
      if (isBegun) this.#deps.begun(action);
      return isBegun;
    }
    this.#deps.begun(action);
    void this.#follow(
      action,
      "boot order",
      prepared.then(() => this.#mustAct(action, this.#means)),
    );
    return true;
  }

  refusal(action: HostAction): string {
    const reasons = this.#means.flatMap((means) => means.refusal(action) ?? []);
    if (reasons.length > 0) return `${reasons.join(", and ")}; see extern-bmc status`;
    return action === "powerOn" ? NO_START : "nothing acts on the machine any more; it is being removed";
  }

  messagingChanged(): void {
    this.#deps.messagingChanged();
  }

  systemInterrupted(powerOn: boolean): void {
    this.power.is(powerOn);
  }

  /** Starts the machine of a BMC that has power on already. */
  start(): void {
    this.perform("powerOn", this.#lastingDevice);
  }

  /** Runs `work`. Returns its result, and the actions that it started and that take time; undefined if none does. */
  during<Result>(work: () => Result): { readonly result: Result; readonly underWay: UnderWay | undefined } {
    this.#isDuring = true;
    try {
      const result = work();
      return { result, underWay: this.#begun.length === 0 ? undefined : firstError(this.#begun) };
    } finally {
      this.#isDuring = false;
      if (this.#begun.length > 0) this.#begun = [];
    }
  }

  /** Calls `then` once no action is under way: at once, if none is now. */
  afterActions(then: () => void): void {
    if (this.#underWay.size === 0) then();
    else void Promise.all(this.#underWay).then(() => this.afterActions(then));
  }

  /** Resolves when no action is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Resolves when no action is under way, or when they take too long for a machine that ends. */
  async over(clock: Clock): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = clock.after(END_TIMEOUT_MS, resolve);
    await Promise.race([this.settled(), late]);
    timer.cancel();
  }

  /** Nothing acts on the machine any more. */
  close(): void {
    this.#means = [];
  }

  async #switchLight(light: IdentifyLight): Promise<void> {
    for (const means of this.#means) {
      await means.identify?.(light).catch(({ message }: Error) => {
        this.#deps.log.write("error", { means: means.name }, message);
      });
    }
  }

  /** Has the first means act that can. Returns false when none can. */
  #act(action: HostAction, among = this.#means): boolean | UnderWay {
    for (const [at, means] of among.entries()) {
      const done = means.perform(action);
      if (done === false) continue;
      if (done === true) return true;
      const others = among.slice(at + 1);
      return this.#follow(
        action,
        means.name,
        done.then((did) => (did === false ? this.#mustAct(action, others) : undefined)),
      );
    }
    return false;
  }

  /** Resolves with the error of a means that failed; the log has it already. @throws HostError when none of them can act */
  async #mustAct(action: HostAction, among: readonly HostMeans[]): UnderWay {
    const done = this.#act(action, among);
    if (done === false) throw new HostError(this.refusal(action));
    return done === true ? undefined : await done;
  }

  #follow(action: HostAction, name: string, done: UnderWay): UnderWay {
    const over: UnderWay = done.then(
      (error) => error,
      (error: Error) => {
        this.#deps.log.write("error", { means: name, action }, error.message);
        this.#deps.failed(action);
        return error;
      },
    );
    if (this.#isDuring) this.#begun.push(over);
    this.#underWay.add(over);
    void over.finally(() => this.#underWay.delete(over));
    return over;
  }
}

async function firstError(begun: readonly UnderWay[]): UnderWay {
  return (await Promise.all(begun)).find((error) => error !== undefined);
}
