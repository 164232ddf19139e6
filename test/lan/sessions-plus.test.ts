/** RMCP+ sessions (IPMI v2 §13.17 to §13.33) at the LAN server. */
import { describe, expect, it } from "vitest";
import { SessionStatus } from "../../src/rmcp/session-status.ts";
import { toHex } from "../support/bytes/hex.ts";
import { Handshaking, logIn } from "../support/lan/lan-console.ts";
import { ALL_SUITES, lanMachine } from "../support/lan/lan-machine.ts";

const GUID = "06 37";
const DEVICE_ID = "06 01";

describe("a session", () => {
  it.each(ALL_SUITES)("of cipher suite %i carries requests and answers", (suite) => {
    const to = lanMachine({ cipherSuites: ALL_SUITES });
    const session = logIn(to, { suite });
    expect(session.ask(DEVICE_ID)[0]).toMatch(/^00 20/);
    expect(session.ask("06 3c", {})).toEqual(["c7"]);
  });

  it("has the privilege User at first, and what Set Session Privilege Level gives", () => {
    const session = logIn(lanMachine(), { role: 0x12 });
    expect(session.ask("06 40 01 9a 00")).toEqual(["d4"]);
    expect(session.ask("06 3b 00")).toEqual(["00 02"]);
    expect(session.ask("06 3b 04")).toEqual(["80"]);
    expect(logIn(lanMachine()).ask("06 40 01 80 00")).toEqual(["00"]);
  });

  it("is refused a privilege above its user's limit", () => {
    const to = lanMachine();
    const session = logIn(to, { name: "oper", password: "pw3", role: 0x13 });
    expect(session.ask("06 3b 04")).toEqual(["81"]);
    expect(session.ask("06 3b 01")).toEqual(["cc"]);
  });

  it("loses privilege when the limit of its user, the channel or its suite is lowered", () => {
    for (const lower of [
      (to: ReturnType<typeof lanMachine>) => to.bmc.users.setAccess(2, 1, { privilegeLimit: 2 }),
      (to: ReturnType<typeof lanMachine>) => to.bmc.channels.setAccess(1, "volatile", { privilegeLimit: 2 }),
      (to: ReturnType<typeof lanMachine>) => to.bmc.lan.set({ cipherSuitePrivileges: new Uint8Array(8).fill(0x22) }),
    ]) {
      const to = lanMachine();
      const session = logIn(to);
      lower(to);
      expect(session.ask("06 40 01 80 00")).toEqual(["d4"]);
    }
  });

  it("ends when its user is disabled", () => {
    const to = lanMachine();
    const session = logIn(to);
    to.bmc.users.enable(2, false);
    expect(session.ask(DEVICE_ID)).toEqual([]);
    expect(to.bmc.sessions.count).toBe(0);
  });

  it("ends by Close Session, whose answer still leaves", () => {
    const to = lanMachine();
    const session = logIn(to);
    const id = Buffer.alloc(4);
    id.writeUInt32LE(session.id);
    expect(session.ask(`06 3c ${id.toString("hex")}`)).toEqual(["00"]);
    expect(session.ask(DEVICE_ID)).toEqual([]);
  });

  it("may close another's only as an administrator", () => {
    const to = lanMachine();
    logIn(to);
    const operator = logIn(to, { name: "oper", password: "pw3", role: 0x13 });
    expect(operator.ask("06 3c 00 00 00 00 01")).toEqual(["d4"]);
    expect(logIn(to).ask("06 3c 00 00 00 00 01")).toEqual(["00"]);
    expect(to.bmc.sessions.all.map(({ handle }) => handle)).toEqual([2, 3]);
  });

  it("describes itself by Get Session Info", () => {
    expect(logIn(lanMachine()).ask("06 3d 00")).toEqual(["00 01 10 01 02 04 11 c0 00 02 09 00 00 00 00 00 00 50 c3"]);
  });

  it("ends after 60 seconds without a packet, and any packet counts", () => {
    const to = lanMachine();
    const session = logIn(to);
    to.clock.advance(59_000);
    expect(session.ask(DEVICE_ID)).toHaveLength(1);
    to.clock.advance(59_000);
    expect(session.ask(DEVICE_ID)).toHaveLength(1);
    to.clock.advance(60_000);
    expect(session.ask(DEVICE_ID)).toEqual([]);
    expect(to.bmc.sessions.count).toBe(0);
  });

  it("ends at a reset of the BMC, whose answer still leaves; the door is silent for as long as configured", () => {
    const to = lanMachine({ sessions: { offlineAfterReset: "5s" } });
    const session = logIn(to);
    expect(session.ask("06 02")).toEqual(["00"]);
    expect(new Handshaking(to).open()).toBeUndefined();
    to.clock.advance(5000);
    expect(new Handshaking(to).open()).toMatchObject({ kind: "sessionOpened" });
    expect(session.ask(DEVICE_ID)).toEqual([]);
  });

  it("is answered at the address of its latest packet", () => {
    const to = lanMachine();
    const session = logIn(to);
    const moved = { address: "192.0.2.9", port: 50_001 };
    const [sent] = to.send([session.datagram(GUID)], moved);
    expect(sent?.peer).toEqual(moved);
  });
});

