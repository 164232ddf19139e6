/** System event log commands, IPMI chapter 31. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import type { Machine } from "../../src/machine.ts";
import { conforms } from "../support/conformance.ts";
import { ask, machine } from "../support/machine.ts";

/** Seconds since 1970, as a record has them: 00 00 00 65. */
const NOW = 0x65000000;

/** A record of type 02h as it is sent, and as it is kept with this id at `NOW`. */
const EVENT = "ff ff 02 99 99 99 99 20 00 04 01 30 01 57 20 18";
const kept = (id: string) => `${id} 02 00 00 00 65 20 00 04 01 30 01 57 20 18`;

const at = (seconds: number) => new ManualClock(seconds * 1000);

function withEvents(count: number, settings = {}, clock = at(NOW)): Machine {
  const to = machine(settings, clock);
  for (let i = 0; i < count; i++) ask(to, `0a 44 ${EVENT}`);
  return to;
}

/** The two bytes of a new reservation. */
const reserve = (to: Machine): string => ask(to, "0a 42").slice(3);

describe("§31.2 Get SEL Info", () => {
  conforms(
    [
      ["an empty log of 10 records", "0a 40", "00 51 00 00 a0 00 ff ff ff ff ff ff ff ff 0f"],
      ["one byte long", "0a 40 00", "c7"],
    ],
    { sel: { capacity: 10 } },
  );
  conforms([["65,535 bytes or more are free", "0a 40", "00 51 00 00 ff ff ff ff ff ff ff ff ff ff 0f"]], {
    sel: { capacity: 0xfffe },
  });
  it("tells when a record was added and when one was deleted", () => {
    const clock = at(NOW);
    const to = withEvents(2, { sel: { capacity: 10 } }, clock);
    clock.advance(1000);
    ask(to, `0a 46 ${reserve(to)} 01 00`);
    expect(ask(to, "0a 40")).toBe("00 51 01 00 90 00 00 00 00 65 01 00 00 65 0f");
  });
  it("flags the overflow until the log is cleared", () => {
    const to = withEvents(2, { sel: { capacity: 1 } });
    expect(ask(to, "0a 40")).toMatch(/ 8f$/);
    ask(to, `0a 47 ${reserve(to)} 43 4c 52 aa`);
    expect(ask(to, "0a 40")).toMatch(/ 0f$/);
  });
});

describe("§31.3 Get SEL Allocation Info", () => {
  conforms(
    [
      ["units of 16 bytes", "0a 41", "00 0a 00 10 00 09 00 09 00 01"],
      ["one byte long", "0a 41 00", "c7"],
    ],
    { sel: { capacity: 10 } },
    (to) => ask(to, `0a 44 ${EVENT}`),
  );
});

describe("§31.4 Reserve SEL", () => {
  conforms([
    ["never 0000h", "0a 42", "00 01 00"],
    ["one byte long", "0a 42 00", "c7"],
  ]);
  it.each([
    ["another reservation", "0a 42"],
    ["an added entry", `0a 44 ${EVENT}`],
    ["a cold reset", "06 02"],
  ])("is cancelled by %s, §31.4.2", (_by, request) => {
    const to = withEvents(1);
    const id = reserve(to);
    expect(ask(to, `0a 43 ${id} 01 00 01 01`)).toBe("00 ff ff 00");
    expect(ask(to, request)).toMatch(/^00/);
    expect(ask(to, `0a 43 ${id} 01 00 01 01`)).toBe("c5");
  });
  it("is cancelled by a clear, §31.4.2", () => {
    const to = withEvents(3);
    const id = reserve(to);
    expect(ask(to, `0a 47 ${id} 43 4c 52 aa`)).toBe("00 01");
    expect(ask(to, `0a 46 ${id} 02 00`)).toBe("c5");
  });
  it("outlives a deletion, §31.4.2: `ipmitool sel delete 3 2 1` reserves once", () => {
    const to = withEvents(3);
    const id = reserve(to);
    for (const record of ["01 00", "02 00", "03 00"]) expect(ask(to, `0a 46 ${id} ${record}`)).toBe(`00 ${record}`);
  });
});

