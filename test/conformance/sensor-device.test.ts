/** Sensor device commands, except those of events and readings: IPMI §35.2–§35.9, §35.15–§35.16. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { loggedEvents } from "../support/machine/logged-events.ts";
import { ask, machine } from "../support/machine/machine.ts";

const TEMPERATURE = {
  number: 0x30,
  name: "CPU Temp",
  type: "temperature",
  entity: { id: 3 },
  units: { base: "degreesC" },
  reading: 40,
  thresholds: { lowerNonCritical: 10, upperNonCritical: 80, upperCritical: 90 },
  hysteresis: { positive: 2, negative: 3 },
};
const FIXED = {
  number: 0x31,
  name: "Fixed",
  type: "voltage",
  units: "V",
  thresholds: { lowerCritical: 20, upperCritical: 200 },
  readableThresholds: [],
  settableThresholds: [],
  hysteresis: { access: "fixed" },
};
const SOME = {
  number: 0x32,
  name: "Some",
  type: 0x04,
  units: "rpm",
  thresholds: { lowerCritical: 20, lowerNonRecoverable: 10 },
  readableThresholds: ["lowerCritical"],
  settableThresholds: ["lowerCritical"],
  hysteresis: { access: "readable" },
};
const DOOR = { number: 0x40, name: "Door", type: "physicalSecurity", states: [0, 4] };
const ON_LUN_1 = { ...DOOR, lun: 1, name: "Other door", typeSettable: true };
const SENSORS = { sensors: [TEMPERATURE, FIXED, SOME, DOOR, ON_LUN_1] };

/** Record 2 of LUN 0, after the watchdog's. */
const TEMPERATURE_RECORD =
  "02 00 51 01 33 20 00 30 03 01 fb e8 01 01 81 12 81 32 19 19 00 01 00 00 01 00 00 00 00 00 00 00 00 00 ff 00 " +
  "00 5a 50 00 00 0a 02 03 00 00 00 c8 43 50 55 20 54 65 6d 70";

describe("§35.2 Get Device SDR Info", () => {
  conforms(
    [
      ["sensors of LUN 0, unless asked", "04 20", "00 05 03"],
      ["sensors of LUN 0", "04 20 00", "00 05 03"],
      ["SDRs of all LUNs", "04 20 01", "00 06 03"],
      ["one byte long", "04 20 00 00", "c7"],
    ],
    SENSORS,
  );
  conforms([["the watchdog's sensor alone", "04 20", "00 01 01"]]);
  it("counts the sensors of the LUN that is asked", () => {
    expect(ask(machine(SENSORS), "04 20", 1)).toBe("00 01 03");
    expect(ask(machine(SENSORS), "04 20", 2)).toBe("00 00 03");
  });
});

describe("§35.3 Get Device SDR", () => {
  conforms(
    [
      ["the first", "04 21 00 00 00 00 00 08", "00 02 00 01 00 51 02 23 20 00 03"],
      ["all of one", "04 21 00 00 02 00 00 ff", `00 03 00 ${TEMPERATURE_RECORD}`],
      ["the last", "04 21 00 00 ff ff 00 02", "00 ff ff 05 00"],
      ["a record that does not exist", "04 21 00 00 06 00 00 ff", "cb"],
      ["an offset without reservation", "04 21 00 00 01 00 01 ff", "c5"],
      ["more than there is", "04 21 00 00 02 00 00 fe", "ca"],
      ["one byte short", "04 21 00 00 00 00 00", "c7"],
      ["one byte long", "04 21 00 00 00 00 00 ff 00", "c7"],
    ],
    SENSORS,
  );
  it("reads in pieces with a reservation", () => {
    const to = machine(SENSORS);
    const id = ask(to, "04 22").slice(3);
    expect(ask(to, `04 21 ${id} 02 00 2f ff`)).toBe("00 03 00 c8 43 50 55 20 54 65 6d 70");
    expect(ask(to, `04 21 ${id} 02 00 ff ff`)).toBe("c9");
    ask(to, "04 22");
    expect(ask(to, `04 21 ${id} 02 00 2f ff`)).toBe("c5");
  });
  it("has other records at other LUNs", () => {
    const to = machine(SENSORS);
    expect(ask(to, "04 21 00 00 00 00 00 08", 1)).toBe("00 ff ff 01 00 51 02 25 20 01 40");
    expect(ask(to, "04 21 00 00 00 00 00 08", 3)).toBe("cb");
  });
});

describe("§35.4 Reserve Device SDR Repository", () => {
  conforms([
    ["the first", "04 22", "00 01 00"],
    ["one byte long", "04 22 00", "c7"],
  ]);
  it("ends with a cold reset", () => {
    const to = machine();
    ask(to, "04 22");
    ask(to, "06 02");
    expect(ask(to, "04 21 01 00 01 00 01 ff")).toBe("c5");
  });
});

describe("§35.5 Get Sensor Reading Factors", () => {
  const factors = { m: -5, b: 300, bExponent: -2, rExponent: 3, tolerance: 33, accuracy: 1000, accuracyExponent: 2 };
  const linear = { ...TEMPERATURE, ...factors, direction: "input" };
  const factorTable = [
    { reading: 20, m: 2 },
    { reading: 100, m: 3, b: -1 },
    { reading: 200, m: 4 },
  ];
  conforms(
    [
      ["of a linear sensor, at any reading", "04 23 30 47", "00 47 fb e1 2c 68 f8 3e"],
      ["a discrete sensor has none", "04 23 40 00", "cd"],
      ["a sensor that does not exist", "04 23 99 00", "cb"],
      ["one byte short", "04 23 30", "c7"],
      ["one byte long", "04 23 30 00 00", "c7"],
    ],
    { sensors: [linear, DOOR] },
  );
  conforms(
    [
      ["at a reading of the table, with the next one", "04 23 30 64", "00 c8 03 00 ff c0 00 00"],
      ["at the last, with the first", "04 23 30 c8", "00 14 04 00 00 00 00 00"],
      ["at any other, the nearest and where it is", "04 23 30 46", "00 64 03 00 ff c0 00 00"],
    ],
    { sensors: [{ ...TEMPERATURE, linearization: "nonLinear", factorTable, hysteresis: {} }] },
  );
});

