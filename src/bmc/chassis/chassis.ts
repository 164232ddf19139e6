/** The chassis: system power, why it last changed, and what is wrong with the box around it (IPMI chapter 28). */
import type { Clock, Timer } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import type { Host, HostAction } from "../host.ts";
import { BootOptions } from "./boot-options.ts";
import { Capabilities, type CapabilitiesOptions } from "./capabilities.ts";
import { type Button, FrontPanel } from "./front-panel.ts";
import { Identify } from "./identify.ts";
import { PowerOnTime } from "./power-on-time.ts";
import { RestartCause } from "./restart-cause.ts";

/** §28.2, as told by configuration. */
export type ChassisCondition =
  | "powerOverload"
  | "interlock"
  | "powerFault"
  | "powerControlFault"
  | "intrusion"
  | "frontPanelLockout"
  | "driveFault"
  | "coolingFault";

export type PowerRestorePolicy = "alwaysOff" | "previous" | "alwaysOn" | "unknown";

/** §28.2: what took system power away, where nobody wanted it to go. */
export type PowerLoss = "fault" | "interlock" | "overload" | "acFailed";

export interface ChassisOptions {
  /** Whether system power was on before the BMC started. */
  readonly powerOn: boolean;
  readonly powerRestorePolicy: PowerRestorePolicy;
  readonly conditions: readonly ChassisCondition[];
  readonly capabilities: CapabilitiesOptions;
  readonly lockableButtons: readonly Button[];
  readonly powerOnHours: number;
}

/** What switches power on when mains power comes back; undefined when it stays off. A BMC that starts has just got it. */
const CAUSE_AT_START: Readonly<Record<PowerRestorePolicy, RestartCause | undefined>> = {
  alwaysOff: undefined,
  previous: RestartCause.PolicyPrevious,
  alwaysOn: RestartCause.PolicyAlwaysOn,
  unknown: RestartCause.Unknown,
};

/** §28.3: in a power cycle power is off for a second at least. */
const LEAST_OFF_SECONDS = 1;

export class Chassis {
  readonly bootOptions: BootOptions;
  readonly capabilities: Capabilities;
  readonly frontPanel: FrontPanel;
  readonly identify: Identify;
  readonly powerOnTime: PowerOnTime;
  /** Non-volatile (§28.8). */
  powerRestorePolicy: PowerRestorePolicy;
  /** 0 to 255; non-volatile (§28.9). Of no account where a reset stands in for a power cycle. */
  powerCycleIntervalSeconds = 0;
  readonly #conditions: ReadonlySet<ChassisCondition>;
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #interrupted: (powerOn: boolean) => void;
  /** Until mains power returned: whether it was on before. */
  #powerOn: boolean;
  #onByCommand = false;
  #powerLoss: PowerLoss | undefined;
  #powerDownCause: RestartCause | undefined;
  #restart: { readonly cause: RestartCause; readonly channel: number } = { cause: RestartCause.Unknown, channel: 0 };
  /** Power is off in the course of a power cycle. */
  #cycling: Timer | undefined;
  /** We reset the machine, and it has not told of a reset since. */
  #resetUnderWay = false;

  /** `interrupted` is called when the system was reset, or its power came or went. */
  constructor(options: ChassisOptions, host: Host, clock: Clock, interrupted: (powerOn: boolean) => void = () => {}) {
    this.bootOptions = new BootOptions(clock);
    this.capabilities = new Capabilities(options.capabilities);
    this.frontPanel = new FrontPanel(options.lockableButtons);
    this.identify = new Identify(clock);
    this.powerOnTime = new PowerOnTime(clock, options.powerOnHours);
    this.powerRestorePolicy = options.powerRestorePolicy;
    this.#conditions = new Set(options.conditions);
    this.#host = host;
    this.#clock = clock;
    this.#interrupted = interrupted;
    this.#powerOn = options.powerOn;
  }

  /** Mains power is back: system power is as the policy says. A BMC that starts has just got it. */
  mainsReturned(): void {
    const cause = CAUSE_AT_START[this.powerRestorePolicy];
    const wasOn = this.#powerOn;
    this.#powerOn = false;
    if (cause !== undefined && (wasOn || this.powerRestorePolicy === "alwaysOn")) this.#start(cause);
    else this.#interrupted(false);
  }

  get powerOn(): boolean {
    return this.#powerOn;
  }