describe("K_G", () => {
  const kg = "0123456789abcdefghij";
  it("is needed when it is set", () => {
    const to = lanMachine({ kg });
    expect(logIn(to, { kg }).ask(DEVICE_ID)).toHaveLength(1);
    expect(logIn(to).ask(DEVICE_ID)).toEqual([]);
  });
  it("that is wrong keeps no session from others: one that its client never used gives way", () => {
    const to = lanMachine({ kg, sessions: { maximum: 2 } });
    const first = logIn(to, { kg });
    for (let i = 0; i < 5; i++) {
      logIn(to);
      to.clock.advance(2000);
    }
    expect(to.bmc.sessions.count).toBe(2);
    expect(first.ask(DEVICE_ID)).toHaveLength(1);
    expect(logIn(to, { kg }).ask(DEVICE_ID)).toHaveLength(1);
    expect(new Handshaking(to).open()).toMatchObject({ kind: "openSessionRefused", status: SessionStatus.NoResources });
  });
});

describe("Open Session", () => {
  const refused = (status: number) => ({ kind: "openSessionRefused", status });
  it.each([
    ["a suite that is not offered: its authentication", 6, {}, SessionStatus.InvalidAuthenticationAlgorithm],
    ["algorithms that are offered, but not together", 8, { cipherSuites: [3, 7] }, SessionStatus.NoMatchingCipherSuite],
  ])("refuses %s", (_title, suite, lan, status) => {
    expect(new Handshaking(lanMachine(lan), { suite }).open()).toMatchObject(refused(status));
  });
  it("refuses a suite that parameter 24 does not use, and a privilege above that suite's", () => {
    const to = lanMachine();
    to.bmc.lan.set({ cipherSuitePrivileges: Uint8Array.of(0x20, 0, 0, 0, 0, 0, 0, 0) });
    expect(new Handshaking(to, { suite: 3 }).open()).toMatchObject({ kind: "openSessionRefused" });
    expect(new Handshaking(to, { suite: 17 }).open()).toMatchObject({ kind: "sessionOpened", maxPrivilege: 2 });
    const role = refused(SessionStatus.UnauthorizedRole);
    expect(new Handshaking(to, { suite: 17, maxPrivilege: 3 }).open()).toMatchObject(role);
  });
  it("answers the privilege that was wanted, and the highest for 0", () => {
    expect(new Handshaking(lanMachine()).open()).toMatchObject({ maxPrivilege: 4 });
    expect(new Handshaking(lanMachine(), { maxPrivilege: 3 }).open()).toMatchObject({ maxPrivilege: 3 });
  });
  it("is refused a privilege above the channel's limit in the settings", () => {
    const to = lanMachine({ access: { privilegeLimit: "operator" } });
    expect(new Handshaking(to).open()).toMatchObject({ kind: "sessionOpened", maxPrivilege: 3 });
    const refusal = refused(SessionStatus.UnauthorizedRole);
    expect(new Handshaking(to, { maxPrivilege: 4 }).open()).toMatchObject(refusal);
  });
  it("is refused when all sessions are in use", () => {
    const to = lanMachine({ sessions: { maximum: 2 } });
    logIn(to);
    logIn(to);
    expect(new Handshaking(to).open()).toMatchObject(refused(SessionStatus.NoResources));
  });
});

