/** SDR repository: update mode, initialization agent and initial contents (IPMI §33.2, §33.19–§33.21). */
import { describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { dispatch, tableOf } from "../../src/ipmi/dispatch.ts";
import { Privilege } from "../../src/ipmi/privilege.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

/** OEM records (§43.12) of 10 and of 17 bytes, the id as sent. */
const SHORT = "ff ff 51 c0 05 57 01 00 aa bb";
const LONG = "ff ff 51 c0 0c 57 01 00 01 02 03 04 05 06 07 08 09";
const kept = (id: string, record: string) => `${id} ${record.slice(6)}`;

/** Nothing but these two. */
const TWO = { sdrRepository: { size: 128, ownRecords: false }, sdrs: [SHORT, LONG] };

describe("§33.19 Enter SDR Repository Update Mode", () => {
  conforms([
    ["enter", "0a 2a", "00"],
    ["one byte long", "0a 2a 00", "c7"],
  ]);
  it("accepts reservation 0000h", () => {
    const to = machine(TWO);
    ask(to, "0a 2a");
    expect(ask(to, "0a 23 00 00 01 00 08 02")).toBe("00 02 00 aa bb");
    expect(ask(to, "0a 26 00 00 01 00")).toBe("00 01 00");
    expect(ask(to, "0a 27 00 00 43 4c 52 aa")).toBe("00 01");
    expect(ask(to, "0a 27 00 00 43 4c 52 00")).toBe("00 01");
    expect(ask(to, `0a 25 00 00 00 00 00 00 ${SHORT.slice(0, 14)}`)).toBe("00 01 00");
    expect(ask(to, "0a 25 00 00 01 00 05 01 57 01 00 aa bb")).toBe("00 01 00");
    expect(ask(to, "0a 2b")).toBe("00");
    expect(ask(to, "0a 26 00 00 01 00")).toBe("c5");
  });
  it("ends with a cold reset", () => {
    const to = machine();
    ask(to, "0a 2a");
    ask(to, "06 02");
    expect(ask(to, "0a 2b")).toBe("d5");
  });
  it.each([
    "0a 23 00 00 00 00 00 ff",
    `0a 24 ${SHORT}`,
    `0a 25 00 00 00 00 00 01 ${SHORT}`,
    "0a 26 00 00 01 00",
    "0a 27 00 00 43 4c 52 aa",
    "0a 2a",
    "0a 2b",
  ])("is D0h for other channels: %s", (request) => {
    const to = machine(TWO);
    ask(to, "0a 2a");
    const [netFn = 0, cmd = 0, ...data] = hex(request);
    const answer = dispatch(
      tableOf(commandTable),
      { bmc: to.bmc, channel: 1, privilege: Privilege.Administrator },
      { netFn, lun: 0, cmd, data: Uint8Array.from(data) },
      (error) => expect.fail(String(error)),
    );
    expect(answer.completionCode).toBe(0xd0);
  });
});

describe("§33.20 Exit SDR Repository Update Mode", () => {
  conforms([
    ["D5h outside the mode", "0a 2b", "d5"],
    ["one byte long", "0a 2b 00", "c7"],
  ]);
  it("succeeds in the mode", () => {
    const to = machine();
    ask(to, "0a 2a");
    expect(ask(to, "0a 2b")).toBe("00");
  });
});

describe("§33.21 Run Initialization Agent", () => {
  conforms([
    ["run: it is through at once", "0a 2c 01", "00 01"],
    ["status", "0a 2c 00", "00 01"],
    ["one byte short", "0a 2c", "c7"],
    ["one byte long", "0a 2c 01 00", "c7"],
  ]);
});

describe("initial records of the repository", () => {
  it("is the BMC's own locator, §43.9", () => {
    expect(ask(machine({ name: "BMC", device: { supports: ["chassis", "sel"] } }), "0a 23 00 00 00 00 00 ff")).toBe(
      "00 02 00 01 00 51 12 0e 20 00 00 84 00 00 00 07 01 00 c3 42 4d 43",
    );
  });
  it("is a locator for each FRU device but the BMC's own, §43.8", () => {
    const to = machine({ frus: [{ id: 0 }, { id: 5, name: "Riser" }], sdrs: [SHORT] });
    expect(ask(to, "0a 23 00 00 02 00 00 ff")).toBe(
      "00 03 00 02 00 51 11 10 20 05 80 00 00 10 00 07 01 00 c5 52 69 73 65 72",
    );
    expect(ask(to, "0a 23 00 00 04 00 00 ff")).toBe(`00 ff ff ${kept("04 00", SHORT)}`);
  });
  it("is the watchdog's sensor, §43.2", () => {
    expect(ask(machine(), "0a 23 00 00 02 00 00 ff")).toBe(
      "00 ff ff 02 00 51 02 23 20 00 03 07 01 63 40 23 6f 0f 01 00 00 0f 01 c0 00 00 01 00 00 00 00 00 00 00 " +
        "c8 57 61 74 63 68 64 6f 67",
    );
  });
  it("has the locators of satellites too, and each satellite its own", () => {
    const frus = [{ id: 1, name: "SSD" }];
    const device = { supports: ["fru"] };
    const to = machine({ satellites: [{ address: 0x82, name: "blade", device, frus }], sdrs: [SHORT] });
    expect(ask(to, "0a 23 00 00 04 00 00 ff")).toBe(
      "00 05 00 04 00 51 12 10 82 00 00 08 00 00 00 07 01 00 c5 62 6c 61 64 65",
    );
    expect(ask(to, "0a 23 00 00 05 00 00 ff")).toBe(
      "00 ff ff 05 00 51 11 0e 82 01 80 00 00 10 00 07 01 00 c3 53 53 44",
    );
    const own = to.bmc.ipmb.deliver(0x82, { netFn: 0x0a, lun: 0, cmd: 0x23, data: hex("00 00 00 00 00 07") });
    expect(toHex(own?.data ?? hex(""))).toBe("02 00 01 00 51 12 10 82 00");
  });
});
