/** Records that a controller has of itself, its devices and entities: IPMI §43.4, §43.5, §43.7–§43.9. */
import { describe, expect, it } from "vitest";
import { genericDeviceLocator } from "../../../src/bmc/records/device-locators.ts";
import {
  deviceRelativeEntityAssociationRecord,
  entityAssociationRecord,
} from "../../../src/bmc/records/entity-association.ts";
import { decode, encode, type Layout } from "../../../src/codec/layout.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";
import { machine } from "../../support/machine/machine.ts";

const HEADER_SIZE = 5;

/** The records of a type as the settings make them, without their headers. */
function records(type: number, settings: object): readonly string[] {
  const all = machine({ ...settings }).bmc.sdrs.records();
  return all.filter((record) => record[3] === type).map((record) => toHex(record.subarray(HEADER_SIZE)));
}

const association = (container: string, contains: readonly string[], more = {}) => ({
  entityAssociations: [{ container, contains, ...more }],
});

describe("entity associations", () => {
  it.each<[string, object, number, Layout<unknown>, string[]]>([
    [
      "a list, §43.4",
      association("power unit 1", ["power supply 1", "power supply 2"]),
      0x08,
      entityAssociationRecord,
      ["13 01 00 0a 01 0a 02 00 00 00 00"],
    ],
    [
      "ranges where one of them is, §43.4",
      association("system board 1", ["processor 1-4", "dimm 1"], { presenceAlwaysAccessible: true }),
      0x08,
      entityAssociationRecord,
      ["07 01 a0 03 01 03 04 20 01 20 01"],
    ],
    [
      "in linked records where there are more, §43.4",
      association("system chassis 1", ["fan 1", "fan 2", "fan 3", "fan 4", "fan 6"]),
      0x08,
      entityAssociationRecord,
      ["17 01 40 1d 01 1d 02 1d 03 1d 04", "17 01 40 1d 06 00 00 00 00 00 00"],
    ],
    [
      "of instances relative to the controller, §43.5",
      association("processor 0x60", ["dimm 0x60-0x67", "battery 1"]),
      0x09,
      deviceRelativeEntityAssociationRecord,
      ["03 60 20 00 80 20 00 20 60 20 00 20 67 00 00 28 01 00 00 28 01 00 00 00 00 00 00"],
    ],
  ])("%s", (_title, settings, type, layout, expected) => {
    expect(records(type, settings)).toEqual(expected);
    for (const bytes of expected) expect(toHex(encode(layout, decode(layout, hex(bytes))))).toBe(bytes);
  });
});

describe("device locators", () => {
  it("§43.7: a device on a private bus, with every field", () => {
    const device = { name: "LM75", address: 0x90, addresses: 4, lun: 2, bus: 3, channel: 9, type: 3, modifier: 1 };
    const bytes = "20 91 33 03 00 03 01 03 02 55 c4 4c 4d 37 35";
    expect(records(0x10, { deviceLocators: [{ ...device, entity: "processor 2", oem: 0x55 }] })).toEqual([bytes]);
    expect(toHex(encode(genericDeviceLocator, decode(genericDeviceLocator, hex(bytes))))).toBe(bytes);
  });
  it("§43.7: a device on the IPMB", () => {
    expect(records(0x10, { deviceLocators: [{ name: "EE", address: 0xa0, controller: 0, type: 8 }] })).toEqual([
      "00 a0 00 00 00 08 00 07 01 00 c2 45 45",
    ]);
  });
  it("§43.9: the controller, by default and as configured", () => {
    expect(records(0x12, { name: "vm0" })).toEqual(["20 00 00 bf 00 00 00 07 01 00 c3 76 6d 30"]);
    const locator = { name: "BMC", entity: "management firmware", notify: ["systemPower"], alwaysPresent: true };
    expect(records(0x12, { locator: { ...locator, entity: "system management module 2" } })).toEqual([
      "20 00 a0 bf 00 00 00 06 02 00 c3 42 4d 43",
    ]);
  });
  it("the BMC's repository has the locators of satellites", () => {
    const satellite = { address: 0x82, name: "blade", locator: { entity: "processing blade 1" } };
    expect(records(0x12, { satellites: [satellite] })[1]).toMatch(/^82 00 00 bf 00 00 00 29 01 00 c5/);
  });
});
