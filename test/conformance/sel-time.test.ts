/** The SEL's clock and the status of other logs, IPMI §31.10–§31.13. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

describe("§31.10 Get SEL Time", () => {
  it("is the daemon's time of day until it is set", () => {
    const clock = new ManualClock(0x65000000 * 1000);
    const to = machine({}, clock);
    expect(ask(to, "0a 48")).toBe("00 00 00 00 65");
    clock.advance(2000);
    expect(ask(to, "0a 48")).toBe("00 02 00 00 65");
  });
  conforms([["one byte long", "0a 48 00", "c7"]]);
});

describe("§31.11 Set SEL Time", () => {
  conforms([
    ["a time", "0a 49 00 00 00 70", "00"],
    ["one byte short", "0a 49 00 00 00", "c7"],
    ["one byte long", "0a 49 00 00 00 70 00", "c7"],
  ]);
  it("goes on from there, also from before 20000000h", () => {
    const clock = new ManualClock();
    const to = machine({}, clock);
    ask(to, "0a 49 05 00 00 00");
    clock.advance(3000);
    expect(ask(to, "0a 48")).toBe("00 08 00 00 00");
  });
  it("logs nothing by itself", () => {
    const to = machine();
    ask(to, "0a 49 00 00 00 70");
    expect(to.bmc.sel.size).toBe(0);
  });
});

describe("§31.11a Get SEL Time UTC Offset", () => {
  conforms([
    ["unspecified until it is set", "0a 5c", "00 ff 07"],
    ["one byte long", "0a 5c 00", "c7"],
  ]);
});

describe("§31.11b Set SEL Time UTC Offset", () => {
  conforms([
    ["24 hours ahead", "0a 5d a0 05", "00"],
    ["24 hours behind", "0a 5d 60 fa", "00"],
    ["unspecified", "0a 5d ff 07", "00"],
    ["a minute too many", "0a 5d a1 05", "cc"],
    ["a minute too few", "0a 5d 5f fa", "cc"],
    ["one byte short", "0a 5d 3c", "c7"],
    ["one byte long", "0a 5d 3c 00 00", "c7"],
  ]);
  it("is kept, and leaves the time unchanged", () => {
    const to = machine({}, new ManualClock(0x65000000 * 1000));
    ask(to, "0a 5d c4 ff");
    expect(ask(to, "0a 5c")).toBe("00 c4 ff");
    expect(ask(to, "0a 48")).toBe("00 00 00 00 65");
  });
});

describe("§31.12 Get Auxiliary Log Status", () => {
  const unknown = (count: number) => Array.from({ length: count }, () => "ff").join(" ");
  conforms([
    ["MCA: no time, no count", "0a 5a 00", `00 ${unknown(8)}`],
    ["OEM 1", "0a 5a 01", `00 ${unknown(15)}`],
    ["OEM 2; the upper bits are reserved", "0a 5a f2", `00 ${unknown(15)}`],
    ["a log type that is reserved", "0a 5a 03", "cc"],
    ["one byte short", "0a 5a", "c7"],
    ["one byte long", "0a 5a 00 00", "c7"],
  ]);
});

describe("§31.13 Set Auxiliary Log Status", () => {
  const mca = "01 02 03 04 05 06 07 08";
  const oem = `${mca} 09 0a 0b 0c 0d 0e 0f`;
  conforms([
    ["MCA", `0a 5b 00 ${mca}`, "00"],
    ["MCA, one byte short", `0a 5b 00 ${mca.slice(3)}`, "c7"],
    ["MCA, one byte long", `0a 5b 00 ${mca} 00`, "c7"],
    ["OEM 1", `0a 5b 01 ${oem}`, "00"],
    ["OEM 1, one byte short", `0a 5b 01 ${oem.slice(3)}`, "c7"],
    ["OEM 1, one byte long", `0a 5b 01 ${oem} 00`, "c7"],
    ["a log type that is reserved", `0a 5b 0f ${mca}`, "cc"],
    ["no log type", "0a 5b", "c7"],
  ]);
  it("keeps each log's own", () => {
    const to = machine();
    ask(to, `0a 5b 00 ${mca}`);
    ask(to, `0a 5b 02 ${oem}`);
    expect(ask(to, "0a 5a 00")).toBe(`00 ${mca}`);
    expect(ask(to, "0a 5a 01")).toMatch(/^00( ff){15}$/);
    expect(ask(to, "0a 5a 02")).toBe(`00 ${oem}`);
  });
});
