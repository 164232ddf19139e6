/** The chassis: system power, its last changes, and chassis conditions (IPMI chapter 28). */
import type { Clock, Timer } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import type { Host, HostAction } from "../host.ts";
import type { BootDevice } from "./boot-device.ts";
import { BootOptions } from "./boot-options.ts";
import { Capabilities, type CapabilitiesOptions } from "./capabilities.ts";
import { type Button, FrontPanel } from "./front-panel.ts";
import { Identify } from "./identify.ts";
import { PowerOnTime } from "./power-on-time.ts";
import { PowerRestore, type PowerRestorePolicy } from "./power-restore.ts";
import { ReportedResets } from "./reported-resets.ts";
import { RestartCause } from "./restart-cause.ts";

/** Conditions of §28.2, set by configuration or shown by sensors. */
export type ChassisCondition =
  | "powerOverload"
  | "interlock"
  | "powerFault"
  | "powerControlFault"
  | "intrusion"
  | "frontPanelLockout"
  | "driveFault"
  | "coolingFault";

/** §28.2: causes of an unwanted power loss. */
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

/** §28.3: power is off for at least one second during a power cycle. */
const LEAST_OFF_SECONDS = 1;

/** Causes of the start that a starting BMC assumes (§28.8). */
const AT_OWN_START: readonly RestartCause[] = [
  RestartCause.PolicyAlwaysOn,
  RestartCause.PolicyPrevious,
  RestartCause.Unknown,
];

/** The parts of the BMC around the chassis. */
export interface ChassisEffects {
  /** Called when the system was reset, or its power was switched on or off. */
  interrupted(powerOn: boolean): void;
  /** Called when the system starts or restarts; not for the start that the BMC assumes at its own. */
  restarted(): void;
  /** Called when an operator pressed a button of the front panel. */
  pressed(button: "power" | "reset"): void;
  /** Whether a sensor shows the condition. */
  senses(condition: ChassisCondition): boolean;
}

export class Chassis {
  readonly bootOptions: BootOptions;
  readonly capabilities: Capabilities;
  readonly frontPanel: FrontPanel;
  readonly identify: Identify;
  readonly powerOnTime: PowerOnTime;
  /** Non-volatile (§28.8). */
  powerRestorePolicy: PowerRestorePolicy;
  /** 0 to 255; non-volatile (§28.9). Unused when a reset replaces the power cycle. */
  powerCycleIntervalSeconds = 0;
  readonly #conditions: ReadonlySet<ChassisCondition>;
  readonly #host: Host;
  readonly #clock: Clock;
  readonly #effects: ChassisEffects;
  /** Before `mainsReturned`: whether power was on when mains power failed. */
  #powerOn: boolean;
  readonly #restore = new PowerRestore();
  #onByCommand = false;
  #powerLoss: PowerLoss | undefined;
  #powerDownCause: RestartCause | undefined;
  #restart: { readonly cause: RestartCause; readonly channel: number } = { cause: RestartCause.Unknown, channel: 0 };
  /** Runs while power is off during a power cycle. */
  #cycling: Timer | undefined;
  readonly #resets: ReportedResets;

  constructor(options: ChassisOptions, host: Host, clock: Clock, effects: ChassisEffects) {
    this.bootOptions = new BootOptions(clock, (kept) => host.keepBootDevice(kept));
    this.#resets = new ReportedResets(clock);
    this.capabilities = new Capabilities(options.capabilities);
    this.frontPanel = new FrontPanel(options.lockableButtons);
    this.identify = new Identify(clock, (light) => host.identify(light));
    this.powerOnTime = new PowerOnTime(clock, options.powerOnHours);
    this.powerRestorePolicy = options.powerRestorePolicy;
    this.#conditions = new Set(options.conditions);
    this.#host = host;
    this.#clock = clock;
    this.#effects = effects;
    this.#powerOn = options.powerOn;
  }

  /** Applies the power restore policy. Called at start, because a starting BMC has just got mains power. */
  mainsReturned(): void {
    const cause = this.#restore.causeAtStart(this.powerRestorePolicy, this.#powerOn);
    this.#powerOn = false;
    if (cause !== undefined) this.#start(cause);
    else this.#effects.interrupted(false);
  }

