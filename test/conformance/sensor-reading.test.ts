/** Readings of sensors and their events: IPMI §35.10–§35.14, v2 §35.17. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { loggedEvents } from "../support/machine/logged-events.ts";
import { ask, machine } from "../support/machine/machine.ts";

const TEMPERATURE = {
  number: 0x30,
  name: "Temp",
  type: "temperature",
  units: "C",
  reading: 40,
  thresholds: { lowerCritical: 10, upperNonCritical: 80, upperCritical: 90 },
  hysteresis: { positive: 2, negative: 3 },
};
const SUPPLY = { number: 0x40, name: "PSU", type: "powerSupply", states: [0, 1, 14], asserted: [0], settable: true };
const QUIET = { ...SUPPLY, number: 0x41, eventControl: "entireSensor", settable: false };
const SILENT = { ...TEMPERATURE, number: 0x42, eventControl: "none" };
const SENSORS = { sensors: [TEMPERATURE, SUPPLY, QUIET, SILENT, { ...TEMPERATURE, lun: 3, reading: 99 }] };

describe("§35.14 Get Sensor Reading", () => {
  conforms(
    [
      ["threshold", "04 2d 30", "00 28 c0 c0"],
      ["discrete", "04 2d 40", "00 00 c0 01 80"],
      ["the watchdog's", "04 2d 03", "00 00 c0 00 80"],
      ["a sensor that does not exist", "04 2d 99", "cb"],
      ["the reserved number", "04 2d ff", "cb"],
      ["one byte short", "04 2d", "c7"],
      ["one byte long", "04 2d 30 00", "c7"],
    ],
    SENSORS,
  );
  it("gives a discrete sensor's byte, and states that are not in its record", () => {
    const own = { ...SUPPLY, reading: "raw 0x01", asserted: [0, 8, 14] };
    expect(ask(machine({ sensors: [own] }), "04 2d 40")).toBe("00 01 c0 01 c1");
  });

  it.each([
    [["upperCritical"], "d0"],
    [["lowerCritical", "upperNonCritical"], "c8"],
    [[], "c0"],
  ])("tells the comparison with %j alone", (comparedThresholds, comparison) => {
    const to = machine({ sensors: [{ ...TEMPERATURE, reading: 95, comparedThresholds }] });
    expect(ask(to, "04 2d 30")).toBe(`00 5f c0 ${comparison}`);
  });

  it("compares with thresholds in any order", () => {
    const thresholds = { lowerCritical: 50, upperNonCritical: 90, upperCritical: 50 };
    expect(ask(machine({ sensors: [{ ...TEMPERATURE, reading: 50, thresholds }] }), "04 2d 30")).toBe("00 32 c0 d2");
  });

  it.each([
    ["at a lower threshold", "0a", "c2"],
    ["above it", "0b", "c0"],
    ["at an upper one", "50", "c8"],
    ["below it", "4f", "c0"],
    ["at two", "5a", "d8"],
  ])("compares, without hysteresis: %s", (_title, reading, comparison) => {
    const to = machine(SENSORS);
    ask(to, "04 30 30 01 5f");
    ask(to, `04 30 30 01 ${reading}`);
    expect(ask(to, "04 2d 30")).toBe(`00 ${reading} c0 ${comparison}`);
  });
  it("gives the sensor of the requested LUN", () => {
    expect(ask(machine(SENSORS), "04 2d 30", 3)).toBe("00 63 c0 d8");
    expect(ask(machine(SENSORS), "04 2d 40", 3)).toBe("cb");
  });
  it("says that no reading is available", () => {
    const to = machine({ sensors: [{ ...TEMPERATURE, reading: 95, available: false }] });
    expect(ask(to, "04 2d 30")).toBe("00 5f e0 c0");
  });
  it("shows all fifteen states", () => {
    const to = machine(SENSORS);
    ask(to, "04 30 40 20 00 02 40");
    expect(ask(to, "04 2d 40")).toBe("00 00 c0 03 c0");
  });
});

describe("§35.10 Set Sensor Event Enable", () => {
  conforms(
    [
      ["scanning and messages", "04 28 30 c0", "00"],
      ["enable, all bytes", "04 28 30 d0 80 02 04 00", "00"],
      ["enable, fewer bytes", "04 28 30 d0 80", "00"],
      ["a change that does not exist", "04 28 30 f0 80", "cc"],
      ["single events of a sensor without enables for them", "04 28 41 d0 01", "cd"],
      ["messages of such a sensor", "04 28 41 40", "00"],
      ["messages of a sensor without any", "04 28 42 40", "cd"],
      ["a sensor that does not exist", "04 28 99 c0", "cb"],
      ["one byte short", "04 28 30", "c7"],
      ["one byte long", "04 28 30 d0 80 02 04 00 00", "c7"],
    ],
    SENSORS,
  );
  it("disabled, an event is not sent, but it has happened", () => {
    const to = machine(SENSORS);
    ask(to, "04 28 30 e0 80");
    ask(to, "04 30 30 01 5a");
    expect(loggedEvents(to)).toEqual(["01 30 01 59 5a 5a"]);
    expect(ask(to, "04 2b 30")).toBe("00 c0 80 02 00 00");
    ask(to, "04 28 30 d0 80");
    expect(loggedEvents(to)).toHaveLength(1);
  });
  it("with all messages disabled none is sent, and enables of single events stay", () => {
    const to = machine(SENSORS);
    ask(to, "04 28 30 40");
    ask(to, "04 30 30 01 5a");
    expect(loggedEvents(to)).toEqual([]);
    expect(ask(to, "04 29 30")).toBe("00 40 84 02 84 02");
  });
  it("without scanning nothing is seen until it is enabled again", () => {
    const to = machine(SENSORS);
    ask(to, "04 28 30 80");
    ask(to, "04 30 30 01 5a");
    expect(ask(to, "04 2d 30")).toBe("00 28 80 c0");
    expect(loggedEvents(to)).toEqual([]);
    ask(to, "04 28 30 c0");
    expect(ask(to, "04 2d 30")).toBe("00 5a c0 d8");
    expect(loggedEvents(to)).toEqual(["01 30 01 57 5a 50", "01 30 01 59 5a 5a"]);
  });
});

describe("§35.11 Get Sensor Event Enable", () => {
  conforms(
    [
      ["at power-up, the supported ones", "04 29 30", "00 c0 84 02 84 02"],
      ["discrete", "04 29 40", "00 c0 03 40 03 40"],
      ["without events", "04 29 42", "00 c0 00 00 00 00"],
      ["a sensor that does not exist", "04 29 99", "cb"],
      ["one byte short", "04 29", "c7"],
      ["one byte long", "04 29 30 00", "c7"],
    ],
    SENSORS,
  );
  conforms([["disabled ones", "04 29 30", "00 c0 04 02 84 00"]], SENSORS, (to) => ask(to, "04 28 30 e0 80 00 00 02"));
  conforms([["unsupported ones are ignored", "04 29 30", "00 c0 84 02 84 02"]], SENSORS, (to) =>
    ask(to, "04 28 30 d0 ff 7f ff 7f"),
  );
  conforms(
    [["at power-up as configured", "04 29 30", "00 00 84 02 84 02"]],
    { sensors: [{ ...TEMPERATURE, scanning: false, eventMessages: false }] },
    (to) => {
      ask(to, "04 28 30 c0");
      ask(to, "06 02");
    },
  );
});

describe("§35.12 Re-arm Sensor Events", () => {
  conforms(
    [
      ["all", "04 2a 30 00", "00"],
      ["some", "04 2a 30 80 80 00 00 02", "00"],
      ["a sensor that does not exist", "04 2a 99 00", "cb"],
      ["one byte short", "04 2a 30", "c7"],
      ["one byte long", "04 2a 30 80 80 00 00 02 00", "c7"],
    ],
    SENSORS,
  );
  it("sends what still holds once more: all, or those selected", () => {
    const to = machine({ sensors: [{ ...TEMPERATURE, reading: 95 }] });
    ask(to, "04 2a 30 80 80");
    expect(loggedEvents(to)).toEqual(["01 30 01 57 5f 50"]);
    ask(to, "04 2a 30 00");
    expect(loggedEvents(to).slice(1)).toEqual(["01 30 01 57 5f 50", "01 30 01 59 5f 5a"]);
  });
});

describe("§35.13 Get Sensor Event Status", () => {
  conforms(
    [
      ["nothing has happened", "04 2b 30", "00 c0 00 00 00 00"],
      ["states that are asserted", "04 2b 40", "00 c0 01 00 00 00"],
      ["a sensor that does not exist", "04 2b 99", "cb"],
      ["one byte short", "04 2b", "c7"],
      ["one byte long", "04 2b 30 00", "c7"],
    ],
    SENSORS,
  );
  it.each([
    ["auto", "00 c0 00 00 80 02"],
    ["manual", "00 c0 80 02 80 02"],
  ])("with %s re-arm, after an event came and went", (rearm, status) => {
    const to = machine({ sensors: [{ ...TEMPERATURE, rearm }] });
    ask(to, "04 30 30 01 5a");
    expect(ask(to, "04 2b 30")).toBe("00 c0 80 02 00 00");
    ask(to, "04 30 30 01 4d");
    expect(ask(to, "04 2b 30")).toBe(status);
    ask(to, "04 2a 30 00");
    expect(ask(to, "04 2b 30")).toBe("00 c0 00 00 00 00");
  });
});

describe("v2 §35.17 Set Sensor Reading And Event Status", () => {
  conforms(
    [
      ["nothing at all", "04 30 30 00 00", "00"],
      ["a reading", "04 30 30 01 32", "00"],
      ["a reading of a sensor that has none", "04 30 40 01 32", "80"],
      ["of a sensor that is not settable", "04 30 41 10 00 01 00", "80"],
      ["a state it does not have", "04 30 40 20 00 04 00", "80"],
      ["a reading operation that does not exist", "04 30 30 02 32", "cc"],
      ["event data without any", "04 30 40 60 00 02 00 00 00", "cc"],
      ["an event data operation that does not exist", "04 30 40 e0 00 02 00 00 00 01 02 03", "cc"],
      ["a sensor that does not exist", "04 30 99 01 32", "cb"],
      ["one byte short", "04 30 30 01", "c7"],
      ["one byte long", "04 30 40 60 00 02 00 00 00 01 02 03 04", "c7"],
      ["two bytes of event data", "04 30 40 60 00 02 00 00 00 01 02", "c7"],
    ],
    SENSORS,
  );
  it("states: written, set, cleared", () => {
    const to = machine(SENSORS);
    const states = () => ask(to, "04 2d 40").slice(9);
    ask(to, "04 30 40 20 00 02 00");
    expect(states()).toBe("03 80");
    ask(to, "04 30 40 10 00 00 40");
    expect(states()).toBe("00 c0");
    ask(to, "04 30 40 20 00 01 00");
    ask(to, "04 30 40 30 00 01 00");
    expect(states()).toBe("01 80");
    ask(to, "04 30 40 08 00 00 00 01 00");
    expect(states()).toBe("00 80");
    expect(loggedEvents(to)).toEqual([
      "08 40 6f 01 ff ff",
      "08 40 ef 00 ff ff",
      "08 40 ef 01 ff ff",
      "08 40 6f 0e ff ff",
      "08 40 6f 00 ff ff",
      "08 40 ef 0e ff ff",
      "08 40 ef 00 ff ff",
    ]);
  });
  it("the same again is no event", () => {
    const to = machine(SENSORS);
    ask(to, "04 30 40 20 00 02 00");
    ask(to, "04 30 40 20 00 02 00");
    expect(loggedEvents(to)).toHaveLength(1);
  });
  it("sends the event data that is given, all of it or but for the offset", () => {
    const to = machine(SENSORS);
    ask(to, "04 30 40 60 00 02 00 00 00 a5 12 34");
    ask(to, "04 30 40 a0 00 00 40 00 00 a5 12 34");
    expect(loggedEvents(to)).toEqual(["08 40 6f a5 12 34", "08 40 6f ae 12 34"]);
  });
  it("sets flags of a threshold's events at any reading", () => {
    const to = machine(SENSORS);
    ask(to, "04 30 30 20 00 00 02");
    expect(ask(to, "04 2b 30")).toBe("00 c0 00 02 00 00");
    expect(ask(to, "04 2d 30")).toBe("00 28 c0 c0");
    ask(to, "04 30 30 30 00 00 00");
    expect(ask(to, "04 2b 30")).toBe("00 c0 00 00 00 00");
    expect(loggedEvents(to)).toEqual(["01 30 01 59 28 5a"]);
  });
});
