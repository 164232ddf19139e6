/** The sensor that reports the watchdog timer: sensor type 23h, Watchdog 2 (IPMI table 42-3). */
import type { SensorOptions } from "./options.ts";

/** Watchdog 2. A sensor of this type in the configuration replaces this one. */
export const WATCHDOG_TYPE = 0x23;

/** Default watchdog sensor. Offsets 00h to 03h are the codes of timeout actions, 08h is the pre-timeout interrupt. */
export const watchdogSensor: SensorOptions = {
  number: 0x03,
  lun: 0,
  name: "Watchdog",
  type: WATCHDOG_TYPE,
  entity: { id: 0x07, instance: 1, logical: false },
  ignoreIfEntityAbsent: false,
  units: { base: 0, modifier: 0, modifierOperation: "none", rate: "none", percentage: false },
  linearization: "linear",
  factors: { m: 1, tolerance: 0, b: 0, accuracy: 0, accuracyExponent: 0, rExponent: 0, bExponent: 0, direction: 0 },
  factorTable: [],
  range: {},
  thresholds: {},
  hysteresis: { positive: 0, negative: 0 },
  states: [0, 1, 2, 3, 8],
  deassertionEvents: [],
  eventControl: "perEvent",
  rearm: "auto",
  settable: false,
  typeSettable: false,
  initial: { reading: 0, states: [], available: true, scanning: true, eventMessages: true },
};
