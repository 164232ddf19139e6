/** The clock that stamps SEL records and changes of the SDR repository (IPMI §31.10–§31.11b, chapter 37). */
import type { Clock } from "../clock.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** Chapter 37: no time, or none known. */
export const TIME_UNSPECIFIED = 0xffffffff;

/** §31.11a: minutes. */
export const UTC_OFFSET_UNSPECIFIED = 0x7ff;
const MAX_UTC_OFFSET = 1440;

const TIMESTAMPS = 2 ** 32;

/** What outlives the process. */
export interface TimeSetting {
  /** From the daemon's time of day to ours; a step of that one is a step of ours, as with a clock kept by NTP. */
  readonly offsetSeconds: number;
  /** Minutes, or `UTC_OFFSET_UNSPECIFIED`. */
  readonly utcOffset: number;
}

export class TimestampClock {
  readonly #clock: Clock;
  #setting: TimeSetting = { offsetSeconds: 0, utcOffset: UTC_OFFSET_UNSPECIFIED };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds since 1970; after a Set command with a small number, seconds since then plus that. */
  now(): number {
    const seconds = this.#daemonSeconds() + this.#setting.offsetSeconds;
    return ((seconds % TIMESTAMPS) + TIMESTAMPS) % TIMESTAMPS;
  }

  /**
   * The SEL gets no Timestamp Clock Synch event from it (§42.2, sensor type 12h, offset 05h): that event is for whoever
   * sets the clock to send, and OpenBMC's ipmiStorageSetSelTime logs none either.
   */
  set(seconds: number): void {
    this.#setting = { ...this.#setting, offsetSeconds: seconds - this.#daemonSeconds() };
  }

  /** Minutes that our time is ahead of UTC, or 7FFh. It is told, and changes nothing. */
  get utcOffset(): number {
    return this.#setting.utcOffset;
  }

  /** CCh for what is neither -1440 to 1440 nor 7FFh. */
  set utcOffset(minutes: number) {
    if (Math.abs(minutes) > MAX_UTC_OFFSET && minutes !== UTC_OFFSET_UNSPECIFIED) {
      throw new IpmiError(CompletionCode.InvalidDataField, `UTC offset ${minutes}, expected -1440 to 1440 or 2047`);
    }
    this.#setting = { ...this.#setting, utcOffset: minutes };
  }

  /** Another object after each change. */
  save(): TimeSetting {
    return this.#setting;
  }

  restore(setting: TimeSetting): void {
    this.#setting = setting;
  }

  snapshot() {
    return this.#setting;
  }

  #daemonSeconds(): number {
    return Math.floor(this.#clock.epochMs() / 1000);
  }
}