describe("§31.5 Get SEL Entry", () => {
  conforms(
    [
      ["the first", "0a 43 00 00 00 00 00 ff", `00 02 00 ${kept("01 00")}`],
      ["the last", "0a 43 00 00 ff ff 00 ff", `00 ff ff ${kept("03 00")}`],
      ["one by its id", "0a 43 00 00 02 00 00 ff", `00 03 00 ${kept("02 00")}`],
      ["its beginning, without a reservation", "0a 43 00 00 02 00 00 03", "00 03 00 02 00 02"],
      ["a stale reservation does not matter at offset 0", "0a 43 77 77 02 00 00 03", "00 03 00 02 00 02"],
      ["a part from inside, with the reservation", "0a 43 01 00 02 00 0d 03", "00 03 00 57 20 18"],
      ["all from inside on", "0a 43 01 00 02 00 0d ff", "00 03 00 57 20 18"],
      ["a part from inside, without", "0a 43 00 00 02 00 0d 03", "c5"],
      ["past the end: CAh", "0a 43 01 00 02 00 0d 04", "ca"],
      ["17 bytes: CAh", "0a 43 00 00 02 00 00 11", "ca"],
      ["from behind the end: C9h", "0a 43 01 00 02 00 10 01", "c9"],
      ["no such entry", "0a 43 00 00 04 00 00 ff", "cb"],
      ["one byte short", "0a 43 00 00 01 00 00", "c7"],
      ["one byte long", "0a 43 00 00 01 00 00 ff 00", "c7"],
    ],
    {},
    (to) => {
      to.bmc.sel.time.set(NOW);
      for (let i = 0; i < 3; i++) ask(to, `0a 44 ${EVENT}`);
      reserve(to);
    },
  );
  conforms([
    ["the first of none", "0a 43 00 00 00 00 00 ff", "cb"],
    ["the last of none", "0a 43 00 00 ff ff 00 ff", "cb"],
  ]);
  it("gives 10,000 records, each once and in order", () => {
    const to = withEvents(10_000, { sel: { capacity: 10_000 } });
    const seen: string[] = [];
    for (let id = "00 00"; id !== "ff ff"; ) {
      const [, nextId = "", own = ""] = ask(to, `0a 43 00 00 ${id} 00 ff`).match(/^00 (.{5}) (.{5})/) ?? [];
      seen.push(own);
      id = nextId;
    }
    expect(new Set(seen).size).toBe(10_000);
    expect([seen.at(0), seen.at(-1)]).toEqual(["01 00", "10 27"]);
  });
});

describe("§31.6 Add SEL Entry", () => {
  conforms([
    ["a system event", `0a 44 ${EVENT}`, "00 01 00"],
    ["one byte short", `0a 44 ${EVENT.slice(3)}`, "c7"],
    ["one byte long", `0a 44 ${EVENT} 00`, "c7"],
  ]);
  conforms([["a full log: C4h", `0a 44 ${EVENT}`, "c4"]], { sel: { capacity: 1 } }, (to) => ask(to, `0a 44 ${EVENT}`));
  it.each([
    ["00h, standard", "00", true],
    ["DFh, OEM with timestamp", "df", true],
    ["E0h, OEM without", "e0", false],
    ["FFh, OEM without", "ff", false],
  ])("stamps the time by type: %s (§31.6.1)", (_title, type, stamped) => {
    const to = machine({}, at(NOW));
    ask(to, `0a 44 ff ff ${type} 99 99 99 99 01 02 03 04 05 06 07 08 09`);
    const time = stamped ? "00 00 00 65" : "99 99 99 99";
    expect(ask(to, "0a 43 00 00 00 00 00 ff")).toBe(`00 ff ff 01 00 ${type} ${time} 01 02 03 04 05 06 07 08 09`);
  });
});

