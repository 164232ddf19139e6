/** Events and faults of the LAN door's traffic. */
import { describe, expect, it } from "vitest";
import type { DatagramEvent, TraceEvent } from "../../src/observe/trace-event.ts";
import type { LanFault } from "../../src/replies/lan-fault.ts";
import { hex } from "../support/bytes/hex.ts";
import { Handshaking, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { CONSOLE, type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";

const DEVICE_ID = "06 01";
const PEER = "192.0.2.9:50000";

function watched() {
  const to = lanMachine();
  const events: TraceEvent[] = [];
  to.machine.trace.listen((event) => events.push(event));
  return { to, events };
}

function withFault(to: LanMachine, fault: Partial<LanFault>): void {
  to.machine.lanFaults.add({ name: "it", way: "answer", when: {}, ...fault });
}

describe("events", () => {
  it("tell a session's beginning, its exchanges and its end", () => {
    const { to, events } = watched();
    const session = logIn(to, { suite: 17 });
    session.ask(DEVICE_ID);
    to.bmc.sessions.byHandle(1)?.end();
    expect(events).toMatchObject([
      { kind: "session opened", peer: PEER, session: 1, user: "admin", privilege: "Administrator", suite: 17 },
      { kind: "exchange", command: "Set Session Privilege Level", session: 1 },
      { kind: "exchange", peer: PEER, channel: 1, session: 1, netFn: 6, cmd: 1, completionCode: 0, rules: [] },
      { kind: "session closed", peer: PEER, session: 1, user: "admin", reason: "it was closed" },
    ]);
  });

  it("tell a session of IPMI 1.5 by the absence of a suite, and why it ended", () => {
    const { to, events } = watched();
    logIn15(to);
    to.clock.advance(60_001);
    logIn15(to);
    to.bmc.warmReset();
    const sessions = events.filter(({ kind }) => kind.startsWith("session"));
    expect(sessions.map((event) => ("reason" in event ? event.reason : event.kind))).toEqual([
      ...["session opened", "it was idle for too long"],
      ...["session opened", "the BMC was reset"],
    ]);
    expect(sessions[0]).toMatchObject({ suite: undefined });
  });

  it("tell refused log-ins with the step and the status", () => {
    const { to, events } = watched();
    const unknown = new Handshaking(to, { name: "nobody" });
    unknown.open();
    unknown.rakp1();
    unknown.rakp3();
    const wrong = new Handshaking(to, { password: "wrong" });
    wrong.open();
    wrong.rakp1();
    wrong.rakp3();
    new Handshaking(to, { suite: 0 }).open();
    expect(events).toMatchObject([
      { kind: "log-in refused", step: "RAKP 3", status: 0x0f, user: "nobody", reason: "unauthorized name" },
      { kind: "log-in refused", step: "RAKP 3", status: 0x0f, user: "admin" },
      { kind: "log-in refused", step: "Open Session", status: 0x04 },
    ]);
  });

  it("tell datagrams that are discarded", () => {
    const { to, events } = watched();
    to.send([hex("05 00 ff 07")]);
    expect(events).toMatchObject([{ kind: "discarded", peer: PEER, reason: "not RMCP", bytes: hex("05 00 ff 07") }]);
  });

  it("have the datagrams of both directions, for those who want them", () => {
    const to = lanMachine();
    const datagrams: DatagramEvent[] = [];
    to.machine.trace.listenToDatagrams((datagram) => datagrams.push(datagram));
    logIn(to);
    expect(datagrams).toHaveLength(8);
    const bmc = { address: "192.0.2.1", port: 6230 };
    expect(datagrams[0]).toMatchObject({ from: CONSOLE, to: bmc });
    expect(datagrams[1]).toMatchObject({ from: bmc, to: CONSOLE });
    expect(to.server.traffic.counts).toEqual({ received: 4, sent: 4, lost: 0 });
  });
});

describe("faults", () => {
  it("are named by the exchange, and what was sent follows it", () => {
    const { to, events } = watched();
    const session = logIn(to);
    events.length = 0;
    withFault(to, { shape: "duplicate" });
    session.ask(DEVICE_ID);
    expect(events.map(({ kind }) => kind)).toEqual(["exchange", "sent", "sent"]);
    expect(events[0]).toMatchObject({ rules: ["it"], exchange: 2 });
    expect(events[2]).toMatchObject({ exchange: 2 });
  });

  it("lose an answer whose command has run, or a request", () => {
    const to = lanMachine();
    const session = logIn(to);
    withFault(to, { time: "never", when: { command: { netFn: 0, cmd: 2 } } });
    to.bmc.chassis.machineStarted();
    expect(session.ask("00 04 02")).toEqual(["00"]);
    withFault(to, { way: "request", time: "never" });
    expect(session.ask(DEVICE_ID)).toEqual([]);
    expect(to.server.traffic.counts.lost).toBe(1);
  });

  it("make the checksum of a message wrong, and nothing else", () => {
    const to = lanMachine({ cipherSuites: [1] });
    const session = logIn(to, { suite: 1 });
    const [right] = to.send([session.datagram(DEVICE_ID)]);
    withFault(to, { checksum: "wrong" });
    const [wrong] = to.send([session.datagram(DEVICE_ID)]);
    expect(wrong?.datagram.length).toBe(right?.datagram.length);
    expect((wrong?.datagram.at(-1) ?? 0) ^ (right?.datagram.at(-1) ?? 0)).not.toBe(0);
  });

  it("answer in place of the BMC", () => {
    const { to, events } = watched();
    const session = logIn(to);
    events.length = 0;
    withFault(to, { when: { command: { netFn: 6, cmd: 1 } }, answer: hex("00 11 22") });
    expect(session.ask(DEVICE_ID)).toEqual(["00 11 22"]);
    expect(session.ask("06 3b 00")).toEqual(["00 04"]);
    expect(events[0]).toMatchObject({ completionCode: 0, response: hex("11 22"), rules: ["it"] });
  });

  it("make codes and keys with the privilege of the Open Session Request, once if so asked", () => {
    const to = lanMachine();
    withFault(to, { hashedPrivilege: "openSession", when: { times: 2, message: "rakp2" } });
    expect(logIn(to, { maxPrivilege: 4 }).ask(DEVICE_ID)).toHaveLength(1);
    expect(() => logIn(to)).toThrow("the log-in failed");
    expect(logIn(to).ask(DEVICE_ID)).toHaveLength(1);
  });

  it("claim another answer of a command that has run", () => {
    const to = lanMachine();
    const session = logIn(to);
    withFault(to, { when: { command: { netFn: 0, cmd: 0x0b } }, claims: hex("c0") });
    expect(session.ask("00 0b 07")).toEqual(["c0"]);
    expect(to.bmc.chassis.powerCycleIntervalSeconds).toBe(7);
  });

  it("delay a request, whose answer leaves at once then", () => {
    const to = lanMachine();
    const session = logIn(to);
    withFault(to, { way: "request", time: { delayMs: 50, jitterMs: 0 } });
    expect(session.ask(DEVICE_ID)).toEqual([]);
    const { sent } = to.server.traffic.counts;
    to.clock.advance(50);
    expect(to.server.traffic.counts.sent).toBe(sent + 1);
  });
});