  /** §28.2, byte 3: of the last time that power came, and of the last time that it went. */
  get lastPowerEvent() {
    return { onByCommand: this.#onByCommand, loss: this.#powerLoss };
  }

  /** Why the system last started or restarted, and the channel that asked for it, 0 where none did. */
  get restart(): { readonly cause: RestartCause; readonly channel: number } {
    return this.#restart;
  }

  has(condition: ChassisCondition): boolean {
    return this.#conditions.has(condition);
  }

  /** The machine runs. If it was off, somebody switched it on, and nobody can through us. */
  machineStarted(): void {
    if (!this.#powerOn) this.#start(RestartCause.PowerButton);
  }

  /** The machine has ended, by nobody's command through us. */
  machineEnded(): void {
    if (this.#powerOn) this.#stop(undefined);
  }

  /** The machine says that it was reset: by us a moment ago, or by itself. */
  machineReset(): void {
    if (this.#resetUnderWay) this.#resetUnderWay = false;
    else if (this.#powerOn) this.#restarted(RestartCause.SoftReset, 0);
    // While power is off for a cycle, it is a reset of before that is told late.
    else if (!this.cycling) this.machineStarted();
  }

  /** Power goes for want of something, not by anybody's wish. */
  losePower(loss: PowerLoss): void {
    if (!this.#powerOn) return;
    this.#host.perform("powerOff");
    this.#stop(loss);
  }

  powerDown(cause: RestartCause): void {
    this.#cycling?.cancel();
    this.#cycling = undefined;
    if (!this.#powerOn) return;
    this.#perform("powerOff");
    this.#stop(undefined);
    this.#powerDownCause = cause;
  }

  /** Whether power is off, to come back by itself in a moment. */
  get cycling(): boolean {
    return this.#cycling !== undefined;
  }

  /** D5h where nothing can start a machine: the VM protocol has no power-on. */
  powerUp(cause: RestartCause, channel = 0): void {
    this.#cycling?.cancel();
    this.#cycling = undefined;
    if (this.#powerOn) return;
    if (!this.#host.perform("powerOn")) {
      throw new IpmiError(CompletionCode.NotInPresentState, "nothing can switch the machine on; power.start can");
    }
    this.#start(cause, channel);
    this.#onByCommand = cause === RestartCause.ChassisControl;
  }

  /** Where nothing can start a machine, a reset: the nearest thing that leaves it running. */
  powerCycle(cause: RestartCause, channel = 0): void {
    if (this.#host.canPowerOn) {
      this.powerDown(cause);
      const offMs = 1000 * Math.max(LEAST_OFF_SECONDS, this.powerCycleIntervalSeconds);
      this.#cycling = this.#clock.after(offMs, () => {
        this.#cycling = undefined;
        if (this.#host.canPowerOn) this.powerUp(cause, channel);
      });
      return;
    }
    this.hardReset(cause, channel);
    this.#onByCommand = cause === RestartCause.ChassisControl;
    this.#powerLoss = undefined;
  }

  /** `channel`: where the command came from, if one did. */
  hardReset(cause: RestartCause, channel = 0): void {
    this.#perform("reset");
    this.#resetUnderWay = true;
    this.#restarted(cause, channel);
  }

  pulseDiagnosticInterrupt(): void {
    this.#perform("diagnosticInterrupt");
  }

  softShutdown(): void {
    this.#perform("softShutdown");
  }

  /** §20.2, of the BMC: the system runs on, and what is non-volatile stays. */
  reset(): void {
    this.bootOptions.reset();
    this.frontPanel.reset();
    this.identify.reset();
  }

  /** §28.8 wants it, for policy "previous". */
  restorePower(wasOn: boolean): void {
    this.#powerOn = wasOn;
  }

  snapshot() {
    return {
      powerOn: this.#powerOn,
      powerRestorePolicy: this.powerRestorePolicy,
      powerCycleIntervalSeconds: this.powerCycleIntervalSeconds,
      lastPowerEvent: this.lastPowerEvent,
      powerDownCause: this.#powerDownCause,
      restart: this.#restart,
      bootOptions: this.bootOptions.snapshot(),
      capabilities: this.capabilities.snapshot(),
      frontPanel: this.frontPanel.snapshot(),
      identify: this.identify.snapshot(),
      powerOnTime: this.powerOnTime.snapshot(),
    };
  }

  #start(cause: RestartCause, channel = 0): void {
    this.#powerOn = true;
    this.#onByCommand = false;
    this.powerOnTime.powerChanged(true);
    this.#restarted(cause, channel);
  }

  #stop(loss: PowerLoss | undefined): void {
    this.#powerOn = false;
    this.#powerLoss = loss;
    this.#powerDownCause = undefined;
    this.powerOnTime.powerChanged(false);
    this.bootOptions.progress.reset();
    this.#interrupted(this.#powerOn);
  }

  #restarted(cause: RestartCause, channel: number): void {
    this.#restart = { cause, channel };
    this.bootOptions.progress.reset();
    this.bootOptions.systemRestarted(cause);
    this.#interrupted(this.#powerOn);
  }

  #perform(action: HostAction): void {
    if (!this.#powerOn) throw new IpmiError(CompletionCode.NotInPresentState, "system power is off");
    if (this.#host.perform(action)) return;
    throw new IpmiError(CompletionCode.NotInPresentState, `no machine is connected that can do ${action}`);
  }
}