describe("§31.7 Partial Add SEL Entry", () => {
  const whole = `00 01 ${EVENT}`;
  conforms(
    [
      ["a whole record needs no reservation", `0a 45 00 00 00 00 ${whole}`, "00 01 00"],
      ["but none that is wrong", `0a 45 77 77 00 00 ${whole}`, "c5"],
      ["a first part", "0a 45 01 00 00 00 00 00 aa bb", "00 01 00"],
      ["a first part without bytes", "0a 45 01 00 00 00 00 00", "00 01 00"],
      ["a first part without reservation", "0a 45 00 00 00 00 00 00 aa bb", "c5"],
      ["a continuation of nothing", "0a 45 01 00 01 00 02 00 aa bb", "cc"],
      ["a whole record that is too short: 80h", `0a 45 01 00 00 00 00 01 ${EVENT.slice(3)}`, "80"],
      ["a part that is too long: 80h", `0a 45 01 00 00 00 00 00 ${EVENT} 00`, "80"],
      ["a reserved progress code", "0a 45 01 00 00 00 00 02 aa bb", "cc"],
      ["one byte short", "0a 45 01 00 00 00 00", "c7"],
    ],
    {},
    reserve,
  );
  it("puts the parts together and stamps the time of the last", () => {
    const clock = at(NOW - 5);
    const to = machine({}, clock);
    const id = reserve(to);
    expect(ask(to, `0a 45 ${id} 00 00 00 00 ${EVENT.slice(0, 11)}`)).toBe("00 01 00");
    expect(ask(to, "0a 43 00 00 00 00 00 ff")).toBe("cb");
    clock.advance(5000);
    expect(ask(to, `0a 45 ${id} 01 00 04 00 ${EVENT.slice(12, 29)}`)).toBe("00 01 00");
    expect(ask(to, `0a 45 ${id} 01 00 0a 01 ${EVENT.slice(30)}`)).toBe("00 01 00");
    expect(ask(to, "0a 43 00 00 00 00 00 ff")).toBe(`00 ff ff ${kept("01 00")}`);
  });
  it.each([
    ["a gap", "01 00 05 00 aa"],
    ["an overlap", "01 00 03 00 aa"],
    ["another record's id", "02 00 04 00 aa"],
  ])("refuses %s and goes on where it was", (_title, part) => {
    const to = machine({}, at(NOW));
    const id = reserve(to);
    ask(to, `0a 45 ${id} 00 00 00 00 ${EVENT.slice(0, 11)}`);
    expect(ask(to, `0a 45 ${id} ${part}`)).toBe("cc");
    expect(ask(to, `0a 45 ${id} 01 00 04 01 ${EVENT.slice(12)}`)).toBe("00 01 00");
  });
  it("begins again at offset 0", () => {
    const to = machine({}, at(NOW));
    const id = reserve(to);
    ask(to, `0a 45 ${id} 00 00 00 00 aa bb cc`);
    expect(ask(to, `0a 45 ${id} 00 00 00 01 ${EVENT}`)).toBe("00 01 00");
  });
  it("is given up when the reservation is cancelled", () => {
    const to = machine();
    const id = reserve(to);
    ask(to, `0a 45 ${id} 00 00 00 00 aa bb`);
    ask(to, `0a 44 ${EVENT}`);
    expect(ask(to, `0a 45 ${id} 01 00 02 00 cc`)).toBe("c5");
    expect(ask(to, `0a 45 ${reserve(to)} 01 00 02 00 cc`)).toBe("cc");
  });
  it("is C4h, from the first part on, when the log is full", () => {
    const to = withEvents(1, { sel: { capacity: 1 } });
    expect(ask(to, `0a 45 ${reserve(to)} 00 00 00 00 aa`)).toBe("c4");
  });
});

describe("§31.8 Delete SEL Entry", () => {
  conforms(
    [
      ["by id", "0a 46 01 00 02 00", "00 02 00"],
      ["the first", "0a 46 01 00 00 00", "00 01 00"],
      ["the last", "0a 46 01 00 ff ff", "00 03 00"],
      ["no such entry", "0a 46 01 00 04 00", "cb"],
      ["without the reservation", "0a 46 00 00 02 00", "c5"],
      ["one byte short", "0a 46 01 00 02", "c7"],
      ["one byte long", "0a 46 01 00 02 00 00", "c7"],
    ],
    {},
    (to) => {
      for (let i = 0; i < 3; i++) ask(to, `0a 44 ${EVENT}`);
      reserve(to);
    },
  );
  it("leaves the order of the others, and does not give the id again", () => {
    const to = withEvents(3);
    ask(to, `0a 46 ${reserve(to)} 02 00`);
    ask(to, `0a 46 ${reserve(to)} 03 00`);
    expect(ask(to, `0a 44 ${EVENT}`)).toBe("00 04 00");
    expect(ask(to, "0a 43 00 00 01 00 00 02")).toBe("00 04 00 01 00");
  });
});

