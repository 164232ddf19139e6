/** The clock that stamps SEL records and changes of the SDR repository (IPMI §31.10–§31.11b, chapter 37). */
import type { Clock } from "../clock.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** Chapter 37: an unknown time. */
export const TIME_UNSPECIFIED = 0xffffffff;

/** §31.11a: an unknown UTC offset. */
export const UTC_OFFSET_UNSPECIFIED = 0x7ff;
const MAX_UTC_OFFSET = 1440;

const TIMESTAMPS = 2 ** 32;

/** The stored state. */
export interface TimeSetting {
  /** Seconds to add to the daemon's time of day. A step of that clock also steps this one, as with NTP. */
  readonly offsetSeconds: number;
  /** In minutes, or `UTC_OFFSET_UNSPECIFIED`. */
  readonly utcOffset: number;
}

export class TimestampClock {
  readonly #clock: Clock;
  #setting: TimeSetting = { offsetSeconds: 0, utcOffset: UTC_OFFSET_UNSPECIFIED };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The time in seconds since 1970. Software that sets a small number counts from there instead. */
  now(): number {
    const seconds = this.#daemonSeconds() + this.#setting.offsetSeconds;
    return ((seconds % TIMESTAMPS) + TIMESTAMPS) % TIMESTAMPS;
  }

  /**
   * Sets the time. Does not log a Timestamp Clock Synch event (§42.2, sensor type 12h, offset 05h): the software that
   * sets the clock sends that event. OpenBMC's ipmiStorageSetSelTime does not log one either.
   */
  set(seconds: number): void {
    this.#setting = { ...this.#setting, offsetSeconds: seconds - this.#daemonSeconds() };
  }

  /** Minutes that the time is ahead of UTC, or 7FFh. Only stored: it does not change the time. */
  get utcOffset(): number {
    return this.#setting.utcOffset;
  }

  /** Throws `IpmiError` CCh for a value that is neither -1440 to 1440 nor 7FFh. */
  set utcOffset(minutes: number) {
    if (Math.abs(minutes) > MAX_UTC_OFFSET && minutes !== UTC_OFFSET_UNSPECIFIED) {
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `the UTC offset is ${minutes}; expected -1440 to 1440, or 2047`,
      );
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
