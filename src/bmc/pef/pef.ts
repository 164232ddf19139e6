/** Platform event filtering (IPMI chapter 17): the BMC acts on events as its filters say. */
import type { Clock } from "../../clock.ts";
import type { Chassis } from "../chassis/chassis.ts";
import type { PlatformEvent } from "../platform-event.ts";
import { matches, type PefActions } from "./event-filter.ts";
import { PefActionTaker } from "./pef-actions.ts";
import { PefConfiguration, type PefOptions } from "./pef-configuration.ts";
import { Postpone, PostponeTimer } from "./postpone-timer.ts";

/** §30.6: no record. */
export const NO_RECORD = 0xffff;
/** §30.6: the event was processed, but is in no record. */
const UNLOGGED = 0x0000;

/** Events that wait for the postpone timer. What comes then is in the SEL alone: §17.5 asks for room for one. */
export const MAX_PENDING = 64;

export interface Pending {
  readonly event: PlatformEvent;
  readonly recordId: number;
}

/** What PEF reaches, looked at when something happens. */
export interface PefSurroundings {
  chassis(): Chassis;
  raise(event: PlatformEvent): void;
  /** Of the last record of the SEL. */
  lastRecordId(): number | undefined;
  /** §17.4: false in manufacturing test and while SDRs are updated. */
  isAvailable(): boolean;
}

export class Pef {
  readonly configuration: PefConfiguration;
  readonly #around: PefSurroundings;
  readonly #actions: PefActionTaker;
  readonly #postpone: PostponeTimer;
  #pending: readonly Pending[] = [];
  #lastProcessed = { software: NO_RECORD, bmc: NO_RECORD };
  /** An event of ours is under way: it is filtered, but makes no further event (§30.4 would let it go on for ever). */
  #telling = false;

  constructor(options: PefOptions, around: PefSurroundings, clock: Clock) {
    this.configuration = new PefConfiguration(options, () => this.#configured());
    this.#around = around;
    this.#actions = new PefActionTaker(clock, around.chassis, (event) => this.#tell(event));
    this.#postpone = new PostponeTimer(clock, () => this.#processPending());
  }

  get lastProcessed(): { readonly software: number; readonly bmc: number } {
    return this.#lastProcessed;
  }

  /** Seconds of §30.2's countdown, or a value of `Postpone`. */
  get postponeCountdown(): number {
    return this.#postpone.countdown;
  }

  /** An event was received; `recordId` is undefined when it was not logged. */
  process(event: PlatformEvent, recordId: number = UNLOGGED): void {
    const waits = this.#isEnabled && this.#postpone.armed && !this.#telling;
    if (!waits) this.#process({ event, recordId });
    else if (this.#pending.length < MAX_PENDING) {
      this.#pending = [...this.#pending, { event, recordId }];
      this.#postpone.start();
    }
  }

  /** §30.2: 1 to 253 s for system software, or a value of `Postpone`. */
  armPostpone(setting: number): void {
    this.#postpone.setting = setting;
    if (!this.#postpone.armed) this.#processPending();
    else if (this.#pending.length > 0) this.#postpone.start();
  }

  /** §30.5. What software has processed up to there is not PEF's any more. */
  setLastProcessed(by: "software" | "bmc", recordId: number): void {
    this.#lastProcessed = { ...this.#lastProcessed, [by]: recordId };
    if (by === "bmc") return;
    const index = this.#pending.findLastIndex((pending) => pending.recordId === recordId);
    this.#pending = recordId === this.#around.lastRecordId() ? [] : this.#pending.slice(index + 1);
    if (this.#pending.length === 0) this.#postpone.stop();
  }

  selCleared(): void {
    this.#lastProcessed = { software: NO_RECORD, bmc: NO_RECORD };
  }

  /** The system was reset, or its power came or went. */
  systemInterrupted(powerOn: boolean): void {
    this.configuration.systemInterrupted();
    const { control, startupDelaySeconds } = this.configuration.values;
    const delays = powerOn && control.enabled && control.startupDelay && startupDelaySeconds > 0;
    if (delays) this.#actions.startDelay(startupDelaySeconds);
    this.armPostpone(Postpone.Off);
  }

  /** Events that still wait are processed, as after a restart of the BMC (§17.4.1). */
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
    return enabled && this.#postpone.setting !== Postpone.PefDisabled && this.#around.isAvailable();
  }

  /** §17.4: disabled, PEF forgets what it was about to do. */
  #configured(): void {
    if (this.configuration.values.control.enabled) return;
    this.#actions.cancel();
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
  }

  #tell(event: PlatformEvent): void {
    this.#telling = true;
    try {
      this.#around.raise(event);
    } finally {
      this.#telling = false;
    }
  }
}
