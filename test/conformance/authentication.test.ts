/** Authentication of sessions on a LAN channel, IPMI §22.13, v2 §22.15 and §22.25. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

const KEY = "01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14";
const ZERO = KEY.replaceAll(/\w\w/g, "00");

describe("§22.13 Get Channel Authentication Capabilities", () => {
  conforms([
    ["MD5 and password, both versions, no user", "06 38 81 04", "00 01 94 00 03 00 00 00 00"],
    ["as IPMI 1.5 has it", "06 38 01 04", "00 01 14 00 00 00 00 00 00"],
    ["OEM privilege: no type is enabled", "06 38 81 05", "00 01 80 00 03 00 00 00 00"],
    ["privilege 0", "06 38 81 00", "cc"],
    ["privilege 6", "06 38 81 06", "cc"],
    ["the channel it is asked on is no LAN", "06 38 8e 04", "cc"],
    ["a channel that does not exist", "06 38 82 04", "cc"],
    ["one byte short", "06 38 81", "c7"],
    ["one byte long", "06 38 81 04 00", "c7"],
  ]);
  conforms([["no cipher suite, no v2", "06 38 81 04", "00 01 14 00 00 00 00 00 00"]], { lan: { cipherSuites: [] } });
  conforms([["no type, no v1.5", "06 38 81 04", "00 01 80 00 02 00 00 00 00"]], { lan: { authenticationTypes: [] } });
  it.each([
    ["a user with a name", { id: 2, name: "operator" }, "04"],
    ["the null user with a password", { id: 1, password: "secret" }, "02"],
    ["the null user without a password", { id: 1 }, "01"],
    ["a user who is disabled", { id: 2, name: "operator", enabled: false }, "00"],
  ])("%s", (_who, account, status) => {
    expect(ask(machine({ users: { accounts: [account] } }), "06 38 81 04")).toBe(`00 01 94 ${status} 03 00 00 00 00`);
  });
  it("reports the types that channel access and LAN parameters enable, and whether K_G is set", () => {
    const bmc = machine();
    ask(bmc, "06 40 01 9a 00");
    ask(bmc, "0c 01 01 02 00 00 00 04 00");
    ask(bmc, `06 56 01 01 01 ${KEY}`);
    expect(ask(bmc, "06 38 81 04")).toBe("00 01 84 38 03 00 00 00 00");
    expect(ask(bmc, "06 38 81 03")).toBe("00 01 80 38 03 00 00 00 00");
  });
});

describe("v2 §22.15 Get Channel Cipher Suites", () => {
  conforms([
    ["3 and 17, by suite", "06 54 01 00 80", "00 01 c0 03 01 41 81 c0 11 03 44 81"],
    ["of SOL", "06 54 01 01 80", "00 01 c0 03 01 41 81 c0 11 03 44 81"],
    ["their algorithms", "06 54 01 00 00", "00 01 01 03 41 44 81"],
    ["nothing after the end", "06 54 01 00 81", "00 01"],
    ["a payload type that has none", "06 54 01 02 80", "cc"],
    ["the channel it is asked on is no LAN", "06 54 0e 00 80", "cc"],
    ["one byte short", "06 54 01 00", "c7"],
    ["one byte long", "06 54 01 00 80 00", "c7"],
  ]);
  conforms(
    [
      ["sixteen bytes at a time", "06 54 01 00 80", "00 01 c0 00 00 40 80 c0 01 01 40 80 c0 02 01 41 80 c0"],
      ["the rest; an OEM's suite is left out", "06 54 01 00 81", "00 01 03 01 41 81"],
    ],
    { lan: { cipherSuites: [0, 1, 2, 0x80, 3] } },
  );
});

describe("v2 §22.25 Set Channel Security Keys", () => {
  conforms([
    ["K_R reads as zeros", "06 56 01 00 00", `00 00 ${ZERO}`],
    ["K_G reads as zeros", "06 56 01 00 01", `00 00 ${ZERO}`],
    ["sets K_G", `06 56 01 01 01 ${KEY}`, "00 00"],
    ["81h: too few bytes", `06 56 01 01 01 ${KEY.slice(3)}`, "81"],
    ["82h: too many bytes", `06 56 01 01 01 ${KEY} 15`, "82"],
    ["no such key", "06 56 01 00 02", "cc"],
    ["no such key to set", `06 56 01 01 02 ${KEY}`, "cc"],
    ["keys cannot be locked", "06 56 01 02 01", "cc"],
    ["a key with a read", `06 56 01 00 01 ${KEY}`, "c7"],
    ["the channel it is asked on is no LAN", "06 56 0e 00 01", "cc"],
    ["one byte short", "06 56 01 00", "c7"],
  ]);
  it("keeps each key", () => {
    const bmc = machine();
    ask(bmc, `06 56 01 01 00 ${KEY}`);
    ask(bmc, "06 02");
    expect(ask(bmc, "06 56 01 00 00")).toBe(`00 00 ${KEY}`);
    expect(ask(bmc, "06 56 01 00 01")).toBe(`00 00 ${ZERO}`);
  });
});
