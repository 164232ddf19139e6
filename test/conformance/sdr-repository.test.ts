/** SDR repository commands, IPMI chapter 33. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import type { Machine } from "../../src/machine.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

/** Seconds since 1970, as a record has them: 00 00 00 65. */
const NOW = 0x65000000;

/** OEM records (§43.12), the id as sent: 10 bytes, and 17, which take two allocation units. */
const SHORT = "ff ff 51 c0 05 57 01 00 aa bb";
const LONG = "ff ff 51 c0 0c 57 01 00 01 02 03 04 05 06 07 08 09";
const kept = (id: string, record: string) => `${id} ${record.slice(6)}`;

/** Nothing but these two. */
const TWO = { sdrRepository: { size: 128, ownRecords: false }, sdrs: [SHORT, LONG] };

const at = (seconds: number) => new ManualClock(seconds * 1000);

/** The two bytes of a new reservation. */
const reserve = (to: Machine): string => ask(to, "0a 22").slice(3);

describe("§33.9 Get SDR Repository Info", () => {
  it("counts records and free bytes, and has the times of changes", () => {
    const clock = at(NOW);
    const to = machine(TWO, clock);
    expect(ask(to, "0a 20")).toBe("00 51 02 00 50 00 00 00 00 65 ff ff ff ff 6f");
    clock.advance(1000);
    ask(to, `0a 26 ${reserve(to)} 02 00`);
    expect(ask(to, "0a 20")).toBe("00 51 01 00 70 00 00 00 00 65 01 00 00 65 6f");
    clock.advance(1000);
    ask(to, `0a 24 ${SHORT}`);
    expect(ask(to, "0a 20")).toBe("00 51 02 00 60 00 02 00 00 65 01 00 00 65 6f");
  });
  it("flags the overflow until the repository is cleared", () => {
    const to = machine({ ...TWO, sdrRepository: { size: 64, ownRecords: false } });
    expect(ask(to, `0a 24 ${LONG}`)).toBe("c4");
    expect(ask(to, "0a 20")).toMatch(/ ef$/);
    ask(to, `0a 27 ${reserve(to)} 43 4c 52 aa`);
    expect(ask(to, "0a 20")).toMatch(/ 6f$/);
  });
  it("reports FFFEh for 65,534 free bytes and more", () => {
    expect(ask(machine({ sdrRepository: { size: 1_000_000 } }), "0a 20")).toMatch(/^00 51 02 00 fe ff/);
  });
  conforms([["one byte long", "0a 20 00", "c7"]]);
});

describe("§33.10 Get SDR Repository Allocation Info", () => {
  conforms(
    [
      ["8 units of 16 bytes, 5 free; the longest record takes 17", "0a 21", "00 08 00 10 00 05 00 05 00 11"],
      ["one byte long", "0a 21 00", "c7"],
    ],
    TWO,
  );
});

describe("§33.11 Reserve SDR Repository", () => {
  conforms([
    ["never 0000h", "0a 22", "00 01 00"],
    ["one byte long", "0a 22 00", "c7"],
  ]);
  it.each([
    ["another reservation", "0a 22"],
    ["an added record", `0a 24 ${SHORT}`],
    ["a deletion", "0a 26 id 02 00"],
    ["a clear", "0a 27 id 43 4c 52 aa"],
    ["a cold reset", "06 02"],
  ])("is cancelled by %s, §33.11.2", (_by, request) => {
    const to = machine(TWO);
    const id = reserve(to);
    expect(ask(to, `0a 23 ${id} 01 00 02 01`)).toBe("00 02 00 51");
    expect(ask(to, request.replace("id", id))).toMatch(/^00/);
    expect(ask(to, `0a 23 ${id} 01 00 02 01`)).toBe("c5");
  });
});

describe("§33.12 Get SDR", () => {
  conforms(
    [
      ["the first", "0a 23 00 00 00 00 00 ff", `00 02 00 ${kept("01 00", SHORT)}`],
      ["the last", "0a 23 00 00 ff ff 00 ff", `00 ff ff ${kept("02 00", LONG)}`],
      ["one by its id", "0a 23 00 00 02 00 00 ff", `00 ff ff ${kept("02 00", LONG)}`],
      ["its header, without a reservation", "0a 23 77 77 02 00 00 05", "00 ff ff 02 00 51 c0 0c"],
      ["a part from inside, with the reservation", "0a 23 01 00 01 00 08 02", "00 02 00 aa bb"],
      ["all from inside on", "0a 23 01 00 01 00 08 ff", "00 02 00 aa bb"],
      ["a part from inside, without", "0a 23 00 00 01 00 08 02", "c5"],
      ["past the end: CAh", "0a 23 01 00 01 00 08 03", "ca"],
      ["from behind the end: C9h", "0a 23 01 00 01 00 0a 01", "c9"],
      ["no such record", "0a 23 00 00 03 00 00 ff", "cb"],
      ["one byte short", "0a 23 00 00 01 00 00", "c7"],
      ["one byte long", "0a 23 00 00 01 00 00 ff 00", "c7"],
    ],
    TWO,
    reserve,
  );
  conforms([["the first of none", "0a 23 00 00 00 00 00 ff", "cb"]], { sdrRepository: { ownRecords: false } });
});

