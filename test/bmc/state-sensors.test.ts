/** Sensors that report the BMC's own state, and conditions of the chassis that sensors show. */
import { describe, expect, it } from "vitest";
import { starter } from "../../src/host/starter.ts";
import type { Machine } from "../../src/machine.ts";
import { ask, machine } from "../support/machine/machine.ts";

const DISCRETE = { number: 1, entity: { id: 0x07, instance: 1 } };

function withSensors(...sensors: readonly object[]): Machine {
  return machine({
    sel: { capacity: 8 },
    power: { start: "true" },
    sensors: sensors.map((sensor, index) => ({ ...DISCRETE, name: `S${index}`, ...sensor, number: index + 1 })),
  });
}

/** Sensor type, event direction and type, event data 1 of each record, as "10 6f 05". */
function events({ bmc }: Machine): string[] {
  const hex = (byte = 0) => byte.toString(16).padStart(2, "0");
  return bmc.sel.list.records().map((record) => `${hex(record[10])} ${hex(record[12])} ${hex(record[13])}`);
}

const addRecord = (to: Machine) => ask(to, "0a 44 00 00 c0 00 00 00 00 57 01 00 11 22 33 44 55 66");
const states = (to: Machine) => [...to.bmc.sensors.find(1, 0).states].sort();

describe("the event log's sensor, type 10h", () => {
  const log = {
    type: "event logging disabled",
    deassertionEvents: [],
    states: ["log cleared", "log full", "log almost full"],
  };

  it("is almost full at three quarters, and full by the event that takes the last place", () => {
    const to = withSensors(log);
    for (let added = 0; added < 5; added++) addRecord(to);
    expect(states(to)).toEqual([]);
    addRecord(to);
    expect(states(to)).toEqual([4, 5]);
    expect(events(to).slice(-2)).toEqual(["10 6f 05", "10 6f 04"]);
    expect(to.bmc.sel.free).toBe(0);
    expect(addRecord(to)).toBe("c4");
  });

  it("logs each clear as the first record of the empty log, and is no longer full", () => {
    const to = withSensors(log);
    for (let added = 0; added < 6; added++) addRecord(to);
    for (let clear = 0; clear < 2; clear++) {
      to.bmc.sel.clear(to.bmc.sel.reserve());
      expect(states(to)).toEqual([2]);
      expect(events(to)).toEqual(["10 6f 02"]);
    }
  });

  it("ignores undeclared states", () => {
    const to = withSensors({ ...log, states: ["log full"] });
    for (let added = 0; added < 7; added++) addRecord(to);
    expect(states(to)).toEqual([4]);
    to.bmc.sel.clear(to.bmc.sel.reserve());
    expect([states(to), events(to)]).toEqual([[], []]);
  });
});

describe("the ACPI power state's sensor, type 22h", () => {
  it("follows system power, and the state that the system reports", () => {
    const to = withSensors({ type: "ACPI power state", states: ["S0", "S3", "S5"], asserted: ["S0"] });
    to.host.prefer(starter(() => {}));
    const seen = (act: () => void) => {
      act();
      return [states(to), to.bmc.acpi.states.system];
    };
    expect(states(to)).toEqual([0]);
    expect(seen(() => ask(to, "06 06 83 00"))).toEqual([[3], 3]);
    expect(seen(() => to.bmc.acpi.systemInterrupted(false))).toEqual([[5], 5]);
    expect(seen(() => to.bmc.acpi.systemInterrupted(true))).toEqual([[0], 0]);
  });
});

describe("the buttons' sensor, type 14h", () => {
  it("reports the power and reset buttons that an operator pressed", () => {
    const to = withSensors({
      type: "button",
      deassertionEvents: [],
      states: ["power button pressed", "reset button pressed"],
    });
    to.host.perform = () => true;
    to.bmc.chassis.hardReset(2);
    to.bmc.chassis.powerDown(3);
    expect(events(to).filter((event) => event.startsWith("14"))).toEqual(["14 6f 02", "14 6f 00"]);
    expect(states(to)).toEqual([]);
  });
});

describe("§28.2 Get Chassis Status shows what sensors show", () => {
  const status = (to: Machine) => ask(to, "00 01").split(" ");

  it.each<[string, object, number, string, string]>([
    ["intrusion", { type: "physical security", states: ["chassis intrusion"] }, 0, "21", "41"],
    ["a drive fault", { type: "drive slot", states: ["drive presence", "drive fault"] }, 1, "21", "44"],
    ["a power supply that failed", { type: "power supply", states: ["failure detected"] }, 1, "29", "40"],
    ["a power supply without input", { type: "power supply", states: ["input lost"] }, 3, "29", "40"],
    ["a power unit that failed", { type: "power unit", states: ["failure detected"] }, 6, "29", "40"],
    ["fans that are not redundant", { type: "fan", readingType: 0x0b, states: [0, 1] }, 1, "21", "48"],
  ])("%s", (_title, sensor, state, power, miscellaneous) => {
    const to = withSensors(sensor);
    expect([status(to)[1], status(to)[3]]).toEqual(["21", "40"]);
    to.bmc.sensors.find(1, 0).setState(state, true);
    expect([status(to)[1], status(to)[3]]).toEqual([power, miscellaneous]);
    to.bmc.sensors.find(1, 0).setState(state, false);
    expect([status(to)[1], status(to)[3]]).toEqual(["21", "40"]);
  });

  it("a fan below its critical threshold, not one below its non-critical one", () => {
    const thresholds = { lowerNonCritical: 1000, lowerCritical: 500 };
    const to = withSensors({ type: "fan", units: "rpm", reading: 2000, maximum: 5000, thresholds });
    const fan = to.bmc.sensors.find(1, 0);
    fan.setValue(800);
    expect(status(to)[3]).toBe("40");
    fan.setValue(300);
    expect(status(to)[3]).toBe("48");
  });
});
