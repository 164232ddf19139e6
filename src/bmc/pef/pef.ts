/** Platform event filtering (IPMI chapter 17): the BMC reacts to events as its filters say. */
import type { Clock } from "../../clock.ts";
import type { PefAlert } from "../alerts/alerting.ts";
import type { Chassis } from "../chassis/chassis.ts";
import type { PlatformEvent } from "../platform-event.ts";
import { matches, type PefActions } from "./event-filter.ts";
import { PefActionTaker } from "./pef-actions.ts";
import { PefConfiguration, type PefOptions } from "./pef-configuration.ts";
import { Postpone, PostponeTimer } from "./postpone-timer.ts";

/** §30.6: no record. */
export const NO_RECORD = 0xffff;
/** §30.6: the event was processed but not logged. */
const UNLOGGED = 0x0000;

/** The most events that wait for the postpone timer; §17.5 requires one. Later events are only in the SEL. */
export const MAX_PENDING = 64;

export interface Pending {
  readonly event: PlatformEvent;
  readonly recordId: number;
}

/** The parts of the BMC that PEF affects. `chassis` is a function because the chassis is created after PEF. */
export interface PefDeps {
  chassis(): Chassis;
  raise(event: PlatformEvent): void;
  /** PEF's alert action; the next two functions start and cancel the startup delay of alerts. */
  alert(alert: PefAlert): void;
  startAlertDelay(seconds: number): void;
  cancelDelayedAlerts(): void;
  /** The record ID of the last record in the SEL. */
  lastRecordId(): number | undefined;
  /** §17.4: false in manufacturing test mode and during an SDR update. */
  isAvailable(): boolean;
}

export class Pef {
  readonly configuration: PefConfiguration;
  readonly #deps: PefDeps;
  readonly #actions: PefActionTaker;
  readonly #postpone: PostponeTimer;
  #pending: readonly Pending[] = [];
  #lastProcessed = { software: NO_RECORD, bmc: NO_RECORD };
  /**
   * True while PEF raises an event of its own. That event is filtered but causes no other event; §30.4 would allow an
   * endless loop.
   */
  #telling = false;

  constructor(options: PefOptions, deps: PefDeps, clock: Clock) {
    this.configuration = new PefConfiguration(options, () => this.#configured());
    this.#deps = deps;
    this.#actions = new PefActionTaker(clock, deps.chassis, (event) => this.#tell(event));
    this.#postpone = new PostponeTimer(clock, () => this.#processPending());
  }

  get lastProcessed(): { readonly software: number; readonly bmc: number } {
    return this.#lastProcessed;
  }

  /** The remaining seconds of §30.2's countdown, or a value of `Postpone`. */
  get postponeCountdown(): number {
    return this.#postpone.countdown;
  }

  /** Takes a received event. `recordId` is undefined when it was not logged. */
  process(event: PlatformEvent, recordId: number = UNLOGGED): void {
    const waits = this.#isEnabled && this.#postpone.armed && !this.#telling;
    if (!waits) this.#process({ event, recordId });
    else if (this.#pending.length < MAX_PENDING) {
      this.#pending = [...this.#pending, { event, recordId }];
      this.#postpone.start();
    }
  }

  /** §30.2: gives system software 1 to 253 s, or sets a value of `Postpone`. */
  armPostpone(setting: number): void {
    this.#postpone.setting = setting;
    if (!this.#postpone.armed) this.#processPending();
    else if (this.#pending.length > 0) this.#postpone.start();
  }

  /** §30.5. PEF drops the pending events that software has processed. */
  setLastProcessed(by: "software" | "bmc", recordId: number): void {
    this.#lastProcessed = { ...this.#lastProcessed, [by]: recordId };
    if (by === "bmc") return;
    const index = this.#pending.findLastIndex((pending) => pending.recordId === recordId);
    this.#pending = recordId === this.#deps.lastRecordId() ? [] : this.#pending.slice(index + 1);
    if (this.#pending.length === 0) this.#postpone.stop();
  }

  selCleared(): void {
    this.#lastProcessed = { software: NO_RECORD, bmc: NO_RECORD };
  }

  /** Handles a reset of the system, or power that was switched on or off. */
  systemInterrupted(powerOn: boolean): void {
    this.configuration.systemInterrupted();
    const { control, startupDelaySeconds, alertStartupDelaySeconds } = this.configuration.values;
    const delays = powerOn && control.enabled;
    if (delays && control.startupDelay && startupDelaySeconds > 0) this.#actions.startDelay(startupDelaySeconds);
    if (delays && control.alertStartupDelay && alertStartupDelaySeconds > 0) {
      this.#deps.startAlertDelay(alertStartupDelaySeconds);
    }
    this.armPostpone(Postpone.Off);
  }

  /** Processes pending events, as after a restart of the BMC (§17.4.1). */
  reset(): void {
    this.configuration.reset();
    this.armPostpone(Postpone.Off);
  }

  snapshot() {
    return {
      configuration: this.configuration.snapshot(),
      actions: this.#actions.snapshot(),
      postpone: this.#postpone.snapshot(),
      pending: this.#pending,
      lastProcessed: this.#lastProcessed,
    };
  }

  get #isEnabled(): boolean {
    const { enabled } = this.configuration.values.control;
    return enabled && this.#postpone.setting !== Postpone.PefDisabled && this.#deps.isAvailable();
  }

  /** §17.4: disabling PEF drops the actions and events that still wait. */
  #configured(): void {
    if (this.configuration.values.control.enabled) return;
    this.#actions.cancel();
    this.#deps.cancelDelayedAlerts();
    this.#postpone.stop();
    this.#pending = [];
  }

  #processPending(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const each of pending) this.#process(each);
  }

  #process({ event, recordId }: Pending): void {
    this.#lastProcessed = { ...this.#lastProcessed, bmc: recordId };
    if (!this.#isEnabled) return;
    const { control, actions, filters } = this.configuration.values;
    const matching = filters.filter((filter) => matches(filter, event));
    if (matching.length === 0) return;
    const wanted = (action: keyof PefActions) => actions[action] && matching.some((filter) => filter.actions[action]);
    this.#actions.take(
      {
        powerDown: wanted("powerDown"),
        powerCycle: wanted("powerCycle"),
        reset: wanted("reset"),
        diagnosticInterrupt: wanted("diagnosticInterrupt"),
        alert: wanted("alert"),
      },
      control.actionEvents && !this.#telling,
    );
    if (wanted("alert")) this.#alert(event);
  }

  /** §17.7: the alert has the highest severity of the filters that matched. */
  #alert(event: PlatformEvent): void {
    const { filters } = this.configuration.values;
    const alerting = filters
      .map((filter, index) => ({ filter, number: index + 1 }))
      .filter(({ filter }) => filter.actions.alert && matches(filter, event));
    this.#deps.alert({
      event,
      severity: Math.max(...alerting.map(({ filter }) => filter.severity)),
      filters: alerting.map(({ filter, number }) => ({ number, policy: filter.policy.number })),
    });
  }

  #tell(event: PlatformEvent): void {
    this.#telling = true;
    try {
      this.#deps.raise(event);
    } finally {
      this.#telling = false;
    }
  }
}