describe("§33.13 Add SDR", () => {
  conforms(
    [
      ["a record", `0a 24 ${SHORT}`, "00 03 00"],
      ["one byte short", `0a 24 ${SHORT.slice(3)}`, "c7"],
      ["one byte long", `0a 24 ${SHORT} 00`, "c7"],
      ["a header without its length", "0a 24 00 00 51 c0", "c7"],
      ["nothing", "0a 24", "c7"],
    ],
    TWO,
  );
  it("takes only as many allocation units as are free", () => {
    const to = machine(TWO);
    expect(ask(to, `0a 24 ${LONG}`)).toBe("00 03 00");
    expect(ask(to, `0a 24 ${LONG}`)).toBe("00 04 00");
    expect(ask(to, `0a 24 ${LONG}`)).toBe("c4");
    expect(ask(to, `0a 24 ${SHORT}`)).toBe("00 05 00");
    expect(ask(to, `0a 24 ${SHORT}`)).toBe("c4");
    expect(ask(to, "0a 23 00 00 05 00 00 ff")).toBe(`00 ff ff ${kept("05 00", SHORT)}`);
  });
});

describe("§33.14 Partial Add SDR", () => {
  conforms(
    [
      ["a whole record", `0a 25 01 00 00 00 00 01 ${SHORT}`, "00 03 00"],
      ["a whole record, without the reservation", `0a 25 00 00 00 00 00 01 ${SHORT}`, "c5"],
      ["a first part without bytes", "0a 25 01 00 00 00 00 00", "00 03 00"],
      ["a continuation of nothing", "0a 25 01 00 03 00 05 00 aa", "cc"],
      ["a record that is too short: 80h", `0a 25 01 00 00 00 00 01 ${SHORT.slice(0, -3)}`, "80"],
      ["a record that is too long: 80h", `0a 25 01 00 00 00 00 01 ${SHORT} 00`, "80"],
      ["a header that ends before its length: 80h", "0a 25 01 00 00 00 00 01 00 00 51 c0", "80"],
      ["more than there is room for: C4h", "0a 25 01 00 00 00 00 00 00 00 51 c0 ff", "c4"],
      ["a reserved progress code", "0a 25 01 00 00 00 00 02 aa", "cc"],
      ["one byte short", "0a 25 01 00 00 00 00", "c7"],
    ],
    TWO,
    reserve,
  );
  it("joins the parts of ipmitool: the header, then pieces of 19 bytes", () => {
    const to = machine({ sdrRepository: { ownRecords: false } });
    const id = reserve(to);
    const content = Array.from({ length: 24 }, (_, i) => (0x10 + i).toString(16));
    expect(ask(to, `0a 25 ${id} 00 00 00 00 99 00 51 c0 18`)).toBe("00 01 00");
    expect(ask(to, `0a 25 ${id} 01 00 05 00 ${content.slice(0, 19).join(" ")}`)).toBe("00 01 00");
    expect(ask(to, "0a 23 00 00 01 00 00 ff")).toBe("cb");
    expect(ask(to, `0a 25 ${id} 01 00 18 01 ${content.slice(19).join(" ")}`)).toBe("00 01 00");
    expect(ask(to, "0a 23 00 00 01 00 00 ff")).toBe(`00 ff ff 01 00 51 c0 18 ${content.join(" ")}`);
  });
  it("reports missing space when the record's length is known, and continues once there is space", () => {
    const to = machine({ ...TWO, sdrRepository: { size: 64, ownRecords: false } });
    const longer = LONG.replace("51 c0 0c", "51 c0 0d");
    ask(to, "0a 2a");
    expect(ask(to, "0a 25 00 00 00 00 00 00 ff ff 51 c0")).toBe("00 03 00");
    expect(ask(to, `0a 25 00 00 03 00 04 01 ${longer.slice(12)} 0a`)).toBe("c4");
    ask(to, "0a 26 00 00 01 00");
    expect(ask(to, `0a 25 00 00 03 00 04 01 ${longer.slice(12)} 0a`)).toBe("00 03 00");
    expect(ask(to, "0a 23 00 00 03 00 00 ff")).toBe(`00 ff ff ${kept("03 00", longer)} 0a`);
  });
  it("ends when the reservation is cancelled", () => {
    const to = machine(TWO);
    const id = reserve(to);
    ask(to, `0a 25 ${id} 00 00 00 00 ${SHORT.slice(0, 14)}`);
    ask(to, `0a 24 ${SHORT}`);
    expect(ask(to, `0a 25 ${id} 03 00 05 01 57 01 00 aa bb`)).toBe("c5");
    expect(ask(to, `0a 25 ${reserve(to)} 03 00 05 01 57 01 00 aa bb`)).toBe("cc");
  });
});

