/** Sessions as system software sees them, IPMI §22.16 to §22.20. test/lan/ has them as clients do. */
import { describe, expect, it } from "vitest";
import { Privilege } from "../../src/ipmi/privilege.ts";
import type { Session } from "../../src/ipmi/session.ts";
import type { Machine } from "../../src/machine.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

const NAME = "61 64 6d 69 6e 00 00 00 00 00 00 00 00 00 00 00";

/** Opens a session of user 2 from 192.0.2.9, port 50000. */
function open({ bmc }: Machine, handle: number): void {
  const ends: (() => void)[] = [];
  const session: Session = {
    handle,
    id: 0x1000 + handle,
    userId: 2,
    channel: 1,
    version: "2.0",
    highestPrivilege: Privilege.Administrator,
    privilege: Privilege.Operator,
    integrity: true,
    confidentiality: true,
    peer: { address: "192.0.2.9", port: 50_000 },
    idleMs: 0,
    isUsed: true,
    setPrivilege() {},
    sendPayload() {},
    onEnd: (listener) => ends.push(listener),
    end() {
      for (const listener of ends) listener();
    },
  };
  bmc.sessions.add(session);
}

function withTwo(to: Machine): void {
  open(to, 1);
  open(to, 2);
}

describe("§22.16 Get Session Challenge", () => {
  conforms([
    ["not in-band", `06 39 02 ${NAME}`, "c1"],
    ["one byte short", `06 39 02 ${NAME.slice(3)}`, "c7"],
    ["one byte long", `06 39 02 ${NAME} 00`, "c7"],
  ]);
});

describe("§22.17 Activate Session", () => {
  conforms([
    ["not in-band", `06 3a 02 04 ${NAME} 01 00 00 00`, "c1"],
    ["one byte short", `06 3a 02 04 ${NAME} 01 00 00`, "c7"],
    ["one byte long", `06 3a 02 04 ${NAME} 01 00 00 00 00`, "c7"],
  ]);
});

describe("§22.18 Set Session Privilege Level", () => {
  conforms([
    ["not in-band", "06 3b 04", "c1"],
    ["one byte short", "06 3b", "c7"],
    ["one byte long", "06 3b 04 00", "c7"],
  ]);
});

describe("§22.19 Close Session", () => {
  conforms([
    ["an unknown ID", "06 3c 01 00 00 00", "87"],
    ["an unknown handle", "06 3c 00 00 00 00 01", "88"],
    ["one byte short", "06 3c 01 00 00", "c7"],
    ["one byte long", "06 3c 00 00 00 00 01 00", "c7"],
  ]);
  conforms(
    [
      ["by its ID", "06 3c 01 10 00 00", "00"],
      ["by its handle", "06 3c 00 00 00 00 02", "00"],
    ],
    {},
    withTwo,
  );
  it("ends the session", () => {
    const to = machine();
    withTwo(to);
    ask(to, "06 3c 00 00 00 00 01");
    expect(to.bmc.sessions.all.map(({ handle }) => handle)).toEqual([2]);
  });
});

describe("§22.20 Get Session Info", () => {
  conforms([
    ["system software has no session", "06 3d 00", "00 00 10 00"],
    ["the first of none", "06 3d 01", "00 00 10 00"],
    ["one byte short", "06 3d fe", "c7"],
    ["one byte long", "06 3d 00 00", "c7"],
  ]);
  const second = "00 02 10 02 02 03 11 c0 00 02 09 00 00 00 00 00 00 50 c3";
  conforms(
    [
      ["the second", "06 3d 02", second],
      ["by its handle", "06 3d fe 02", second],
      ["by its ID", "06 3d ff 02 10 00 00", second],
      ["the third of two", "06 3d 03", "00 00 10 02"],
      ["an unknown handle", "06 3d fe 09", "00 00 10 02"],
    ],
    {},
    withTwo,
  );
});

describe("§22.24 Get Channel Info", () => {
  conforms([["counts the open sessions", "06 42 01", "00 01 04 01 82 f2 1b 00 00 00"]], {}, withTwo);
});

describe("§20.2 Cold Reset and §20.3 Warm Reset", () => {
  it.each([["06 02"], ["06 03"]])("%s ends all sessions", (reset) => {
    const to = machine();
    withTwo(to);
    ask(to, reset);
    expect(to.bmc.sessions.count).toBe(0);
  });
});
