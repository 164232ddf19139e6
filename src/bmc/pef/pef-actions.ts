/** PEF's actions on events (IPMI §17.6) and their timing: power actions wait while the system starts (§17.4). */

import type { Clock, Timer } from "../../clock.ts";
import { u8 } from "../../codec/integer.ts";
import { encode } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { IpmiError } from "../../ipmi/completion-code.ts";
import { ReadingType } from "../../ipmi/reading-type.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import type { Chassis } from "../chassis/chassis.ts";
import { RestartCause } from "../chassis/restart-cause.ts";
import { eventDataFirst, type PlatformEvent } from "../platform-event.ts";
import { type PefActions, pefActions } from "./event-filter.ts";

/** Exclusive actions in the order of their priority (table 17-1). Only the first requested one is performed. */
const EXCLUSIVE = ["powerDown", "powerCycle", "reset", "diagnosticInterrupt"] as const;
type Exclusive = (typeof EXCLUSIVE)[number];

const NONE: PefActions = {
  powerDown: false,
  powerCycle: false,
  reset: false,
  diagnosticInterrupt: false,
  alert: false,
};

export class PefActionTaker {
  readonly #clock: Clock;
  readonly #chassis: () => Chassis;
  readonly #raise: (event: PlatformEvent) => void;
  #delayed: { readonly action: Exclusive; readonly tell: boolean } | undefined;
  #delay: Timer | undefined;

  constructor(clock: Clock, chassis: () => Chassis, raise: (event: PlatformEvent) => void) {
    this.#clock = clock;
    this.#chassis = chassis;
    this.#raise = raise;
  }

  /** Performs the requested actions. With `tell`, each one also causes an event. The caller sends the alerts. */
  take(actions: PefActions, tell: boolean): void {
    const action = EXCLUSIVE.find((each) => actions[each]);
    if (tell && actions.alert) this.#tell("alert");
    if (!action) return;
    if (action !== "diagnosticInterrupt" && this.#delay) this.#postpone(action, tell);
    else this.#do(action, tell);
  }

  /** Called after a start or reset of the system: power actions wait for `seconds`. */
  startDelay(seconds: number): void {
    this.#delay?.cancel();
    this.#delay = this.#clock.after(seconds * 1000, () => {
      const delayed = this.#delayed;
      this.cancel();
      if (delayed) this.#do(delayed.action, delayed.tell);
    });
  }

  /** Drops the waiting action, because PEF was disabled. */
  cancel(): void {
    this.#delay?.cancel();
    this.#delay = undefined;
    this.#delayed = undefined;
  }

  snapshot() {
    return { delayed: this.#delayed, waiting: this.#delay !== undefined };
  }

  #postpone(action: Exclusive, tell: boolean): void {
    const waiting = this.#delayed && EXCLUSIVE.indexOf(this.#delayed.action) <= EXCLUSIVE.indexOf(action);
    if (!waiting) this.#delayed = { action, tell };
  }

  #do(action: Exclusive, tell: boolean): void {
    if (tell) this.#tell(action);
    const chassis = this.#chassis();
    try {
      if (action === "powerDown") chassis.powerDown(RestartCause.PefReset);
      if (action === "powerCycle") chassis.powerCycle(RestartCause.PefPowerCycle);
      if (action === "reset") chassis.hardReset(RestartCause.PefReset);
      if (action === "diagnosticInterrupt") chassis.pulseDiagnosticInterrupt();
    } catch (error) {
      // No requester waits for a refusal here: the machine is off or not connected.
      if (!(error instanceof IpmiError)) throw error;
    }
  }

  #tell(action: keyof PefActions): void {
    this.#raise(actionEvent({ ...NONE, [action]: true }));
  }
}

/** Table 42-3, sensor type 12h, System Event: PEF is about to act. The second byte holds the actions. */
const SYSTEM_EVENT = 0x12;
const PEF_ACTION = 0x04;
const SENSOR_NUMBER = 0xd3;
const eventData = struct({ first: eventDataFirst, actions: pefActions, third: u8 });
/** Byte 2 is a sensor-specific extension. */
const EXTENSION = 3;

function actionEvent(actions: PefActions): PlatformEvent {
  return {
    generatorId: BMC_ADDRESS,
    evmRevision: 0x04,
    sensorType: SYSTEM_EVENT,
    sensorNumber: SENSOR_NUMBER,
    event: { deassertion: false, type: ReadingType.sensorSpecific },
    data: encode(eventData, { first: { byte2: EXTENSION, byte3: 0, offset: PEF_ACTION }, actions, third: 0xff }),
  };
}
