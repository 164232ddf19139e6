/** Records of the SEL and states in words: §32.1–§32.3, §42.1, §42.2. */
import { describe, expect, test } from "vitest";
import { selRecordInWords } from "../../../src/control/words/sel-record.ts";
import { SENSOR_TYPES, sensorTypeName } from "../../../src/ipmi/words/sensor-types.ts";
import { stateName, stateOffset } from "../../../src/ipmi/words/states.ts";
import { hex } from "../../support/bytes/hex.ts";
import { machine } from "../../support/machine/machine.ts";

const { bmc } = machine({
  sensors: [
    {
      number: 0x30,
      name: "CPU Temp",
      type: "temperature",
      units: { base: "degreesC" },
      thresholds: { upperCritical: 95 },
    },
    { number: 0x31, name: "PSU", type: "powerSupply", states: [0, 1] },
  ],
});

const words = (record: string) => {
  const { bytes: _, ...rest } = selRecordInWords(hex(record), (_generator, number) =>
    bmc.sensors.at(0).find(({ definition }) => definition.number === number),
  );
  return rest;
};

describe("a record", () => {
  test.each<[string, string, object]>([
    [
      "of a threshold, with the reading",
      "0100 02 87650100 2000 04 01 30 01 59 61 5f",
      {
        ...{
          id: 1,
          type: 2,
          timestamp: 0x0001_6587,
          sensor: "CPU Temp",
          sensorNumber: 0x30,
          sensorType: "Temperature",
        },
        ...{ event: "Upper Critical going high", direction: "asserted", reading: 97, threshold: 95, unit: "C" },
      },
    ],
    [
      "that is over",
      "0200 02 87650100 2000 04 01 30 81 59 28 5f",
      {
        ...{
          id: 2,
          type: 2,
          timestamp: 0x0001_6587,
          sensor: "CPU Temp",
          sensorNumber: 0x30,
          sensorType: "Temperature",
        },
        ...{ event: "Upper Critical going high", direction: "deasserted", reading: 40, threshold: 95, unit: "C" },
      },
    ],
    [
      "without event data 2 and 3",
      "0300 02 87650100 2000 04 01 30 01 09 ff ff",
      {
        ...{
          id: 3,
          type: 2,
          timestamp: 0x0001_6587,
          sensor: "CPU Temp",
          sensorNumber: 0x30,
          sensorType: "Temperature",
        },
        ...{
          event: "Upper Critical going high",
          direction: "asserted",
          reading: undefined,
          threshold: undefined,
          unit: "C",
        },
      },
    ],
    [
      "of a sensor-specific state",
      "0400 02 87650100 2000 04 08 31 6f 01 ff ff",
      {
        ...{ id: 4, type: 2, timestamp: 0x0001_6587, sensor: "PSU", sensorNumber: 0x31, sensorType: "Power Supply" },
        ...{ event: "Failure detected", direction: "asserted" },
      },
    ],
    [
      "of software's own sensor, in a state without a name",
      "0500 02 87650100 4100 04 c1 77 6f 05 ff ff",
      {
        ...{ id: 5, type: 2, timestamp: 0x0001_6587, sensor: undefined, sensorNumber: 0x77, sensorType: "OEM C1h" },
        ...{ event: "State 5", direction: "asserted" },
      },
    ],
    [
      "of a maker, with a time",
      "0600 c0 87650100 571701 112233445566",
      { id: 6, type: 0xc0, timestamp: 0x0001_6587, event: "OEM record 57 17 01 11 22 33 44 55 66" },
    ],
    [
      "of a maker, without",
      "0700 e0 00112233445566778899aabbcc",
      { id: 7, type: 0xe0, timestamp: undefined, event: "OEM record 00 11 22 33 44 55 66 77 88 99 aa bb cc" },
    ],
    [
      "of a reserved type",
      "0800 03 00000000 112233445566778899",
      { id: 8, type: 3, timestamp: 0, event: "record of a type that is reserved 11 22 33 44 55 66 77 88 99" },
    ],
  ])("%s", (_, record, expected) => {
    expect(words(record)).toEqual(expected);
  });
});

test("§42.2: sensor types by their codes, up to the last", () => {
  expect(SENSOR_TYPES).toHaveLength(0x2d);
  expect([0x01, 0x0c, 0x12, 0x1d, 0x23, 0x25, 0x2a, 0x2c, 0x2d, 0xc0].map(sensorTypeName)).toEqual([
    ...["Temperature", "Memory", "System Event", "System Boot Initiated", "Watchdog2", "Entity Presence"],
    ...["Session Audit", "FRU State", "Reserved 2Dh", "OEM C0h"],
  ]);
});

describe("§42.1, §42.2: a state", () => {
  const drive = { type: 0x0d, readingType: 0x6f };
  test("has a name", () => {
    expect(stateName(drive, 1)).toBe("Drive Fault");
    expect(stateName({ type: 0x0d, readingType: 0x0b }, 1)).toBe("Redundancy Lost");
    expect(stateName({ type: 0x23, readingType: 0x6f }, 8)).toBe("Timer interrupt");
    expect(stateName(drive, 14)).toBe("State 14");
  });
  test.each<[string | number, number | undefined]>([
    [1, 1],
    ["1", 1],
    ["Drive Fault", 1],
    ["drive-fault", 1],
    ["drive falt", undefined],
  ])("%s is offset %s", (state, offset) => expect(stateOffset(drive, state)).toBe(offset));
});