  /**
   * The machine turns out to be off after the BMC's start. Starts it if the power restore policy wants it on; without a
   * stored state, `previous` does not. Returns whether it was started.
   */
  restore(): boolean {
    if (!this.#restore.isDue || !this.#powerOn) return false;
    return this.#host.perform("powerOn", this.bootOptions.deviceAfter(this.#restart.cause));
  }

  get powerOn(): boolean {
    return this.#powerOn;
  }

  /** §28.2, byte 3: how power was last switched on, and how it was last lost. */
  get lastPowerEvent() {
    return { onByCommand: this.#onByCommand, loss: this.#powerLoss };
  }

  /** The cause of the system's last start or restart, and the channel that requested it (0 for none). */
  get restart(): { readonly cause: RestartCause; readonly channel: number } {
    return this.#restart;
  }

  has(condition: ChassisCondition): boolean {
    return this.#conditions.has(condition) || this.#effects.senses(condition);
  }

  /**
   * QEMU reports that the machine runs. A machine that was off was switched on at the machine, since no command of ours
   * did it.
   */
  machineStarted(): void {
    if (!this.#powerOn) this.#start(RestartCause.PowerButton);
  }

  /** QEMU reports that the machine ended without a command of ours. */
  machineEnded(): void {
    if (this.#powerOn) this.#stop(undefined);
  }

  /** An action that was under way has failed: the machine is as it was before. */
  actionFailed(action: HostAction): void {
    if (action === "powerOn") this.machineEnded();
    if (action !== "powerOff" || this.#powerOn) return;
    this.#cycling?.cancel();
    this.#cycling = undefined;
    this.#powerOn = true;
    this.powerOnTime.powerChanged(true);
    this.#effects.interrupted(true);
  }

  machineReset(count = 1): void {
    const resetter = this.#resets.told(count);
    if (resetter === "bmc") return;
    if (this.#powerOn && resetter === "firmware") this.#effects.interrupted(true);
    else if (this.#powerOn) this.#restarted(RestartCause.SoftReset, 0);
    // While power is off for a cycle, this is a late report of an earlier reset.
    else if (!this.cycling) this.machineStarted();
  }

  /** A start of ours includes a reset, which QEMU is about to report. */
  resetAtStart(): void {
    this.#resets.sent();
  }

  /** Handles an unwanted power loss. */
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
    if (cause === RestartCause.PowerButton) this.#effects.pressed("power");
  }

  /** Whether power is off for a moment and will return by itself. */
  get cycling(): boolean {
    return this.#cycling !== undefined;
  }

  /** Throws `IpmiError` D5h when nothing can start the machine: the VM protocol has no power-on. */
  powerUp(cause: RestartCause, channel = 0): void {
    this.#cycling?.cancel();
    this.#cycling = undefined;
    if (this.#powerOn) return;
    if (!this.#host.perform("powerOn", this.bootOptions.deviceAfter(cause))) {
      throw new IpmiError(CompletionCode.NotInPresentState, this.#host.refusal("powerOn"));
    }
    this.#start(cause, channel);
    this.#onByCommand = cause === RestartCause.ChassisControl;
  }

  /** Resets the machine instead when nothing can start it: a reset is the closest action that leaves it running. */
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

  /** `channel`: the channel of the command, or 0. */
  hardReset(cause: RestartCause, channel = 0): void {
    this.#perform("reset", this.bootOptions.deviceAfter(cause));
    this.#resets.sent();
    this.#restarted(cause, channel);
    if (cause === RestartCause.ResetButton) this.#effects.pressed("reset");
  }

  pulseDiagnosticInterrupt(): void {
    this.#perform("diagnosticInterrupt");
  }

  softShutdown(): void {
    this.#perform("softShutdown");
  }

  /** §20.2: resets the BMC's volatile state. The system keeps running. */
  reset(): void {
    this.bootOptions.reset();
    this.frontPanel.reset();
    this.identify.reset();
  }

  /** Restores the stored power state, which policy "previous" returns to (§28.8). */
  restorePower(wasOn: boolean): void {
    this.#powerOn = wasOn;
    this.#restore.stored();
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
    this.#effects.interrupted(this.#powerOn);
  }

  #restarted(cause: RestartCause, channel: number): void {
    this.#restart = { cause, channel };
    if (!AT_OWN_START.includes(cause)) this.#effects.restarted();
    this.bootOptions.progress.reset();
    this.bootOptions.systemRestarted(cause, this.#host.choosesBootDevice);
    this.#effects.interrupted(this.#powerOn);
  }

  #perform(action: HostAction, boot?: BootDevice): void {
    if (!this.#powerOn)
      throw new IpmiError(CompletionCode.NotInPresentState, "system power is off; switch it on first");
    if (this.#host.perform(action, boot)) return;
    throw new IpmiError(CompletionCode.NotInPresentState, this.#host.refusal(action));
  }
}
