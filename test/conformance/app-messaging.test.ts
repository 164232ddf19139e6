/** BMC messaging support commands, IPMI chapter 22. */
import { describe, expect, it } from "vitest";
import { hex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

const EVENT = "34 12 02 00 00 00 00 20 00 04 01 30 01 57 20 18";

describe("§22.1 Set BMC Global Enables", () => {
  conforms([
    ["all that there is", "06 2e ef", "00"],
    ["one byte short", "06 2e", "c7"],
    ["one byte long", "06 2e 08 00", "c7"],
  ]);
});

describe("§22.2 Get BMC Global Enables", () => {
  conforms([
    ["event logging is on after power-up", "06 2f", "00 08"],
    ["one byte long", "06 2f 00", "c7"],
  ]);
  it.each([0x01, 0x02, 0x04, 0x08, 0x20, 0x40, 0x80])("keeps bit %i", (bit) => {
    const bmc = machine();
    const byte = bit.toString(16).padStart(2, "0");
    ask(bmc, `06 2e ${byte}`);
    expect(ask(bmc, "06 2f")).toBe(`00 ${byte}`);
  });
  conforms([["the reserved bit is not kept", "06 2f", "00 00"]], {}, (bmc) => ask(bmc, "06 2e 10"));
});

describe("§22.3 Clear Message Flags", () => {
  conforms([
    ["the first request of Linux", "06 30 08", "00"],
    ["one byte short", "06 30", "c7"],
    ["one byte long", "06 30 02 00", "c7"],
  ]);
  it("empties the event message buffer with its flag", () => {
    const bmc = machine();
    ask(bmc, "06 2e 04");
    bmc.bmc.messaging.putEvent(hex(EVENT));
    ask(bmc, "06 30 02");
    expect(ask(bmc, "06 31")).toBe("00 00");
    expect(ask(bmc, "06 35")).toBe("80");
  });
  it("keeps the flags that it does not name", () => {
    const bmc = machine();
    ask(bmc, "06 2e 04");
    bmc.bmc.messaging.putEvent(hex(EVENT));
    ask(bmc, "06 30 e9");
    expect(ask(bmc, "06 31")).toBe("00 02");
  });
});

describe("§22.4 Get Message Flags", () => {
  conforms([
    ["none after power-up", "06 31", "00 00"],
    ["one byte long", "06 31 00", "c7"],
  ]);
});

describe("§22.8 Read Event Message Buffer", () => {
  conforms([
    ["80h when it is empty", "06 35", "80"],
    ["one byte long", "06 35 00", "c7"],
  ]);
  it("gives the event once and lowers the flag", () => {
    const bmc = machine();
    ask(bmc, "06 2e 04");
    expect(bmc.bmc.messaging.putEvent(hex(EVENT))).toBe(true);
    expect(ask(bmc, "06 31")).toBe("00 02");
    expect(ask(bmc, "06 35")).toBe(`00 ${EVENT}`);
    expect(ask(bmc, "06 31")).toBe("00 00");
    expect(ask(bmc, "06 35")).toBe("80");
  });
  it("holds one event, and none while it is not enabled", () => {
    const bmc = machine();
    expect(bmc.bmc.messaging.putEvent(hex(EVENT))).toBe(false);
    ask(bmc, "06 2e 04");
    expect(bmc.bmc.messaging.putEvent(hex(EVENT))).toBe(true);
    expect(bmc.bmc.messaging.putEvent(new Uint8Array(16))).toBe(false);
    expect(ask(bmc, "06 35")).toBe(`00 ${EVENT}`);
  });
});

describe("§22.10 Get BT Interface Capabilities", () => {
  conforms([
    ["QEMU's own figures", "06 36", "00 01 ff ff 0a 00"],
    ["one byte long", "06 36 00", "c7"],
  ]);
});

describe("§22.14 Get System GUID", () => {
  conforms(
    [
      ["the text's bytes from last to first", "06 37", "00 ff ee dd cc bb aa 99 88 77 66 55 44 33 22 11 00"],
      ["one byte long", "06 37 00", "c7"],
    ],
    { systemGuid: "00112233-4455-6677-8899-aabbccddeeff" },
  );
  it("differs from the device's where both are made from the name", () => {
    const bmc = machine({ name: "vm0" });
    expect(ask(bmc, "06 37")).not.toBe(ask(bmc, "06 08"));
    expect(ask(machine({ name: "vm0" }), "06 37")).toBe(ask(bmc, "06 37"));
  });
});
