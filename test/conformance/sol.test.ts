/** SOL configuration and payload access, IPMI 2.0 chapters 24 and 26: stored and returned. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

/** Title, selector, bytes read at first, bytes written, bytes read then. */
const PARAMETERS = [
  ["set in progress", "00", "00", "01", "01"],
  ["SOL enable", "01", "00", "ff", "01"],
  ["SOL authentication: encryption, authentication, user", "02", "c2", "74", "44"],
  ["character accumulate interval and send threshold", "03", "01 01", "0c 60", "0c 60"],
  ["SOL retry", "04", "07 32", "ff 05", "07 05"],
  ["SOL non-volatile bit rate", "05", "0a", "f6", "06"],
  ["SOL volatile bit rate", "06", "0a", "07", "07"],
  ["SOL payload port number", "08", "6f 02", "34 12", "34 12"],
] as const;

describe("v2 §26.2 Set SOL Configuration Parameters", () => {
  it.each(PARAMETERS)("%s", (_title, selector, _first, written, read) => {
    const bmc = machine();
    expect(ask(bmc, `0c 21 01 ${selector} ${written}`)).toBe("00");
    expect(ask(bmc, `0c 22 01 ${selector} 00 00`)).toBe(`00 11 ${read}`);
  });
  it.each(PARAMETERS)("%s, one byte short and one byte long", (_title, selector, first, written) => {
    const bmc = machine();
    expect(ask(bmc, `0c 21 01 ${selector} ${written.slice(0, -2)}`)).toBe("c7");
    expect(ask(bmc, `0c 21 01 ${selector} ${written} 00`)).toBe("c7");
    expect(ask(bmc, `0c 22 01 ${selector} 00 00`)).toBe(`00 11 ${first}`);
  });
  conforms([
    ["80h: no such parameter", "0c 21 01 09 00", "80"],
    ["82h: payload channel", "0c 21 01 07 01", "82"],
    ["SOL by callback users", "0c 21 01 02 01", "cc"],
    ["SOL without a privilege", "0c 21 01 02 06", "cc"],
    ["character accumulate interval 0", "0c 21 01 03 00 01", "cc"],
    ["a reserved bit rate", "0c 21 01 05 01", "cc"],
    ["a reserved volatile bit rate", "0c 21 01 06 0b", "cc"],
    ["the system interface has no SOL", "0c 21 0f 01 01", "cc"],
    ["one byte short", "0c 21 01", "c7"],
  ]);
  it("81h: a set is in progress already", () => {
    const bmc = machine();
    ask(bmc, "0c 21 01 00 01");
    expect(ask(bmc, "0c 21 01 00 01")).toBe("81");
  });
  it("a set that is in progress ends with a reset of the system, and is rolled back", () => {
    const bmc = machine();
    new FakeQemu(bmc, "3f");
    ask(bmc, "0c 21 01 00 01");
    ask(bmc, "0c 21 01 01 01");
    ask(bmc, "00 02 03");
    expect(ask(bmc, "0c 22 01 00 00 00")).toBe("00 11 00");
    expect(ask(bmc, "0c 22 01 01 00 00")).toBe("00 11 00");
  });
  it("a cold reset leaves all but the volatile bit rate", () => {
    const bmc = machine();
    for (const written of ["01 01", "05 06", "06 07"]) ask(bmc, `0c 21 01 ${written}`);
    ask(bmc, "06 02");
    expect(["01", "05", "06"].map((selector) => ask(bmc, `0c 22 01 ${selector} 00 00`))).toEqual([
      "00 11 01",
      "00 11 06",
      "00 11 06",
    ]);
  });
});

describe("v2 §26.3 Get SOL Configuration Parameters", () => {
  conforms(
    PARAMETERS.map(([title, selector, first]) => [title, `0c 22 01 ${selector} 00 00`, `00 11 ${first}`] as const),
  );
  conforms([
    ["SOL payload channel", "0c 22 01 07 00 00", "00 11 01"],
    ["only the revision", "0c 22 81 01 00 00", "00 11"],
    ["80h: no such parameter", "0c 22 01 09 00 00", "80"],
    ["Eh, as ipmitool asks without a channel: the LAN channel", "0c 22 0e 07 00 00", "00 11 01"],
    ["the system interface has no SOL", "0c 22 0f 01 00 00", "cc"],
    ["a channel that does not exist", "0c 22 02 01 00 00", "cc"],
    ["one byte short", "0c 22 01 01 00", "c7"],
    ["one byte long", "0c 22 01 01 00 00 00", "c7"],
  ]);
});

describe("without a LAN channel", () => {
  conforms([["SOL of Eh does not exist", "0c 22 0e 01 00 00", "cc"]], { lan: { present: false } });
});

describe("v2 §24.6 Set User Payload Access", () => {
  conforms([
    ["SOL", "06 4c 01 02 02 00 00 00", "00"],
    ["bits of payloads that do not exist are not stored", "06 4c 01 02 fc ff ff ff", "00"],
    ["a reserved operation", "06 4c 01 82 02 00 00 00", "cc"],
    ["user 0", "06 4c 01 00 02 00 00 00", "c9"],
    ["one user too many", "06 4c 01 0b 02 00 00 00", "c9"],
    ["a channel that is no LAN", "06 4c 0f 02 02 00 00 00", "cc"],
    ["one byte short", "06 4c 01 02 02 00 00", "c7"],
    ["one byte long", "06 4c 01 02 02 00 00 00 00", "c7"],
  ]);
  it("enables and disables for one user; payloads that are not named stay", () => {
    const bmc = machine();
    ask(bmc, "06 4c 01 02 02 00 00 00");
    expect(ask(bmc, "06 4d 01 02")).toBe("00 02 00 00 00");
    expect(ask(bmc, "06 4d 01 03")).toBe("00 00 00 00 00");
    ask(bmc, "06 4c 01 42 00 00 00 00");
    expect(ask(bmc, "06 4d 01 02")).toBe("00 02 00 00 00");
    ask(bmc, "06 4c 01 42 02 00 00 00");
    expect(ask(bmc, "06 4d 01 02")).toBe("00 00 00 00 00");
  });
});

describe("v2 §24.7 Get User Payload Access", () => {
  conforms([
    ["no user at first", "06 4d 01 02", "00 00 00 00 00"],
    ["user 0", "06 4d 01 00", "c9"],
    ["a channel that is no LAN", "06 4d 0e 02", "cc"],
    ["one byte short", "06 4d 01", "c7"],
    ["one byte long", "06 4d 01 02 00", "c7"],
  ]);
});
