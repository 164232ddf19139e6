/** System event log commands, IPMI chapter 31. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";
import { at, EVENT, NOW, reserve, withEvents } from "../support/machine/sel-events.ts";

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

describe("a SEL that rolls over", () => {
  const settings = { sel: { capacity: 2, whenFull: "rollOver" } };

  it("loses its oldest records, which sets the overflow flag of Get SEL Info, §31.2", () => {
    const to = withEvents(2, settings);
    expect(ask(to, "0a 40")).toMatch(/^00 51 02 00 00 00 .* 0f$/);
    expect(ask(to, `0a 44 ${EVENT}`)).toBe("00 03 00");
    expect(ask(to, "0a 40")).toMatch(/^00 51 02 00 00 00 .* 8f$/);
    expect(ask(to, "0a 43 00 00 00 00 00 02")).toBe("00 03 00 02 00");
    expect(ask(to, "0a 43 00 00 01 00 00 02")).toBe("cb");
    ask(to, `0a 47 ${reserve(to)} 43 4c 52 aa`);
    expect(ask(to, "0a 40")).toMatch(/ 0f$/);
  });

  it("takes events and records in parts too", () => {
    const to = withEvents(2, settings);
    ask(to, "04 02 41 04 01 30 01 50 55 50");
    expect(ask(to, "0a 43 00 00 ff ff 00 02")).toBe("00 ff ff 03 00");
    expect(ask(to, `0a 45 ${reserve(to)} 00 00 00 01 ${EVENT}`)).toBe("00 04 00");
    expect(ask(to, "0a 43 00 00 00 00 00 02")).toBe("00 04 00 03 00");
  });
});

describe("§31.8 Delete SEL Entry, not supported", () => {
  const settings = { sel: { deletes: false } };

  it("is answered C1h, and Get SEL Info says so, §31.2", () => {
    const to = withEvents(1, settings);
    expect(ask(to, `0a 46 ${reserve(to)} 01 00`)).toBe("c1");
    expect(ask(to, "0a 40")).toMatch(/ 07$/);
    expect(ask(to, `0a 47 ${reserve(to)} 43 4c 52 aa`)).toBe("00 01");
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
    ["an ID that is reserved", { records: [`00 00${first.slice(5)}`] }, "a record whose ID is 1 to fffeh"],
    ["15 bytes", { records: [first.slice(3)] }, "16 bytes"],
    ["more than there is room for", { capacity: 1, records: [first, second] }, "at most capacity records"],
  ])("refused: %s", (_why, sel, message) => {
    expect(() => machine({ sel })).toThrow(message);
  });
});
