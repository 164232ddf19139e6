/**
 * The power restore policy at the BMC's start (IPMI §28.8). A starting BMC treats mains power as just returned.
 */
import { RestartCause } from "./restart-cause.ts";

export type PowerRestorePolicy = "alwaysOff" | "previous" | "alwaysOn" | "unknown";

/** The restart cause when the policy switches power on; undefined when power stays off. */
const CAUSES: Readonly<Record<PowerRestorePolicy, RestartCause | undefined>> = {
  alwaysOff: undefined,
  previous: RestartCause.PolicyPrevious,
  alwaysOn: RestartCause.PolicyAlwaysOn,
  unknown: RestartCause.Unknown,
};

export class PowerRestore {
  #isStored = false;
  #isDue = false;

  /** The state before the start is known from the store, not from the configuration's default. */
  stored(): void {
    this.#isStored = true;
  }

  /** Returns the cause with which power is on after the start; undefined: it is off. */
  causeAtStart(policy: PowerRestorePolicy, wasOn: boolean): RestartCause | undefined {
    const cause = wasOn || policy === "alwaysOn" ? CAUSES[policy] : undefined;
    this.#isDue = cause !== undefined && (this.#isStored || policy === "alwaysOn");
    return cause;
  }

  /** Whether the policy starts a machine that turns out to be off after the start. True at most once. */
  get isDue(): boolean {
    const isDue = this.#isDue;
    this.#isDue = false;
    return isDue;
  }
}
