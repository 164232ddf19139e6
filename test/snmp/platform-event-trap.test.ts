/** The Platform Event Trap, byte for byte. */
import { describe, expect, it } from "vitest";
import { buildPlatformEventTrap, type PlatformEventTrap } from "../../src/snmp/platform-event-trap.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const TRAP: PlatformEventTrap = {
  community: Buffer.from("public"),
  agentAddress: Uint8Array.of(192, 0, 2, 7),
  uptimeMs: 12_345,
  guid: hex("d3 6f a1 43 b9 16 5b e7 82 7d 96 f2 2d 13 00 50"),
  sequence: 2,
  localTimestamp: 0x366171ca,
  utcOffset: undefined,
  severity: 0x10,
  sensorType: 0x01,
  event: { type: 0x01, deassertion: false, offset: 9 },
  sensorDevice: 0x20,
  sensorNumber: 0x12,
  entity: { id: 3, instance: 1 },
  eventData: hex("59 61 5f"),
  manufacturer: 0x7ed9,
  product: 1,
  text: new Uint8Array(),
};

/** The variable's octets. */
function variableOf(trap: Partial<PlatformEventTrap>): string {
  const bytes = toHex(buildPlatformEventTrap({ ...TRAP, ...trap }));
  return bytes.slice(bytes.indexOf("d3 6f"));
}

describe("a trap", () => {
  it("of a temperature that goes above its upper critical threshold", () => {
    expect(toHex(buildPlatformEventTrap(TRAP))).toBe(
      [
        "30 6b 02 01 00 04 06 70 75 62 6c 69 63",
        "a4 5e 06 09 2b 06 01 04 01 98 6f 01 01 40 04 c0 00 02 07 02 01 06 02 03 01 01 09 43 02 04 d2",
        "30 3f 30 3d 06 0a 2b 06 01 04 01 98 6f 01 01 01 04 2f",
        "d3 6f a1 43 b9 16 5b e7 82 7d 96 f2 2d 13 00 50 00 02 36 61 71 ca ff ff 20 20 10 20 12 03 01",
        "59 61 5f 00 00 00 00 00 19 00 00 7e d9 00 01 c1",
      ].join(" "),
    );
  });
  it("of a deassertion has bit 7 of the offset set", () => {
    const trap = buildPlatformEventTrap({ ...TRAP, event: { type: 0x6f, deassertion: true, offset: 1 } });
    expect(toHex(trap)).toContain("02 03 01 6f 81 43");
  });
  it.each([
    [60, "00 3c"],
    [-60, "ff c4"],
    [undefined, "ff ff"],
  ])("with the UTC offset %s", (utcOffset, bytes) => {
    expect(variableOf({ utcOffset }).split(" ").slice(22, 24).join(" ")).toBe(bytes);
  });
  it.each([
    ["too hot", "c7 74 6f 6f 20 68 6f 74 c1"],
    ["x", "c2 78 20 c1"],
    ["", "c1"],
    ["x".repeat(64), `ff ${"78 ".repeat(63)}c1`],
  ])("with the text %j", (text, bytes) => {
    expect(
      variableOf({ text: Buffer.from(text) })
        .split("00 01 ")
        .at(-1),
    ).toBe(bytes);
  });
  it("of a BMC that runs longer than 497 days starts its time over", () => {
    expect(toHex(buildPlatformEventTrap({ ...TRAP, uptimeMs: 10 * 2 ** 32 + 50 }))).toContain("43 01 05 30 3f");
  });
});
