/** Lock-out after bad passwords (IPMI table 23-4, parameter 26). */
import { describe, expect, it } from "vitest";
import { SessionStatus } from "../../src/rmcp/session-status.ts";
import { activate15, challenge15, Handshaking, logIn } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";
import { ask } from "../support/machine/machine.ts";

/** Three attempts, forgotten after 100 s, locked out for 300 s. */
const THRESHOLD = "0c 01 01 1a 00 03 0a 00 1e 00";

function guarded(threshold = THRESHOLD, lan = {}): LanMachine {
  const to = lanMachine({ revealUserNames: true, ...lan });
  expect(ask(to.machine, threshold)).toBe("00");
  return to;
}

function tryWrong(to: LanMachine, times: number): void {
  for (let i = 0; i < times; i++) {
    const steps = new Handshaking(to, { password: "wrong" });
    steps.open();
    steps.rakp1();
    steps.rakp3();
  }
}

/** Whether RAKP 2 refuses the user's name. */
function loginFails(to: LanMachine): boolean {
  const steps = new Handshaking(to);
  steps.open();
  return steps.rakp1()?.kind === "rakpRefused";
}

const messaging = (to: LanMachine) => ask(to.machine, "06 44 01 02").split(" ")[4];

describe("after bad passwords", () => {
  it("the user is locked out for the interval, and Get User Access shows it", () => {
    const to = guarded();
    tryWrong(to, 2);
    expect(loginFails(to)).toBe(false);
    tryWrong(to, 1);
    expect(loginFails(to)).toBe(true);
    expect(messaging(to)).toBe("04");
    to.clock.advance(300_000);
    expect(loginFails(to)).toBe(false);
    expect(messaging(to)).toBe("14");
  });
  it("a good one starts the count again, and so does the reset interval", () => {
    const to = guarded();
    tryWrong(to, 2);
    logIn(to);
    tryWrong(to, 2);
    expect(loginFails(to)).toBe(false);
    to.clock.advance(100_000);
    tryWrong(to, 2);
    expect(loginFails(to)).toBe(false);
  });
  it("an event tells it, if parameter 26 or the settings ask for it", () => {
    const badPassword = { threshold: 2, logEvent: true, resetInterval: "100s", lockoutInterval: "60s" };
    const to = lanMachine({ badPassword });
    tryWrong(to, 1);
    expect(to.bmc.sel.size).toBe(0);
    tryWrong(to, 1);
    // Session Audit: invalid password disable of user 2 on channel 1.
    expect(ask(to.machine, "0a 43 00 00 00 00 00 ff")).toMatch(/ 20 00 04 2a d4 6f f3 02 01$/);
  });
  it("IPMI 1.5 counts too", () => {
    const to = guarded();
    for (let i = 0; i < 3; i++) {
      const given = challenge15(to, {});
      if (typeof given === "object") to.send([activate15(given, { password: "wrong" })]);
    }
    expect(loginFails(to)).toBe(true);
  });
  it("log-ins that are under way fail, even with the right password", () => {
    const to = guarded();
    const steps = new Handshaking(to);
    steps.open();
    steps.rakp1();
    const given = challenge15(to, {});
    tryWrong(to, 3);
    expect(steps.rakp3()).toMatchObject({ kind: "rakpRefused", status: SessionStatus.InvalidIntegrityCheckValue });
    expect(typeof given === "object" && to.send([activate15(given, {})])).toEqual([]);
    expect(to.bmc.sessions.count).toBe(0);
  });
  it("open sessions stay, so that a stranger cannot end them", () => {
    const to = guarded();
    const session = logIn(to);
    tryWrong(to, 3);
    expect(session.ask("06 01")).toHaveLength(1);
  });
  it.each([
    ["Set User Access", "06 43 91 02 04"],
    ["Set User Password", "06 47 02 01"],
  ])("%s lets the user in again", (_name, request) => {
    const to = guarded();
    tryWrong(to, 3);
    ask(to.machine, request);
    expect(loginFails(to)).toBe(false);
  });
  it("a lock-out of 0 lasts until Set User Access ends it", () => {
    const to = guarded("0c 01 01 1a 00 03 00 00 00 00");
    tryWrong(to, 3);
    to.clock.advance(10_000_000);
    expect(loginFails(to)).toBe(true);
    expect(messaging(to)).toBe("04");
    ask(to.machine, "06 43 91 02 04");
    expect(loginFails(to)).toBe(false);
  });
});

describe("a log-in that its client abandons", () => {
  const abandon = (to: LanMachine) => {
    for (let i = 0; i < 3; i++) {
      const steps = new Handshaking(to);
      steps.open();
      steps.rakp1();
    }
    to.clock.advance(10_000);
  };
  it("counts only if configured", () => {
    const lenient = guarded();
    abandon(lenient);
    expect(loginFails(lenient)).toBe(false);
    const strict = guarded(THRESHOLD, { countAbandonedLogins: true });
    abandon(strict);
    expect(loginFails(strict)).toBe(true);
  });
});