describe("§31.9 Clear SEL", () => {
  conforms(
    [
      ["erases at once by default", "0a 47 01 00 43 4c 52 aa", "00 01"],
      ["how far it is, when nothing is being erased", "0a 47 01 00 43 4c 52 00", "00 01"],
      ["without the reservation", "0a 47 00 00 43 4c 52 aa", "c5"],
      ["how far it is, without the reservation", "0a 47 00 00 43 4c 52 00", "c5"],
      ["not CLR", "0a 47 01 00 43 4c 51 aa", "cc"],
      ["no such operation", "0a 47 01 00 43 4c 52 01", "cc"],
      ["one byte short", "0a 47 01 00 43 4c 52", "c7"],
      ["one byte long", "0a 47 01 00 43 4c 52 aa 00", "c7"],
    ],
    {},
    reserve,
  );
  it("takes its time, in which other commands are answered 81h", () => {
    const clock = at(NOW);
    const to = withEvents(3, { sel: { eraseMs: 500 } }, clock);
    const id = reserve(to);
    expect(ask(to, `0a 47 ${id} 43 4c 52 aa`)).toBe("00 00");
    clock.advance(499);
    expect(ask(to, `0a 47 ${id} 43 4c 52 00`)).toBe("00 00");
    for (const request of [
      "0a 40",
      "0a 42",
      "0a 43 00 00 00 00 00 ff",
      `0a 44 ${EVENT}`,
      `0a 45 00 00 00 00 00 01 ${EVENT}`,
      "0a 46 01 00 01 00",
    ]) {
      expect(ask(to, request)).toBe("81");
    }
    clock.advance(1);
    expect(ask(to, `0a 47 ${id} 43 4c 52 00`)).toBe("00 01");
    expect(ask(to, "0a 43 00 00 00 00 00 ff")).toBe("cb");
    expect(ask(to, `0a 44 ${EVENT}`)).toBe("00 01 00");
  });
  it("a second erasure needs a second reservation", () => {
    const to = machine();
    const id = reserve(to);
    ask(to, `0a 47 ${id} 43 4c 52 aa`);
    expect(ask(to, `0a 47 ${id} 43 4c 52 aa`)).toBe("c5");
  });
});

describe("sel.records", () => {
  const first = "07 00 02 00 00 00 64 20 00 04 01 30 01 57 20 18";
  const second = "05 00 02 00 00 00 65 20 00 04 01 30 01 57 20 18";

  it("are there from the start, with their IDs and times; the next one comes after the highest", () => {
    const to = machine({ sel: { records: [first, second] } }, at(NOW));
    expect(ask(to, "0a 43 00 00 00 00 00 ff")).toBe(`00 05 00 ${first}`);
    expect(ask(to, "0a 43 00 00 05 00 00 ff")).toBe(`00 ff ff ${second}`);
    expect(ask(to, "0a 40").slice(0, 29)).toBe("00 51 02 00 e0 3f 00 00 00 65");
    expect(ask(to, `0a 44 ${EVENT}`)).toBe("00 08 00");
  });

  it.each([
    ["an ID twice", { records: [first, first] }, "each record ID once"],
    ["an ID that is none", { records: [`00 00${first.slice(5)}`] }, "a record whose ID is 1 to fffeh"],
    ["15 bytes", { records: [first.slice(3)] }, "16 bytes"],
    ["more than there is room for", { capacity: 1, records: [first, second] }, "no more records than its capacity"],
  ])("refused: %s", (_why, sel, message) => {
    expect(() => machine({ sel })).toThrow(message);
  });
});
