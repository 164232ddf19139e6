/** Log-ins tell nobody which user names exist, unless the settings ask for it: docs/threat-model.md. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { SessionStatus } from "../../src/rmcp/session-status.ts";
import { activate15, challenge15, Handshaking, type LoginOptions, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { CONSOLE, type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";
import { ask } from "../support/machine/machine.ts";

const WRONG: LoginOptions = { password: "wrong" };

/** Names and privileges whose log-in must look like one of a known user with a wrong password. */
const SAME: readonly [what: string, options: LoginOptions][] = [
  ["an unknown name", { ...WRONG, name: "nobody" }],
  ["a disabled user", { name: "gone", password: "pw4" }],
  ["a disabled user and a wrong password", { ...WRONG, name: "gone" }],
  ["the null user that is not enabled", { name: "", password: "" }],
  ["a privilege above the user's limit", { ...WRONG, name: "oper", role: 0x14 }],
  ["a name whose user has another privilege, looked up by both", { role: 0x03 }],
  ["a name with bytes after a zero", { ...WRONG, name: "admin\0x" }],
];

/** The sizes and kinds of the answers to each step and to its repetition, as a client with a password sees them. */
function answers(to: LanMachine, options: LoginOptions) {
  const steps = new Handshaking(to, options);
  const seen: unknown[] = [];
  const twice = (datagram: Uint8Array) => {
    const first = to.send([datagram]);
    const again = to.send([datagram]);
    seen.push(
      first.map((sent) => sent.datagram.length),
      first.length === 1 && isDeepStrictEqual(first, again),
    );
  };
  twice(steps.openRequest());
  steps.open();
  twice(steps.rakp1Request());
  seen.push(steps.rakp1()?.kind);
  const last = steps.rakp3();
  seen.push(last?.kind === "rakpRefused" && last.status);
  const after = steps.rakp3();
  seen.push(after?.kind === "rakpRefused" && after.status);
  return seen;
}

describe("an RMCP+ log-in", () => {
  it.each(SAME)("with %s looks like one with a wrong password, repeated messages included", (_what, options) => {
    for (const suite of [1, 3, 7, 17]) {
      const to = lanMachine({ cipherSuites: [1, 3, 7, 17] });
      expect(answers(to, { suite, ...options })).toEqual(answers(to, { suite, ...WRONG }));
    }
  });
  it("with a locked-out user does, too", () => {
    const to = lanMachine({ badPassword: { threshold: 1, lockoutInterval: "300s" } });
    const before = answers(to, WRONG);
    expect(to.bmc.lan.lockOut.isLocked(2)).toBe(true);
    expect(answers(to, {})).toEqual(before);
  });
  it("has another key in RAKP 2 each time, so that no guess can be checked twice", () => {
    const to = lanMachine();
    const bytes = () => {
      const steps = new Handshaking(to, { name: "nobody" });
      steps.open();
      return to.send([steps.rakp1Request()])[0]?.datagram.subarray(-20);
    };
    expect(bytes()).not.toEqual(bytes());
  });
  it("learns of its privilege after the right password", () => {
    const steps = new Handshaking(lanMachine(), { name: "oper", password: "pw3", role: 0x14 });
    steps.open();
    expect(steps.rakp1()).toMatchObject({ kind: "rakp2" });
    expect(steps.rakp3()).toMatchObject({ status: SessionStatus.UnauthorizedRole });
  });
  it("learns after the right password that its user has as many sessions as it may have", () => {
    const to = lanMachine();
    to.bmc.users.setAccess(2, 1, { sessionLimit: 1 });
    logIn(to);
    const steps = new Handshaking(to);
    steps.open();
    steps.rakp1();
    expect(steps.rakp3()).toMatchObject({ status: SessionStatus.NoResourcesAtRole });
    expect(to.bmc.sessions.count).toBe(1);
  });
  it("with an unknown name counts for no lock-out", () => {
    const to = lanMachine({ badPassword: { threshold: 1, lockoutInterval: "300s" }, countAbandonedLogins: true });
    for (const name of ["nobody", "gone", ""]) {
      answers(to, { ...WRONG, name });
      const abandoned = new Handshaking(to, { name });
      abandoned.open();
      abandoned.rakp1();
    }
    to.clock.advance(10_000);
    expect(to.bmc.lan.lockOut.snapshot()).toEqual({ failures: [], locked: [] });
    expect(logIn(to).ask("06 01")).toHaveLength(1);
  });
  it("with unknown names from one address, by the hundred, leaves the set-ups of others alone", () => {
    const to = lanMachine();
    const steps = new Handshaking(to, { peer: { ...CONSOLE, address: "192.0.2.77" } });
    steps.open();
    steps.rakp1();
    for (let n = 0; n < 300; n++) {
      const peer = { address: "10.0.0.1", port: 1000 + n };
      const stranger = new Handshaking(to, { name: `name-${n}`, peer });
      stranger.open();
      stranger.rakp1();
      to.clock.advance(5);
    }
    expect(steps.rakp3()).toMatchObject({ kind: "rakp4" });
  });
});

describe("a log-in by IPMI 1.5", () => {
  it.each([
    ["an unknown name", "nobody", "wrong"],
    ["a disabled user", "gone", "pw4"],
    ["the null user that is not enabled", "", ""],
    ["a wrong password", "admin", "wrong"],
  ])("with %s gets a challenge, and no answer to Activate Session", (_what, name, password) => {
    const to = lanMachine();
    const given = challenge15(to, { name });
    if (typeof given === "number") throw new Error(`refused: ${given}`);
    expect(to.send([activate15(given, { password })])).toEqual([]);
    expect(to.send([activate15(given, { password })])).toEqual([]);
    expect(to.bmc.sessions.count).toBe(0);
  });
  it("with an unknown name counts for no lock-out", () => {
    const to = lanMachine();
    ask(to.machine, "0c 01 01 1a 00 01 00 00 1e 00");
    const given = challenge15(to, { name: "nobody" });
    if (typeof given === "object") to.send([activate15(given, { password: "wrong" })]);
    expect(to.bmc.lan.lockOut.snapshot()).toEqual({ failures: [], locked: [] });
  });
});

describe("the null user that is enabled", () => {
  const GET_SESSION_INFO = "06 3d 00";
  const withNullUser = () => lanMachine({}, undefined, { users: { accounts: [{ id: 1, password: "secret" }] } });

  it("logs in by RMCP+, with its own password only", () => {
    const to = withNullUser();
    const wrong = { name: "", password: "" };
    expect(() => logIn(to, wrong)).toThrow("the log-in failed");
    expect(logIn(to, { name: "" }).ask(GET_SESSION_INFO)[0]).toMatch(/^00 01 10 01 01 04 1/);
  });
  it("logs in by IPMI 1.5", () => {
    expect(logIn15(withNullUser(), { name: "" }).ask(GET_SESSION_INFO)[0]).toMatch(/^00 01 10 01 01 04 0/);
  });
});
