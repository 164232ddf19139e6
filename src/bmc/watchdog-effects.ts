/** Effects of the watchdog timer on the rest of the BMC (IPMI §27.1, §27.3, §27.4). */
import { bitfield, bits } from "../codec/bitfield.ts";
import { u8 } from "../codec/integer.ts";
import { encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { IpmiError } from "../ipmi/completion-code.ts";
import type { Chassis } from "./chassis/chassis.ts";
import { RestartCause } from "./chassis/restart-cause.ts";
import type { Host } from "./host.ts";
import type { Messaging } from "./messaging.ts";
import { eventDataFirst } from "./platform-event.ts";
import type { Sensor } from "./sensors/sensor.ts";
import type { Sensors } from "./sensors/sensors.ts";
import { WATCHDOG_TYPE } from "./sensors/watchdog-sensor.ts";
import { PreTimeoutInterrupt, TimeoutAction, type WatchdogEffects, type WatchdogSettings } from "./watchdog.ts";

/** The parts of the BMC that the timer affects. */
export interface WatchdogDeps {
  readonly chassis: Chassis;
  readonly messaging: Messaging;
  readonly sensors: Sensors;
}

/**
 * Connects the timer to the BMC. Reads `bmc.chassis` only when something happens, because the chassis is created after
 * the timer.
 */
export function watchdogEffects(bmc: WatchdogDeps, host: Host): WatchdogEffects {
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
        // No requester waits for a refusal here: the machine is off or not connected.
        if (!(error instanceof IpmiError)) throw error;
      }
    },
    log(what, settings) {
      const sensor = bmc.sensors.all.find(({ definition }) => definition.type === WATCHDOG_TYPE);
      if (sensor) tell(sensor, what, settings);
    },
    clearInterrupt() {
      bmc.messaging.watchdogPreTimeout = false;
    },
  };
}

/**
 * Offset of the pre-timeout interrupt. The offsets of the timeout actions are their codes (table 42-3, sensor type
 * 23h).
 */
const PRE_TIMEOUT = 0x08;

const eventData = struct({
  first: eventDataFirst,
  second: bitfield({ interrupt: bits(7, 4), use: bits(3, 0) }),
  third: u8,
});
/** Byte 2 is a sensor-specific extension. */
const EXTENSION = 3;

/** Sets the sensor's state to the last thing that happened. Each one causes an event. */
function tell(sensor: Sensor, what: "expired" | "preTimeout", { action, interrupt, use }: WatchdogSettings): void {
  sensor.setStates(new Set());
  sensor.setState(what === "expired" ? action : PRE_TIMEOUT, true, (offset) =>
    encode(eventData, {
      first: { byte2: EXTENSION, byte3: 0, offset },
      second: { interrupt, use },
      third: 0xff,
    }),
  );
}
