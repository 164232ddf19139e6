/**
 * Panics of the machine's operating system, which QEMU reports when the guest has a pvpanic device: events of sensor type 20h,
 * OS Critical Stop (IPMI table 42-3). One panic is one event, however often the guest says it before the next restart.
 */
import type { Clock } from "../clock.ts";
import { ReadingType } from "../ipmi/reading-type.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import { Budget } from "./budget.ts";
import type { PlatformEvent } from "./platform-event.ts";

const OS_CRITICAL_STOP = 0x20;
export const RUN_TIME_STOP = 0x01;
/** The number of no sensor, for machines without one of this type. */
const SENSOR_NUMBER = 0xd5;
const UNSPECIFIED = 0xff;

/** Panics that are events: a guest can panic and restart many times a second. docs/threat-model.md has them. */
export const PANICS_AT_ONCE = 8;
export const PANICS_A_SECOND = 0.1;

export interface PanicDeps {
  readonly clock: Clock;
  /** Moves the sensors of type 20h. Returns false if there are none. */
  moveSensors(hasPanicked: boolean): boolean;
  raise(event: PlatformEvent): void;
}

export class GuestPanics {
  readonly #deps: PanicDeps;
  readonly #budget: Budget;
  #hasPanicked = false;

  constructor(deps: PanicDeps) {
    this.#deps = deps;
    this.#budget = new Budget(deps.clock, { atOnce: PANICS_AT_ONCE, aSecond: PANICS_A_SECOND });
  }

  /** QEMU reports that the guest has panicked. */
  reported(): void {
    if (this.#hasPanicked) return;
    this.#hasPanicked = true;
    if (!this.#budget.allows() || this.#deps.moveSensors(true)) return;
    this.#deps.raise({
      generatorId: BMC_ADDRESS,
      evmRevision: 0x04,
      sensorType: OS_CRITICAL_STOP,
      sensorNumber: SENSOR_NUMBER,
      event: { deassertion: false, type: ReadingType.sensorSpecific },
      data: Uint8Array.of(RUN_TIME_STOP, UNSPECIFIED, UNSPECIFIED),
    });
  }

  /** The system was reset, or its power was switched. */
  systemInterrupted(): void {
    if (!this.#hasPanicked) return;
    this.#hasPanicked = false;
    this.#deps.moveSensors(false);
  }

  snapshot() {
    return { hasPanicked: this.#hasPanicked };
  }
}
