/** Sensor records, bytes both ways: IPMI §43.1–§43.4. */
import { describe, expect, it } from "vitest";
import { entityAssociationRecord } from "../../../src/bmc/records/entity-association.ts";
import { readingFactors } from "../../../src/bmc/records/reading-factors.ts";
import {
  compactSensorRecord,
  eventOnlySensorRecord,
  fullSensorRecord,
} from "../../../src/bmc/records/sensor-records.ts";
import { decode, encode, type Layout } from "../../../src/codec/layout.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";
import { sensor } from "../../support/machine/sensor.ts";

const HEADER_SIZE = 5;

/** Settings of sensor 30h, "Test", of type 0Bh; its record without the header. */
const RECORDS: readonly (readonly [string, Layout<unknown>, Readonly<Record<string, unknown>>, string])[] = [
  [
    "full, with all that there is",
    fullSensorRecord,
    {
      lun: 2,
      entity: { id: 0x0a, instance: 0x61, logical: true },
      ignoreIfEntityAbsent: false,
      rearm: "manual",
      format: "twos",
      units: { base: 0x04, modifier: "second", modifierOperation: "divide", rate: "hour", percentage: true },
      linearization: "inverse",
      m: -512,
      b: 511,
      bExponent: -8,
      rExponent: 7,
      tolerance: 63,
      accuracy: 1023,
      accuracyExponent: 3,
      direction: "output",
      nominal: "raw 1",
      normalMaximum: "raw 2",
      normalMinimum: "raw 3",
      maximum: "raw 4",
      minimum: "raw 5",
      thresholds: {
        lowerNonCritical: "raw 6",
        lowerCritical: "raw 7",
        lowerNonRecoverable: "raw 8",
        upperNonCritical: "raw 9",
        upperCritical: "raw 10",
        upperNonRecoverable: "raw 11",
      },
      settableThresholds: ["upperCritical"],
      hysteresis: { positive: "raw 12", negative: "raw 13", access: "fixed" },
      typeSettable: true,
      scanning: false,
    },
    "20 02 30 0a e1 f6 38 0b 01 95 7a 95 7a 3f 10 ab 04 16 07 00 bf ff 7f fe 78 07 01 02 03 04 05 0b 0a 09 08 07 06 " +
      "0c 0d 00 00 00 c4 54 65 73 74",
  ],
  [
    "full, two's complement without limits",
    fullSensorRecord,
    { format: "twos", eventControl: "none" },
    "20 00 30 07 01 c3 c3 0b 01 00 00 00 00 00 00 80 00 00 00 01 00 00 00 00 00 00 00 00 00 7f 80 00 00 00 00 00 00 " +
      "00 00 00 00 00 c4 54 65 73 74",
  ],
  [
    "compact",
    compactSensorRecord,
    { states: [0, 2], deassertionEvents: [], eventControl: "globalOnly", settable: false },
    "20 00 30 07 01 43 c2 0b 6f 05 00 00 00 05 00 c0 00 00 01 00 00 00 00 00 00 00 c4 54 65 73 74",
  ],
  [
    "compact, of three",
    compactSensorRecord,
    {
      states: [0],
      deassertionEvents: [],
      direction: "input",
      share: { count: 3, modifier: "alpha", offset: 1, instance: "increments" },
    },
    "20 00 30 07 01 e3 c0 0b 6f 01 00 00 00 01 00 c0 00 00 53 81 00 00 00 00 00 00 c4 54 65 73 74",
  ],
  [
    "event-only",
    eventOnlySensorRecord,
    { recordKind: "eventOnly", readingType: "digitalState", states: [1] },
    "20 00 30 07 01 0b 03 01 00 00 00 c4 54 65 73 74",
  ],
];

describe("§43.1–§43.3 records of sensors", () => {
  it.each(RECORDS)("%s", (_title, layout, settings, bytes) => {
    const { record } = sensor(settings).sensor;
    expect(toHex(record?.subarray(HEADER_SIZE) ?? hex(""))).toBe(bytes);
    expect(toHex(encode(layout, decode(layout, hex(bytes))))).toBe(bytes);
  });
});

describe("§43.1, bytes 25–30: factors", () => {
  it.each([
    { m: 1, tolerance: 0, b: 0, accuracy: 0, accuracyExponent: 0, rExponent: 0, bExponent: 0, direction: 0 },
    { m: 511, tolerance: 1, b: -512, accuracy: 64, accuracyExponent: 1, rExponent: -8, bExponent: 7, direction: 1 },
    { m: -1, tolerance: 63, b: -1, accuracy: 63, accuracyExponent: 2, rExponent: -1, bExponent: -1, direction: 2 },
    { m: 256, tolerance: 0, b: -256, accuracy: 1023, accuracyExponent: 3, rExponent: 7, bExponent: 0, direction: 3 },
  ])("decodes %o to the same value", (factors) => {
    expect(decode(readingFactors, encode(readingFactors, factors))).toEqual(factors);
  });
  it.each([512, -513, 1.5])("refuses M of %f", (m) => {
    const factors = decode(readingFactors, new Uint8Array(6));
    expect(() => encode(readingFactors, { ...factors, m })).toThrow("expected an integer");
  });
});

describe("§43.4 entity association record", () => {
  it("both ways", () => {
    const bytes = "17 01 e0 0a 01 0a 04 1d 01 1d 08";
    const value = decode(entityAssociationRecord, hex(bytes));
    expect(value).toEqual({
      containerId: 0x17,
      containerInstance: 1,
      flags: { ranges: true, linked: true, presenceAlwaysAccessible: true },
      first: { entityId: 0x0a, entityInstance: 1 },
      second: { entityId: 0x0a, entityInstance: 4 },
      third: { entityId: 0x1d, entityInstance: 1 },
      fourth: { entityId: 0x1d, entityInstance: 8 },
    });
    expect(toHex(encode(entityAssociationRecord, value))).toBe(bytes);
  });
});
