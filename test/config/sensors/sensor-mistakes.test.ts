/** Mistakes in the `sensors` section, and the message for each. */
import { describe, expect, it } from "vitest";
import { complaint, fileWith } from "../../support/config/config.ts";

/** A configuration whose sensor `A` is a temperature in C with the given settings. */
const yaml = (settings: string) => `sensors:\n  - { name: A, type: temperature, units: C, ${settings} }\n`;

describe("mistakes", () => {
  it.each<[string, string, string]>([
    [
      "units missing",
      "sensors:\n  - name: A\n    type: temperature\n    reading: 42\n",
      "bmc.yaml:2:5: sensors[0]: units is missing; expected units: C for this type, or units: none",
    ],
    [
      "a value in units of a sensor without",
      "sensors:\n  - name: A\n    type: otherUnits\n    reading: 42 W\n",
      "bmc.yaml:4:14: sensors[0].reading: the value is 42 W, but the sensor has no units; add units: W",
    ],
    [
      "other units",
      yaml("reading: 42 F"),
      "bmc.yaml:2:54: sensors[0].reading: the value is 42 F; expected a number in C, the sensor's unit",
    ],
    [
      "unknown units",
      yaml("reading: 42 Celsus"),
      'bmc.yaml:2:54: sensors[0].reading: there is no unit "Celsus"; did you mean celsius?',
    ],
    [
      "no value",
      yaml("reading: warm"),
      'bmc.yaml:2:54: sensors[0].reading is "warm"; expected a number in the sensor\'s units, with or without the unit ' +
        '(42.5 C), or a raw byte ("raw 0x80")',
    ],
    [
      "a threshold by both of its names",
      yaml("thresholds: { upperCritical: 85, upper critical: 95 }"),
      "bmc.yaml:2:94: sensors[0].thresholds.upper critical: upperCritical is set too; expected one of the two",
    ],
    [
      "a threshold that does not exist",
      yaml("thresholds: { upper crtical: 85 }"),
      "bmc.yaml:2:59: sensors[0].thresholds.upper crtical is not a setting; did you mean upperCritical?",
    ],
    [
      "a reading out of range",
      yaml("reading: 130, range: [-40, 125]"),
      "bmc.yaml:2:54: sensors[0].reading: 130 C is above its highest, 125 C; expected a value within the range, or a wider range",
    ],
    [
      "a range the wrong way round",
      yaml("range: [125, -40]"),
      "bmc.yaml:2:52: sensors[0].range: from 125 C to -40 C; expected the lowest value first, then a higher one",
    ],
    [
      "a range twice",
      yaml("range: [-40, 125], minimum: 0"),
      "bmc.yaml:2:73: sensors[0].minimum: range is set too; expected one of the two",
    ],
    [
      "what factors cannot show",
      yaml("reading: 300, m: 1"),
      "bmc.yaml:2:54: sensors[0].reading: 300 C cannot be shown; readings go from 0 C to 255 C. Leave out m, b and " +
        "their exponents to have fitting ones chosen",
    ],
    [
      "what factors that show one value only cannot show",
      yaml("reading: 5, m: 0, b: 4"),
      "bmc.yaml:2:54: sensors[0].reading: 5 C cannot be shown; readings go from 4 C to 4 C",
    ],
    [
      "a value that the function never returns",
      yaml("reading: 0, linearization: exp"),
      "bmc.yaml:2:54: sensors[0].reading: 0 C cannot be shown",
    ],
    [
      "a number that another sensor has",
      "sensors:\n  - { name: A, type: button, number: 4 }\n  - { name: B, type: button, number: 4 }\n",
      "bmc.yaml:3:38: sensors[1].number is 4; expected a number that no other sensor of the LUN has (0x03 is the " +
        "watchdog's); leave it out to have one assigned",
    ],
    [
      "the watchdog's number",
      yaml("number: 3"),
      "bmc.yaml:2:53: sensors[0].number is 3; expected a number that no other sensor of the LUN has (0x03 is the " +
        "watchdog's); leave it out to have one assigned",
    ],
    [
      "numbers that another sensor has, of sensors that share a record",
      "sensors:\n  - { name: A, type: button, number: 4 }\n  - { name: B, type: button, states: [0], number: 2, share: { count: 3 } }\n",
      "bmc.yaml:3:51: sensors[1].number is 2; expected a number that no other sensor of the LUN has, with the 2 after it",
    ],
    [
      "a full record that is shared",
      yaml("share: { count: 2 }"),
      "bmc.yaml:2:52: sensors[0].share: a full record describes one sensor; expected recordKind: compact, or no share",
    ],
    [
      "an unknown entity",
      yaml("entity: procesor 1"),
      'bmc.yaml:2:53: sensors[0].entity: there is no entity "procesor"; did you mean processor?',
    ],
    [
      "an unknown entity in a mapping",
      yaml("entity: { id: procesor }"),
      'bmc.yaml:2:59: sensors[0].entity.id: there is no entity "procesor"; did you mean processor?',
    ],
    [
      "a key that entities do not have",
      yaml("entity: { id: processor, instanze: 1 }"),
      "bmc.yaml:2:70: sensors[0].entity.instanze is not a setting; did you mean instance?",
    ],
    [
      "an instance that does not exist",
      yaml("entity: processor 128"),
      "bmc.yaml:2:53: sensors[0].entity: the instance is 128; expected one from 0 to 0x7f",
    ],
    [
      "an unknown type",
      "sensors:\n  - { name: A, type: temprature }\n",
      'bmc.yaml:2:22: sensors[0].type: there is no sensor type "temprature"; did you mean temperature?',
    ],
    [
      "a name that is too long",
      "sensors:\n  - { name: The processor's temperature, type: temperature }\n",
      'bmc.yaml:2:13: sensors[0].name is "The processor\'s temperature"; expected a name of 1 to 16 characters',
    ],
    [
      "a unit that IPMI has under another name",
      "sensors:\n  - { name: A, type: voltage, units: mV }\n",
      "bmc.yaml:2:38: sensors[0].units: IPMI has no unit mV; expected V, and values may still be in mV",
    ],
    [
      "an unknown state",
      "sensors:\n  - { name: A, type: powerSupply, states: [presence detected, failed detected] }\n",
      'bmc.yaml:2:63: sensors[0].states[1]: there is no state "failed detected"; did you mean failure detected?',
    ],
    [
      "a state of a kind that has no names",
      "sensors:\n  - { name: A, type: 0xc0, states: [broken] }\n",
      "bmc.yaml:2:37: sensors[0].states[0]: states of this kind of sensor have no names; expected an offset from 0 to 14",
    ],
    [
      "a reading of a sensor with states",
      "sensors:\n  - { name: A, type: button, states: [0], reading: 1 }\n",
      "bmc.yaml:2:52: sensors[0].reading: a sensor with states has no reading; expected asserted, a list of states, or a raw " +
        'byte ("raw 0x01")',
    ],
    [
      "a threshold to be set that it does not have",
      yaml("settableThresholds: [upperCritical]"),
      "bmc.yaml:2:5: sensors[0].thresholds: upperCritical is missing; expected a value, because a list names it as readable, settable or compared",
    ],
    [
      "a hysteresis that is more than there are counts",
      yaml("reading: 40, hysteresis: { positive: 300 }"),
      "bmc.yaml:2:82: sensors[0].hysteresis.positive: the difference is 300 C; expected from 0 to 255 C",
    ],
    [
      "a hysteresis in units of readings that are not evenly apart",
      yaml("linearization: exp, reading: 1, hysteresis: { positive: 1 }"),
      "bmc.yaml:2:101: sensors[0].hysteresis.positive: readings are not evenly spaced (linearization: exp); " +
        "expected counts, such as raw 2",
    ],
  ])("%s", (_title, text, says) => {
    expect(complaint(fileWith(text))).toContain(says);
  });
});
