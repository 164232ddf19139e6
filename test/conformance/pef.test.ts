/** Platform event filtering and alerting, IPMI chapters 17 and 30: the commands. What filters do is in pef-filters.test.ts. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

const ZERO16 = Array(16).fill("00").join(" ");
const ZERO20 = `${ZERO16} 00 00 00 00`;
/** Enabled; power down on upper critical going high of any temperature. */
const FILTER = "80 02 00 10 ff ff 01 ff 01 00 02 00 ff 00 00 ff 00 00 ff 00";
const TEXT = "61 6c 65 72 74 00 00 00 00 00 00 00 00 00 00 00";

describe("§30.1 Get PEF Capabilities", () => {
  conforms([
    ["1.5; all actions but the OEM's; 16 filters", "04 10", "00 51 2f 10"],
    ["one byte long", "04 10 00", "c7"],
  ]);
  conforms([["as many filters as there are", "04 10", "00 51 2f 7f"]], { pef: { filterCount: 127 } });
});

describe("§30.2 Arm PEF Postpone Timer", () => {
  conforms([
    ["arm", "04 11 0a", "00 0a"],
    ["disable PEF for now", "04 11 fe", "00 fe"],
    ["off", "04 11 00", "00 00"],
    ["ask", "04 11 ff", "00 00"],
    ["one byte short", "04 11", "c7"],
    ["one byte long", "04 11 0a 00", "c7"],
  ]);
  it("counts down from an event on, and reports the time left", () => {
    const clock = new ManualClock();
    const bmc = machine({ pef: { enabled: true } }, clock);
    ask(bmc, "04 11 0a");
    clock.advance(5000);
    expect(ask(bmc, "04 11 ff")).toBe("00 0a");
    ask(bmc, "04 02 41 04 01 30 01 59 00 00");
    clock.advance(3500);
    expect(ask(bmc, "04 11 ff")).toBe("00 07");
    clock.advance(6500);
    expect(ask(bmc, "04 11 ff")).toBe("00 0a");
  });
});

describe("§30.3 Set PEF Configuration Parameters", () => {
  conforms([
    ["0: set in progress", "04 12 00 01", "00"],
    ["0: commit write", "04 12 00 02", "00"],
    ["0: CCh, reserved", "04 12 00 03", "cc"],
    ["1: control", "04 12 01 0f", "00"],
    ["2: actions", "04 12 02 3f", "00"],
    ["3: startup delay", "04 12 03 1e", "00"],
    ["4: alert startup delay", "04 12 04 1e", "00"],
    ["5: 82h, read-only", "04 12 05 10", "82"],
    ["6: a filter", `04 12 06 01 ${FILTER}`, "00"],
    ["6: C9h, filter 0", `04 12 06 00 ${FILTER}`, "c9"],
    ["6: C9h, filter 17", `04 12 06 11 ${FILTER}`, "c9"],
    ["6: one byte short", `04 12 06 01 ${ZERO16} 00 00 00`, "c7"],
    ["6: one byte long", `04 12 06 01 ${FILTER} 00`, "c7"],
    ["7: a filter's first byte", "04 12 07 10 80", "00"],
    ["7: C9h, filter 17", "04 12 07 11 80", "c9"],
    ["7: one byte short", "04 12 07 10", "c7"],
    ["8: 82h, read-only", "04 12 08 10", "82"],
    ["9: an alert policy", "04 12 09 01 18 11 00", "00"],
    ["9: C9h, entry 17", "04 12 09 11 18 11 00", "c9"],
    ["9: one byte short", "04 12 09 01 18 11", "c7"],
    ["10: GUID", `04 12 0a 01 ${ZERO16}`, "00"],
    ["10: one byte long", `04 12 0a 01 ${ZERO16} 00`, "c7"],
    ["11: 82h, read-only", "04 12 0b 08", "82"],
    ["12: a string's key", "04 12 0c 08 01 01", "00"],
    ["12: C9h, string 9", "04 12 0c 09 01 01", "c9"],
    ["12: one byte long", "04 12 0c 08 01 01 00", "c7"],
    ["13: a block of a string", `04 12 0d 00 01 ${TEXT}`, "00"],
    ["13: a short block", "04 12 0d 08 04 61", "00"],
    ["13: C9h, string 9", "04 12 0d 09 01 61", "c9"],
    ["13: C9h, block 0", "04 12 0d 00 00 61", "c9"],
    ["13: C9h, block 5", "04 12 0d 00 05 61", "c9"],
    ["13: over a block", `04 12 0d 00 01 ${TEXT} 00`, "c7"],
    ["14: 80h, no group control", "04 12 0e 00", "80"],
    ["15: 80h, no group control", `04 12 0f 01 ${ZERO16}`, "80"],
    ["bit 7 of the selector is reserved", "04 12 83 1e", "00"],
    ["control, one byte short", "04 12 01", "c7"],
    ["control, one byte long", "04 12 01 00 00", "c7"],
    ["one byte short", "04 12", "c7"],
  ]);
  conforms([["81h: a set is in progress", "04 12 00 01", "81"]], {}, (bmc) => ask(bmc, "04 12 00 01"));
});

