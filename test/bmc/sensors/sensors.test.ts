/** Sensors together: presence of entities (IPMI §36), the initialization agent (§33.21), discrete states. */
import { describe, expect, it } from "vitest";
import { loggedEvents } from "../../support/machine/logged-events.ts";
import { ask, machine } from "../../support/machine/machine.ts";
import { sensor } from "../../support/machine/sensor.ts";

const SLOT = { id: 0x0a, instance: 2 };
const SUPPLY = { number: 1, name: "PSU", type: "powerSupply", entity: SLOT, states: [0, 1], deassertionEvents: [] };
const TEMPERATURE = {
  number: 2,
  name: "T",
  type: "temperature",
  units: "C",
  entity: SLOT,
  thresholds: { upperCritical: 80 },
};
const ELSEWHERE = { ...TEMPERATURE, number: 4, entity: { ...SLOT, instance: 3 } };
const REGARDLESS = { ...TEMPERATURE, number: 5, ignoreIfEntityAbsent: false };

describe("presence of an entity", () => {
  it("makes the entity's other sensors available, and no sensors of other entities", () => {
    const to = machine({ sensors: [SUPPLY, TEMPERATURE, ELSEWHERE, REGARDLESS] });
    const available = () => to.bmc.sensors.at(0).map((each) => each.available);
    expect(available()).toEqual([true, true, false, true, true]);
    to.bmc.sensors.find(1, 0).setState(0, true);
    expect(available()).toEqual([true, true, true, true, true]);
    to.bmc.sensors.find(1, 0).setState(0, false);
    expect(available()).toEqual([true, true, false, true, true]);
  });
  it("raises no events for changes during its absence", () => {
    const to = machine({ sensors: [{ ...SUPPLY, asserted: [0] }, TEMPERATURE] });
    const [supply, temperature] = [to.bmc.sensors.find(1, 0), to.bmc.sensors.find(2, 0)];
    temperature.setReading(90);
    supply.setState(0, false);
    temperature.setReading(10);
    temperature.setReading(85);
    temperature.setReading(20);
    expect(loggedEvents(to)).toEqual(["01 02 01 59 5a 50"]);
    expect(ask(to, "04 2b 02")).toBe("00 e0 00 00 00 00");
    temperature.setReading(95);
    supply.setState(0, true);
    expect(loggedEvents(to).slice(1)).toEqual(["08 01 6f 00 ff ff", "01 02 01 59 5f 50"]);
  });
  it("follows any of its presence sensors", () => {
    const other = { ...SUPPLY, number: 6, type: "entityPresence", asserted: [0] };
    const to = machine({ sensors: [SUPPLY, other, TEMPERATURE] });
    expect(to.bmc.sensors.find(2, 0).available).toBe(true);
    to.bmc.sensors.find(6, 0).available = false;
    expect(to.bmc.sensors.find(2, 0).available).toBe(false);
  });
});

describe("availability", () => {
  it("keeps the flags of manual re-arm", () => {
    const { sensor: made, events } = sensor({ rearm: "manual", thresholds: { upperCritical: 80 } });
    made.setReading(90);
    made.available = false;
    made.available = true;
    expect(events()).toEqual(["+ 59 5a 50"]);
    expect([...made.events.assertion]).toEqual([9]);
  });
});

describe("a discrete sensor", () => {
  it("raises deassertions before assertions, and each change once", () => {
    const { sensor: made, events } = sensor({ states: [0, 1, 2], asserted: [0] });
    made.setStates(new Set([1, 2]));
    made.setStates(new Set([1, 2]));
    expect(events()).toEqual(["- 00 ff ff", "+ 01 ff ff", "+ 02 ff ff"]);
  });
  it("raises only the events it supports", () => {
    const { sensor: made, events } = sensor({ states: [0, 1], assertionEvents: [1], deassertionEvents: [0] });
    made.setStates(new Set([0, 1]));
    made.setStates(new Set());
    expect(events()).toEqual(["+ 01 ff ff", "- 00 ff ff"]);
  });
  it("with manual re-arm keeps both flags of a state that came and went", () => {
    const { sensor: made, events } = sensor({ states: [3], rearm: "manual" });
    for (const asserted of [true, false, true, false]) made.setState(3, asserted);
    expect(events()).toEqual(["+ 03 ff ff", "- 03 ff ff"]);
    expect([[...made.events.assertion], [...made.events.deassertion]]).toEqual([[3], [3]]);
    made.rearm({ assertion: new Set([3]), deassertion: new Set() });
    made.setState(3, true);
    made.setState(3, false);
    expect(events()).toEqual(["+ 03 ff ff"]);
  });
});

describe("§33.21 the initialization agent", () => {
  it("sets sensors as their records say", () => {
    const to = machine({ sensors: [{ ...TEMPERATURE, reading: 70, hysteresis: { positive: 4 } }] });
    ask(to, "04 26 02 10 00 00 00 00 32 00");
    ask(to, "04 24 02 ff 00 00");
    ask(to, "04 28 02 00");
    ask(to, "04 28 02 20 00 02");
    expect(ask(to, "0a 2c 01")).toBe("00 01");
    expect(ask(to, "04 27 02")).toBe("00 10 00 00 00 00 50 00");
    expect(ask(to, "04 25 02 ff")).toBe("00 04 00");
    expect(ask(to, "04 29 02")).toBe("00 c0 00 02 00 02");
  });
  it("sets all sensors of a shared record", () => {
    const to = machine({ sensors: [{ ...SUPPLY, number: 5, share: { count: 3 } }] });
    for (const number of ["05", "06", "07"]) ask(to, `04 28 ${number} 00`);
    expect(ask(to, "04 29 07")).toMatch(/^00 00/);
    expect(ask(to, "0a 2c 01")).toBe("00 01");
    for (const number of ["05", "06", "07"]) expect(ask(to, `04 29 ${number}`)).toMatch(/^00 c0/);
    expect(to.bmc.sdrs.records().filter((record) => record[7] === 5)).toHaveLength(1);
  });
  it("skips records without a sensor, and truncated ones", () => {
    const strangers = ["00 00 51 01 03 20 00 02", "00 00 51 02 03 82 00 02", "00 00 51 c0 00"];
    expect(ask(machine({ sensors: [TEMPERATURE], sdrs: strangers }), "0a 2c 01")).toBe("00 01");
  });
});
