/** Commands that read, add and delete SEL entries, IPMI §31.5–§31.8. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";
import { at, EVENT, kept, NOW, reserve, withEvents } from "../support/machine/sel-events.ts";

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
  ])("refuses %s and continues where it was", (_title, part) => {
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
  it("ends when the reservation is cancelled", () => {
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