describe("§30.4 Get PEF Configuration Parameters", () => {
  conforms([
    ["0", "04 13 00 00 00", "00 11 00"],
    ["1: disabled, with startup delay", "04 13 01 00 00", "00 11 04"],
    ["2: all that there are", "04 13 02 00 00", "00 11 2f"],
    ["3: 60 s", "04 13 03 00 00", "00 11 3c"],
    ["4: 60 s", "04 13 04 00 00", "00 11 3c"],
    ["5: 16 filters", "04 13 05 00 00", "00 11 10"],
    ["6: an unused filter", "04 13 06 10 00", `00 11 10 ${ZERO20}`],
    ["6: C9h, filter 0", "04 13 06 00 00", "c9"],
    ["6: C9h, filter 17", "04 13 06 11 00", "c9"],
    ["7: an unused filter", "04 13 07 01 00", "00 11 01 00"],
    ["8: 16 policies", "04 13 08 00 00", "00 11 10"],
    ["9: an unused entry", "04 13 09 01 00", "00 11 01 00 00 00"],
    ["9: C9h, entry 0", "04 13 09 00 00", "c9"],
    ["10: the system's own is used", "04 13 0a 00 00", `00 11 00 ${ZERO16}`],
    ["11: 8 strings", "04 13 0b 00 00", "00 11 08"],
    ["12: the volatile string's key", "04 13 0c 00 00", "00 11 00 00 00"],
    ["13: the volatile string", "04 13 0d 00 01", `00 11 00 01 ${ZERO16}`],
    ["13: C9h, block 0", "04 13 0d 00 00", "c9"],
    ["14: 80h", "04 13 0e 00 00", "80"],
    ["15: 80h", "04 13 0f 01 00", "80"],
    ["revision only", "04 13 86 00 00", "00 11"],
    ["one byte short", "04 13 06 01", "c7"],
    ["one byte long", "04 13 06 01 00 00", "c7"],
  ]);
  it.each([
    ["1, reserved bits not", "01 ff", "01 00 00", "0f"],
    ["2, no actions that there are not", "02 ff", "02 00 00", "2f"],
    ["3", "03 05", "03 00 00", "05"],
    ["4", "04 06", "04 00 00", "06"],
    [
      "6, no actions that there are not",
      `06 02 ${FILTER.replace("80 02", "c0 7f")}`,
      "06 02 00",
      `02 ${FILTER.replace("80 02", "c0 2f")}`,
    ],
    ["7, in the filter", "07 02 80", "06 02 00", `02 80 ${ZERO20.slice(3)}`],
    ["9", "09 02 1b 2c ad", "09 02 00", "02 1b 2c ad"],
    ["10", `0a ff ${TEXT}`, "0a 00 00", `01 ${TEXT}`],
    ["12", "0c 02 03 04", "0c 02 00", "02 03 04"],
    ["13", `0d 02 03 ${TEXT}`, "0d 02 03", `02 03 ${TEXT}`],
  ])("parameter %s is kept over a cold reset", (_title, set, get, value) => {
    const bmc = machine();
    expect(ask(bmc, `04 12 ${set}`)).toBe("00");
    ask(bmc, "06 02");
    expect(ask(bmc, `04 13 ${get}`)).toBe(`00 11 ${value}`);
  });
  it("string 0 and its key are volatile", () => {
    const bmc = machine();
    ask(bmc, `04 12 0d 00 01 ${TEXT}`);
    ask(bmc, "04 12 0c 00 01 02");
    ask(bmc, "06 02");
    expect(ask(bmc, "04 13 0d 00 01")).toBe(`00 11 00 01 ${ZERO16}`);
    expect(ask(bmc, "04 13 0c 00 00")).toBe("00 11 00 00 00");
  });
  it("a shorter block ends the string, and other blocks stay", () => {
    const bmc = machine();
    ask(bmc, `04 12 0d 01 01 ${TEXT}`);
    ask(bmc, `04 12 0d 01 02 ${TEXT}`);
    ask(bmc, "04 12 0d 01 01 62");
    expect(ask(bmc, "04 13 0d 01 01")).toBe("00 11 01 01 62 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
    expect(ask(bmc, "04 13 0d 01 02")).toBe(`00 11 01 02 ${TEXT}`);
  });
  it("set complete without commit write discards the writes", () => {
    const bmc = machine();
    ask(bmc, "04 12 00 01");
    ask(bmc, `04 12 06 01 ${FILTER}`);
    expect(ask(bmc, "04 13 06 01 00")).toBe(`00 11 01 ${FILTER}`);
    ask(bmc, "04 12 00 00");
    expect(ask(bmc, "04 13 06 01 00")).toBe(`00 11 01 ${ZERO20}`);
  });
  it("filters that configuration brings are the first", () => {
    const bmc = machine({ pef: { filters: [FILTER] } });
    expect(ask(bmc, "04 13 06 01 00")).toBe(`00 11 01 ${FILTER}`);
  });
});

/** A Platform Event of BIOS: a temperature, upper critical going high. */
const EVENT = "04 02 41 04 01 30 01 59 5f 5a";

describe("§30.5 Set Last Processed Event ID, §30.6 Get Last Processed Event ID", () => {
  conforms([
    ["set software's", "04 14 00 34 12", "00"],
    ["set the BMC's", "04 14 01 34 12", "00"],
    ["set, one byte short", "04 14 00 34", "c7"],
    ["set, one byte long", "04 14 00 34 12 00", "c7"],
    ["get, of an empty SEL", "04 15", "00 ff ff ff ff ff ff ff ff ff ff"],
    ["get, one byte long", "04 15 00", "c7"],
  ]);
  conforms([["what was set", "04 15", "00 ff ff ff ff ff ff 34 12 78 56"]], {}, (bmc) => {
    ask(bmc, "04 14 00 34 12");
    ask(bmc, "04 14 01 78 56");
  });
  it("answers 81h while the SEL is erased, which clears both IDs", () => {
    const clock = new ManualClock();
    const bmc = machine({ sel: { eraseMs: 1000 } }, clock);
    ask(bmc, EVENT);
    ask(bmc, "04 14 00 01 00");
    ask(bmc, `0a 47 ${ask(bmc, "0a 42").slice(3)} 43 4c 52 aa`);
    expect(ask(bmc, "04 15")).toBe("81");
    expect(ask(bmc, "04 14 00 01 00")).toBe("81");
    clock.advance(1000);
    expect(ask(bmc, "04 15").split(" ").slice(5)).toEqual(["ff", "ff", "ff", "ff", "ff", "ff"]);
  });
  it.each([
    ["disabled", false],
    ["enabled", true],
  ])("the BMC has processed each event, PEF %s; 0000h where it was not logged", (_title, enabled) => {
    const bmc = machine({ pef: { enabled } }, new ManualClock());
    ask(bmc, EVENT);
    ask(bmc, EVENT);
    expect(ask(bmc, "04 15").split(" ").slice(5).join(" ")).toBe("02 00 ff ff 02 00");
    ask(bmc, "06 2e 00");
    ask(bmc, EVENT);
    expect(ask(bmc, "04 15").split(" ").slice(5).join(" ")).toBe("02 00 ff ff 00 00");
  });
});

describe("§30.7 Alert Immediate", () => {
  conforms([
    ["D5h: the LAN is not served", "04 16 01 01 00", "d5"],
    ["D5h with a string", "04 16 01 01 88", "d5"],
    ["get status: none", "04 16 01 40 00", "00 00"],
    ["clear status", "04 16 01 80 00", "00"],
    ["CCh: operation 11b", "04 16 01 c0 00", "cc"],
    ["CCh: no such destination", "04 16 01 05 00", "cc"],
    ["C9h: no such string", "04 16 01 01 89", "c9"],
    ["CCh: a channel without alerts", "04 16 0f 01 00", "cc"],
    ["CCh: no such channel", "04 16 07 01 00", "cc"],
    ["D5h with an event (v2)", "04 16 01 01 00 20 04 01 30 01 59 5f 5a", "d5"],
    ["one byte short", "04 16 01 01", "c7"],
    ["one byte long", "04 16 01 01 00 00", "c7"],
    ["one byte long with an event", "04 16 01 01 00 20 04 01 30 01 59 5f 5a 00", "c7"],
  ]);
});

describe("§30.8 PET Acknowledge", () => {
  conforms([
    ["no trap waits for it", "04 17 01 00 00 00 00 00 20 20 30 01 ff ff", "00"],
    ["one byte short", "04 17 01 00 00 00 00 00 20 20 30 01 ff", "c7"],
    ["one byte long", "04 17 01 00 00 00 00 00 20 20 30 01 ff ff 00", "c7"],
  ]);
});