describe("§35.6 Set Sensor Hysteresis", () => {
  conforms(
    [
      ["both", "04 24 30 ff 05 06", "00"],
      ["of a sensor whose hysteresis is only readable", "04 24 32 ff 05 06", "cd"],
      ["of a sensor without", "04 24 40 ff 05 06", "cd"],
      ["of a sensor that does not exist", "04 24 99 ff 05 06", "cb"],
      ["one byte short", "04 24 30 ff 05", "c7"],
      ["one byte long", "04 24 30 ff 05 06 00", "c7"],
    ],
    SENSORS,
  );
});

describe("§35.7 Get Sensor Hysteresis", () => {
  conforms(
    [
      ["both", "04 25 30 ff", "00 02 03"],
      ["readable alone", "04 25 32 ff", "00 00 00"],
      ["fixed and unreadable", "04 25 31 ff", "cd"],
      ["of a discrete sensor", "04 25 40 ff", "cd"],
      ["of a sensor that does not exist", "04 25 99 ff", "cb"],
      ["one byte short", "04 25 30", "c7"],
      ["one byte long", "04 25 30 ff 00", "c7"],
    ],
    SENSORS,
  );
  conforms([["what was set", "04 25 30 ff", "00 05 06"]], SENSORS, (to) => ask(to, "04 24 30 ff 05 06"));
  conforms([["the record's after a cold reset", "04 25 30 ff", "00 02 03"]], SENSORS, (to) => {
    ask(to, "04 24 30 ff 05 06");
    ask(to, "06 02");
  });
});

describe("§35.8 Set Sensor Thresholds", () => {
  conforms(
    [
      ["all it has", "04 26 30 19 01 02 03 04 05 06", "00"],
      ["none", "04 26 30 00 01 02 03 04 05 06", "00"],
      ["reserved bits are ignored", "04 26 30 c8 01 02 03 04 05 06", "00"],
      ["one it does not have", "04 26 30 20 01 02 03 04 05 06", "cc"],
      ["one that it has and that cannot be set", "04 26 32 04 01 02 03 04 05 06", "cc"],
      ["of a sensor whose thresholds are fixed", "04 26 31 02 01 02 03 04 05 06", "cd"],
      ["of a discrete sensor", "04 26 40 01 01 02 03 04 05 06", "cd"],
      ["of a sensor that does not exist", "04 26 99 01 01 02 03 04 05 06", "cb"],
      ["one byte short", "04 26 30 01 01 02 03 04 05", "c7"],
      ["one byte long", "04 26 30 01 01 02 03 04 05 06 00", "c7"],
    ],
    SENSORS,
  );
  it("sets none when one cannot be", () => {
    const to = machine(SENSORS);
    ask(to, "04 26 30 28 01 02 03 04 05 06");
    expect(ask(to, "04 27 30")).toBe("00 19 0a 00 00 50 5a 00");
  });
  it("a reading that is past it at once raises the event", () => {
    const to = machine(SENSORS);
    ask(to, "04 26 30 08 00 00 00 1e 00 00");
    expect(loggedEvents(to)).toEqual(["01 30 01 57 28 1e"]);
  });
});

describe("§35.9 Get Sensor Thresholds", () => {
  conforms(
    [
      ["those there are", "04 27 30", "00 19 0a 00 00 50 5a 00"],
      ["fixed ones that cannot be read", "04 27 31", "00 00 00 00 00 00 00 00"],
      ["one of two", "04 27 32", "00 02 00 14 00 00 00 00"],
      ["of a discrete sensor", "04 27 40", "cd"],
      ["of a sensor that does not exist", "04 27 99", "cb"],
      ["one byte short", "04 27", "c7"],
      ["one byte long", "04 27 30 00", "c7"],
    ],
    SENSORS,
  );
  conforms(
    [["the thresholds that were set, and the others unchanged", "04 27 30", "00 19 0a 00 00 50 2a 00"]],
    SENSORS,
    (to) => ask(to, "04 26 30 10 00 00 00 00 2a 00"),
  );
});

describe("§35.15 Set Sensor Type", () => {
  it("where it can be set", () => {
    const to = machine(SENSORS);
    expect(ask(to, "04 2e 40 07 83", 1)).toBe("00");
    expect(ask(to, "04 2f 40", 1)).toBe("00 07 03");
    ask(to, "04 30 40 20 00 10 00", 1);
    expect(loggedEvents(to)).toEqual(["07 40 03 04 ff ff"]);
    expect(ask(to, "04 2e 40 07 01", 1)).toBe("cc");
  });
  conforms(
    [
      ["where it is fixed", "04 2e 30 02 01", "cd"],
      ["of a sensor that does not exist", "04 2e 99 02 01", "cb"],
      ["one byte short", "04 2e 30 02", "c7"],
      ["one byte long", "04 2e 30 02 01 00", "c7"],
    ],
    SENSORS,
  );
});

describe("§35.16 Get Sensor Type", () => {
  conforms(
    [
      ["threshold", "04 2f 30", "00 01 01"],
      ["discrete", "04 2f 40", "00 05 6f"],
      ["of a sensor that does not exist", "04 2f 99", "cb"],
      ["one byte short", "04 2f", "c7"],
      ["one byte long", "04 2f 30 00", "c7"],
    ],
    SENSORS,
  );
});
