/** ipmi_sim_cmd(5): commands that add sensors and set their readings and events. */
import { THRESHOLDS } from "../../bmc/sensors/thresholds.ts";
import { ArgumentError, type Arguments } from "./arguments.ts";
import type { Access, SimController, SimSensor } from "./controller.ts";
import { pollOptions } from "./poll-options.ts";

const ACCESS = { none: 0, readable: 1, settable: 2, fixed: 3 } as const;
const CONTROL = { "per-state": 0, "entire-sensor": 1, global: 2, none: 3 } as const;
const EVENT_CONTROL = ["perEvent", "entireSensor", "globalOnly", "none"] as const;
const ENABLE = { enable: 1, disable: 0 } as const;
const SCANNING = { scanning: 1, "no-scanning": 0 } as const;
const MAX_LUN = 3;
const LAST_STATE = 14;
const MAX_NUMBER = 0xfe;

/** A command. Calls `note` with each part of it that cannot be converted. */
export type SensorCommand = (controller: SimController, args: Arguments, note: (text: string) => void) => void;

export const SENSOR_COMMANDS: Readonly<Record<string, SensorCommand>> = {
  sensor_add(controller, args, note) {
    const lun = args.number("a LUN", MAX_LUN);
    const number = args.number("a sensor number", MAX_NUMBER);
    if (controller.sensor(lun, number)) throw new ArgumentError(`sensor ${number} already exists`);
    const type = args.number("a sensor type");
    const readingType = args.number("an event/reading type", 0x7f);
    const options = args.rest();
    const poll = options.indexOf("poll");
    controller.add({
      ...{ number, lun, type, readingType },
      isEventOnly: options.includes("event-only"),
      source: poll < 0 ? undefined : pollOptions(options.slice(poll + 1), note),
      value: undefined,
      asserted: new Set(),
      thresholds: { access: "none", enabled: [], values: [] },
      hysteresis: { access: "none", positive: 0, negative: 0 },
      events: undefined,
    });
  },
  sensor_set_value(controller, args, note) {
    const sensor = sensorOf(controller, args);
    if (sensor.source) note("dropped: the sensor's file gives its reading");
    sensor.value = args.number("a value");
    args.number("whether to generate an event");
  },
  sensor_set_bit(controller, args) {
    const sensor = sensorOf(controller, args);
    const bit = args.number("a bit", LAST_STATE);
    if (args.number("a bit's value", 1) === 1) sensor.asserted.add(bit);
    else sensor.asserted.delete(bit);
    args.number("whether to generate an event");
  },
  /** Sets the bit to 1. The manual page has a value argument, but ipmi_sim does not read one (emu_cmd.c). */
  sensor_set_bit_clr_rest(controller, args) {
    const sensor = sensorOf(controller, args);
    sensor.asserted.clear();
    sensor.asserted.add(args.number("a bit", LAST_STATE));
    args.number("whether to generate an event");
  },
  sensor_set_hysteresis(controller, args) {
    const sensor = sensorOf(controller, args);
    const access = accessOf(args);
    sensor.hysteresis = { access, positive: args.number("a hysteresis"), negative: args.number("a hysteresis") };
  },
  sensor_set_threshold(controller, args) {
    const sensor = sensorOf(controller, args);
    const access = accessOf(args);
    const enabled = args.bits("thresholds").filter((place) => place < THRESHOLDS.length);
    const values = args.bytes("a threshold");
    if (values.length > THRESHOLDS.length)
      throw new ArgumentError(`expected ${THRESHOLDS.length} thresholds, got ${values.length}`);
    // The thresholds start at the highest position; missing ones are 0.
    const missing = Array.from({ length: THRESHOLDS.length - values.length }, () => 0);
    sensor.thresholds = { access, enabled, values: [...missing, ...values.toReversed()] };
  },
  sensor_set_event_support(controller, args, note) {
    const sensor = sensorOf(controller, args);
    const enabled = args.number("enable or disable", 0xff, ENABLE) !== 0;
    const scanning = args.number("scanning or no-scanning", 0xff, SCANNING) !== 0;
    const control = EVENT_CONTROL[args.number("the event support", 3, CONTROL)] ?? "perEvent";
    const [assertions, deassertions] = [args.bits("assertions"), args.bits("deassertions")];
    const enabledAtFirst = [args.bits("enabled assertions"), args.bits("enabled deassertions")];
    if (String(enabledAtFirst) !== String([assertions, deassertions])) {
      note("all events that are supported are enabled at first: which of them is no setting");
    }
    sensor.events = { enabled, scanning, control, assertions, deassertions };
  },
};

function sensorOf(controller: SimController, args: Arguments): SimSensor {
  const lun = args.number("a LUN", MAX_LUN);
  const number = args.number("a sensor number", MAX_NUMBER);
  const sensor = controller.sensor(lun, number);
  if (!sensor) throw new ArgumentError(`there is no sensor ${number} at LUN ${lun}`);
  return sensor;
}

function accessOf(args: Arguments): Access {
  const code = args.number("none, readable, settable or fixed", 3, ACCESS);
  return (Object.keys(ACCESS) as Access[]).find((access) => ACCESS[access] === code) ?? "none";
}