describe("RAKP 1", () => {
  function rakp1(options: ConstructorParameters<typeof Handshaking>[1], lan = {}) {
    const steps = new Handshaking(lanMachine(lan), options);
    steps.open();
    return steps.rakp1();
  }
  it.each([
    ["a privilege above that of Open Session", { maxPrivilege: 2, role: 0x14 }, SessionStatus.UnauthorizedRole],
    ["a privilege that does not exist", { role: 0x16 }, SessionStatus.InvalidRole],
  ])("refuses %s", (_title, options, status) => {
    expect(rakp1(options)).toMatchObject({ kind: "rakpRefused", status });
  });
  it.each([
    ["an unknown name", { name: "nobody" }, SessionStatus.UnauthorizedName],
    ["a disabled user", { name: "gone" }, SessionStatus.UnauthorizedName],
    ["the null user that is not enabled", { name: "" }, SessionStatus.UnauthorizedName],
    ["a privilege above the user's limit", { name: "oper", role: 0x14 }, SessionStatus.UnauthorizedRole],
    ["a name whose user has another privilege, looked up by both", { role: 0x03 }, SessionStatus.UnauthorizedName],
  ])("refuses %s, if user names are to be revealed", (_title, options, status) => {
    expect(rakp1(options, { revealUserNames: true })).toMatchObject({ kind: "rakpRefused", status });
    expect(rakp1(options)).toMatchObject({ kind: "rakp2" });
  });
  it("refuses a user with as many sessions as it may have, if user names are to be revealed", () => {
    const to = lanMachine({ revealUserNames: true });
    to.bmc.users.setAccess(2, 1, { sessionLimit: 1 });
    logIn(to);
    const steps = new Handshaking(to);
    steps.open();
    expect(steps.rakp1()).toMatchObject({ status: SessionStatus.NoResourcesAtRole });
  });
  it("finds a user by name and privilege, or by the name alone the first one", () => {
    const to = lanMachine();
    const { users, sessions } = to.bmc;
    users.setName(6, Buffer.from("admin".padEnd(16, "\0")));
    users.setPassword(6, Buffer.from("second".padEnd(16, "\0")));
    users.enable(6, true);
    users.setAccess(6, 1, { ipmiMessaging: true, privilegeLimit: 3 });
    const loggedIn = (options: Parameters<typeof logIn>[1]) => {
      logIn(to, options);
      const { userId, highestPrivilege } = sessions.all.at(-1) ?? {};
      return { userId, highestPrivilege };
    };
    expect(loggedIn({ role: 0x14 })).toEqual({ userId: 2, highestPrivilege: 4 });
    expect(loggedIn({ role: 0x13 })).toEqual({ userId: 2, highestPrivilege: 3 });
    expect(loggedIn({ role: 0x10 })).toEqual({ userId: 2, highestPrivilege: 4 });
    expect(loggedIn({ role: 0x04 })).toEqual({ userId: 2, highestPrivilege: 4 });
    expect(loggedIn({ role: 0x03, password: "second" })).toEqual({ userId: 6, highestPrivilege: 3 });
    expect(() => logIn(to, { role: 0x03 })).toThrow("the log-in failed");
    expect(() => logIn(to, { role: 0x14, password: "second" })).toThrow("the log-in failed");
  });
  it("is answered with the GUID of Get System GUID", () => {
    const to = lanMachine();
    const steps = new Handshaking(to);
    steps.open();
    const answer = steps.rakp1();
    expect(answer?.kind === "rakp2" && `00 ${toHex(answer.guid)}`).toBe(logIn(to).ask(GUID)[0]);
  });
});

describe("RAKP 3", () => {
  it("with a wrong password ends the set-up", () => {
    const steps = new Handshaking(lanMachine(), { password: "wrong" });
    steps.open();
    steps.rakp1();
    expect(steps.rakp3()).toMatchObject({ status: SessionStatus.InvalidIntegrityCheckValue });
    expect(steps.rakp3()).toMatchObject({ status: SessionStatus.InvalidSessionId });
  });
  it("with a status ends the set-up without an answer", () => {
    const to = lanMachine();
    const steps = new Handshaking(to);
    steps.open();
    steps.rakp1();
    expect(to.send([steps.rakp3Request(1)])).toEqual([]);
    expect(steps.rakp3()).toMatchObject({ status: SessionStatus.InvalidSessionId });
  });
  it("is refused when the last session was taken meanwhile", () => {
    const to = lanMachine({ sessions: { maximum: 1 } });
    const steps = new Handshaking(to);
    steps.open();
    steps.rakp1();
    logIn(to);
    expect(steps.rakp3()).toMatchObject({ status: SessionStatus.NoResources });
  });
});

describe("a set-up", () => {
  it("gets the same bytes for each message that is repeated", () => {
    const to = lanMachine();
    const steps = new Handshaking(to);
    const first = to.send([steps.openRequest()]);
    expect(to.send([steps.openRequest()])).toEqual(first);
    steps.open();
    const second = to.send([steps.rakp1Request()]);
    expect(to.send([steps.rakp1Request()])).toEqual(second);
    steps.rakp1();
    const third = to.send([steps.rakp3Request()]);
    expect(to.send([steps.rakp3Request()])).toEqual(third);
    expect(to.bmc.sessions.count).toBe(1);
  });
  it("is forgotten after ten seconds", () => {
    const to = lanMachine();
    const steps = new Handshaking(to);
    steps.open();
    to.clock.advance(10_000);
    expect(steps.rakp1()).toMatchObject({ status: SessionStatus.InvalidSessionId });
  });
});