describe("§33.15 Delete SDR", () => {
  conforms(
    [
      ["by id", "0a 26 01 00 01 00", "00 01 00"],
      ["no such record", "0a 26 01 00 03 00", "cb"],
      ["the first is no id", "0a 26 01 00 00 00", "cb"],
      ["the last is no id", "0a 26 01 00 ff ff", "cb"],
      ["without the reservation", "0a 26 00 00 01 00", "c5"],
      ["one byte short", "0a 26 01 00 01", "c7"],
      ["one byte long", "0a 26 01 00 01 00 00", "c7"],
    ],
    TWO,
    reserve,
  );
  it("frees the record's units", () => {
    const to = machine(TWO);
    ask(to, `0a 26 ${reserve(to)} 02 00`);
    expect(ask(to, "0a 21")).toBe("00 08 00 10 00 07 00 07 00 11");
    expect(ask(to, "0a 23 00 00 00 00 00 02")).toBe("00 ff ff 01 00");
  });
});

describe("§33.16 Clear SDR Repository", () => {
  conforms(
    [
      ["erases at once by default", "0a 27 01 00 43 4c 52 aa", "00 01"],
      ["how far it is, when nothing is being erased", "0a 27 01 00 43 4c 52 00", "00 01"],
      ["without the reservation", "0a 27 00 00 43 4c 52 aa", "c5"],
      ["not CLR", "0a 27 01 00 00 4c 52 aa", "cc"],
      ["no such operation", "0a 27 01 00 43 4c 52 ab", "cc"],
      ["one byte short", "0a 27 01 00 43 4c 52", "c7"],
      ["one byte long", "0a 27 01 00 43 4c 52 aa 00", "c7"],
    ],
    TWO,
    reserve,
  );
  it("takes time, while records are answered C0h", () => {
    const clock = at(NOW);
    const to = machine({ ...TWO, sdrRepository: { ...TWO.sdrRepository, eraseMs: 200 } }, clock);
    const id = reserve(to);
    expect(ask(to, `0a 27 ${id} 43 4c 52 aa`)).toBe("00 00");
    clock.advance(199);
    expect(ask(to, `0a 27 ${id} 43 4c 52 00`)).toBe("00 00");
    for (const request of [
      "0a 22",
      "0a 23 00 00 00 00 00 ff",
      `0a 24 ${SHORT}`,
      `0a 25 ${id} 00 00 00 01 ${SHORT}`,
      `0a 26 ${id} 01 00`,
    ]) {
      expect(ask(to, request)).toBe("c0");
    }
    clock.advance(1);
    expect(ask(to, `0a 27 ${id} 43 4c 52 00`)).toBe("00 01");
    expect(ask(to, "0a 23 00 00 00 00 00 ff")).toBe("cb");
    expect(ask(to, "0a 21")).toBe("00 08 00 10 00 08 00 08 00 11");
  });
});

describe("§33.17 Get SDR Repository Time, §33.18 Set SDR Repository Time", () => {
  conforms([
    ["set", "0a 29 00 00 00 70", "00"],
    ["set, one byte short", "0a 29 00 00 00", "c7"],
    ["set, one byte long", "0a 29 00 00 00 70 00", "c7"],
    ["get, one byte long", "0a 28 00", "c7"],
  ]);
  it("is the SEL's clock", () => {
    const to = machine({}, at(NOW));
    expect(ask(to, "0a 28")).toBe("00 00 00 00 65");
    ask(to, "0a 29 00 00 00 70");
    expect(ask(to, "0a 48")).toBe("00 00 00 00 70");
    ask(to, "0a 49 00 00 00 71");
    expect(ask(to, "0a 28")).toBe("00 00 00 00 71");
  });
});
