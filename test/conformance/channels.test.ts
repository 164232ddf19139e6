/** Channels, IPMI §22.22–§22.24. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const NON_VOLATILE = "06 41 01 40";
const VOLATILE = "06 41 01 80";

describe("§22.22 Set Channel Access", () => {
  conforms([
    ["non-volatile", "06 40 01 7a 44", "00"],
    ["volatile", "06 40 01 80 82", "00"],
    ["neither changes", "06 40 01 3f 0f", "00"],
    ["82h: the system interface has no sessions", "06 40 0f 42 44", "82"],
    ["82h: nor has the channel it was asked on", "06 40 0e 42 44", "82"],
    ["82h: nor has the IPMB", "06 40 00 42 44", "82"],
    ["83h: pre-boot only, on a LAN", "06 40 01 41 44", "83"],
    ["83h: shared, on a LAN", "06 40 01 43 44", "83"],
    ["reserved copy of the access", "06 40 01 c2 44", "cc"],
    ["reserved copy of the limit", "06 40 01 42 c4", "cc"],
    ["privilege limit 0", "06 40 01 42 40", "cc"],
    ["privilege limit 6", "06 40 01 42 46", "cc"],
    ["a channel that does not exist", "06 40 02 42 44", "cc"],
    ["one byte short", "06 40 01 42", "c7"],
    ["one byte long", "06 40 01 42 44 00", "c7"],
  ]);
  it("changes the copy that it names, each half alone", () => {
    const bmc = machine();
    ask(bmc, "06 40 01 78 00");
    expect(ask(bmc, NON_VOLATILE)).toBe("00 38 04");
    expect(ask(bmc, VOLATILE)).toBe("00 02 04");
    ask(bmc, "06 40 01 00 82");
    expect(ask(bmc, NON_VOLATILE)).toBe("00 38 04");
    expect(ask(bmc, VOLATILE)).toBe("00 02 02");
  });
  it.each([
    ["the limit", "06 40 01 60 c4"],
    ["the access", "06 40 01 e0 42"],
    ["the mode", "06 40 01 63 42"],
  ])("changes nothing when it refuses %s", (_title, request) => {
    const bmc = machine();
    expect(ask(bmc, request)).not.toBe("00");
    expect(ask(bmc, NON_VOLATILE)).toBe("00 02 04");
    expect(ask(bmc, VOLATILE)).toBe("00 02 04");
  });
  it.each([
    ["a reset", "00 02 03"],
    ["power down", "00 02 00"],
    ["a cold reset of the BMC", "06 02"],
  ])("%s brings back the non-volatile settings", (_title, request) => {
    const bmc = machine();
    new FakeQemu(bmc, "3f");
    ask(bmc, "06 40 01 62 43");
    ask(bmc, "06 40 01 80 82");
    expect(ask(bmc, VOLATILE)).toBe("00 00 02");
    ask(bmc, request);
    expect(ask(bmc, VOLATILE)).toBe("00 22 03");
  });
});

describe("§22.23 Get Channel Access", () => {
  conforms([
    ["non-volatile: always available to administrators", NON_VOLATILE, "00 02 04"],
    ["volatile", VOLATILE, "00 02 04"],
    ["neither copy", "06 41 01 00", "cc"],
    ["a reserved copy", "06 41 01 c0", "cc"],
    ["82h: the system interface has no sessions", "06 41 0f 80", "82"],
    ["82h: nor has the IPMB", "06 41 00 80", "82"],
    ["a channel that does not exist", "06 41 02 80", "cc"],
    ["one byte short", "06 41 01", "c7"],
    ["one byte long", "06 41 01 80 00", "c7"],
  ]);
  const access = {
    privilegeLimit: "operator",
    perMessageAuthentication: false,
    userLevelAuthentication: false,
    pefAlerting: false,
  };
  conforms(
    [
      ["as configured, non-volatile", NON_VOLATILE, "00 3a 03"],
      ["as configured, volatile", VOLATILE, "00 3a 03"],
    ],
    { lan: { access } },
  );
});

describe("§22.24 Get Channel Info", () => {
  conforms([
    ["the system interface", "06 42 0f", "00 0f 0c 08 00 f2 1b 00 ff ff"],
    ["the channel it was asked on", "06 42 0e", "00 0f 0c 08 00 f2 1b 00 ff ff"],
    ["the primary IPMB", "06 42 00", "00 00 01 01 00 f2 1b 00 00 00"],
    ["the LAN: multi-session", "06 42 01", "00 01 04 01 80 f2 1b 00 00 00"],
    ["the upper bits are reserved", "06 42 ff", "00 0f 0c 08 00 f2 1b 00 ff ff"],
    ["a channel that does not exist", "06 42 02", "cc"],
    ["one byte short", "06 42", "c7"],
    ["one byte long", "06 42 0f 00", "c7"],
  ]);
  conforms([["KCS", "06 42 0f", "00 0f 0c 05 00 f2 1b 00 ff ff"]], { systemInterface: "kcs" });
  conforms([["SSIF", "06 42 0f", "00 0f 0c 04 00 f2 1b 00 ff ff"]], { systemInterface: "ssif" });
  conforms([["the LAN where it is", "06 42 08", "00 08 04 01 80 f2 1b 00 00 00"]], { lan: { channel: 8 } });
  conforms([["no LAN", "06 42 01", "cc"]], { lan: { present: false } });
  it("Linux finds three of channels 0 to 15", () => {
    const bmc = machine();
    const found = Array.from({ length: 16 }, (_, number) => number).filter((number) =>
      ask(bmc, `06 42 ${number.toString(16).padStart(2, "0")}`).startsWith("00"),
    );
    // 0Eh is the channel that asks.
    expect(found).toEqual([0x00, 0x01, 0x0e, 0x0f]);
  });
});
