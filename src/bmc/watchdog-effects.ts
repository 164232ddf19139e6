/** What the watchdog timer does to the rest of the BMC (IPMI §27.1, §27.3, §27.4). */
import { bitfield, bits } from "../codec/bitfield.ts";
import { u8 } from "../codec/integer.ts";
import { encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import type { Chassis } from "./chassis/chassis.ts";
import { RestartCause } from "./chassis/restart-cause.ts";
import type { EventReceiver } from "./event-receiver.ts";
import type { Host } from "./host.ts";
import type { Messaging } from "./messaging.ts";
import type { PlatformEvent } from "./platform-event.ts";
import { PreTimeoutInterrupt, TimeoutAction, type WatchdogEffects, type WatchdogSettings } from "./watchdog.ts";

/** What the timer reaches. */
export interface WatchdogSurroundings {
  readonly chassis: Chassis;
  readonly messaging: Messaging;
  readonly events: EventReceiver;
}

/** The surroundings are looked at when something happens: the chassis is made after the timer that it stops. */
export function watchdogEffects(bmc: WatchdogSurroundings, host: Host, sensorNumber: number): WatchdogEffects {
  return {
    interrupt(interrupt) {
      if (interrupt === PreTimeoutInterrupt.Nmi) host.perform("diagnosticInterrupt");
      if (interrupt === PreTimeoutInterrupt.Messaging) bmc.messaging.watchdogPreTimeout = true;
    },
    act(action) {
      try {
        if (action === TimeoutAction.HardReset) bmc.chassis.hardReset(RestartCause.Watchdog);
        if (action === TimeoutAction.PowerDown) bmc.chassis.powerDown(RestartCause.Watchdog);
        if (action === TimeoutAction.PowerCycle) bmc.chassis.powerCycle(RestartCause.Watchdog);
      } catch (error) {
        // Nobody asked, so nobody is refused: the machine is off, or not connected.
        if (!(error instanceof IpmiError)) throw error;
      }
    },
    log: (what, settings) => bmc.events.receive(eventOf(what, settings, sensorNumber)),
    clearInterrupt() {
      bmc.messaging.watchdogPreTimeout = false;
    },
  };
}

/** Sensor type 23h, Watchdog 2 (table 42-3); offsets 00h to 03h are the actions' codes, 08h is the pre-timeout interrupt. */
const WATCHDOG_2 = 0x23;
const SENSOR_SPECIFIC = 0x6f;
const PRE_TIMEOUT = 0x08;
const EVENT_MESSAGE_REVISION = 0x04;
/** Slave address of the BMC, LUN 0. */
const BMC = 0x0020;

const eventData = struct({
  /** Byte 2 is 3 (an extension of the sensor's own), byte 3 is 0 (unspecified). */
  first: bitfield({ byte2: bits(7, 6), byte3: bits(5, 4), offset: bits(3, 0) }),
  second: bitfield({ interrupt: bits(7, 4), use: bits(3, 0) }),
  third: u8,
});

function eventOf(what: "expired" | "preTimeout", settings: WatchdogSettings, sensorNumber: number): PlatformEvent {
  const { action, interrupt, use } = settings;
  return {
    generatorId: BMC,
    evmRevision: EVENT_MESSAGE_REVISION,
    sensorType: WATCHDOG_2,
    sensorNumber,
    event: { deassertion: false, type: SENSOR_SPECIFIC },
    data: encode(eventData, {
      first: { byte2: 3, byte3: 0, offset: what === "expired" ? action : PRE_TIMEOUT },
      second: { interrupt, use },
      third: 0xff,
    }),
  };
}
