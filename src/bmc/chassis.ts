/** The chassis: system power, and what is wrong with the box around it (IPMI chapter 28). */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import type { Host, HostAction } from "./host.ts";

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

export interface ChassisOptions {
  readonly powerOn: boolean;
  readonly powerRestorePolicy: PowerRestorePolicy;
  readonly conditions: readonly ChassisCondition[];
}

export class Chassis {
  readonly powerRestorePolicy: PowerRestorePolicy;
  readonly #conditions: ReadonlySet<ChassisCondition>;
  readonly #host: Host;
  #powerOn: boolean;

  constructor(options: ChassisOptions, host: Host) {
    this.powerRestorePolicy = options.powerRestorePolicy;
    this.#conditions = new Set(options.conditions);
    this.#powerOn = options.powerOn;
    this.#host = host;
  }

  get powerOn(): boolean {
    return this.#powerOn;
  }

  has(condition: ChassisCondition): boolean {
    return this.#conditions.has(condition);
  }

  /** The machine runs: it connected, or was reset. */
  machineStarted(): void {
    this.#powerOn = true;
  }

  powerDown(): void {
    if (!this.#powerOn) return;
    this.#perform("powerOff");
    this.#powerOn = false;
  }

  /** The VM protocol has no power-on: on is only granted to a machine that is on. */
  powerUp(): void {
    if (this.#powerOn) return;
    throw new IpmiError(CompletionCode.NotInPresentState, "the VM protocol cannot switch a machine on");
  }

  /** The VM protocol has no power cycle; a reset is the nearest thing that leaves the machine running. */
  powerCycle(): void {
    this.#perform("reset");
  }

  hardReset(): void {
    this.#perform("reset");
  }

  pulseDiagnosticInterrupt(): void {
    this.#perform("diagnosticInterrupt");
  }

  softShutdown(): void {
    this.#perform("softShutdown");
  }

  snapshot() {
    return { powerOn: this.#powerOn };
  }

  #perform(action: HostAction): void {
    if (!this.#powerOn) throw new IpmiError(CompletionCode.NotInPresentState, "system power is off");
    if (this.#host.perform(action)) return;
    throw new IpmiError(CompletionCode.NotInPresentState, `no machine is connected that can do ${action}`);
  }
}
