/** Requests of LAN clients to controllers on the IPMB (IPMI §6.12.3, §22.7). */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { buildMessage } from "../../src/ipmi/message.ts";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import type { LanFault } from "../../src/replies/lan-fault.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { type ConsoleSession, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";
import { ask } from "../support/machine/machine.ts";

const SATELLITES = [
  { address: 0x82, name: "blade", device: { id: 0x42, productId: 0x0102 } },
  { address: 0x84, name: "carrier" },
];
const bridging = () => lanMachine({}, new ManualClock(), { satellites: SATELLITES });

const DEVICE_ID = "06 01";
const FROM_BLADE = "00 42 00 01 00 02 bf 00 00 00 02 01 00 00 00 00";
const ADD_SEL = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5f 5a";

/** Send Message with tracking, and in it "netFn cmd data…" for a controller. */
function sendTo(address: number, request: string, { sequence = 5, tracking = "40" } = {}): string {
  const [netFn = 0, cmd = 0, ...data] = hex(request);
  const message = { to: address, netFn, toLun: 0, from: 0x81, sequence, fromLun: 0, cmd, data: Uint8Array.from(data) };
  return `06 34 ${tracking} ${toHex(buildMessage(message))}`;
}

const LOG_INS: readonly (readonly [string, (to: LanMachine) => ConsoleSession])[] = [
  ["RMCP+", (to) => logIn(to)],
  ["IPMI 1.5", (to) => logIn15(to)],
];

describe.each(LOG_INS)("in a session of %s", (_version, open) => {
  it("a bridged request's answer follows that to Send Message, as if the BMC had answered it", () => {
    const to = bridging();
    const session = open(to);
    const sent = to.send([session.datagram(sendTo(0x82, DEVICE_ID), { rqSeq: 9 })]);
    expect(session.messages(sent)).toEqual([
      "81 1c 63 20 24 34 00 88",
      `81 1c 63 20 14 01 ${FROM_BLADE} ${toHex(checksumOf(`20 14 01 ${FROM_BLADE}`))}`,
    ]);
  });

  it("double bridging: the controller between has the answer in its own", () => {
    const to = bridging();
    const session = open(to);
    const [accepted, bridged] = session.ask(sendTo(0x84, sendTo(0x82, DEVICE_ID, { sequence: 7 })));
    expect(accepted).toBe("00");
    expect(bridged).toBe(`00 81 1c 63 82 1c 01 ${FROM_BLADE} ${toHex(checksumOf(`82 1c 01 ${FROM_BLADE}`))}`);
  });

  it("a request that is repeated runs once, and both answers come again", () => {
    const to = bridging();
    const session = open(to);
    const request = sendTo(0x82, ADD_SEL);
    const first = session.ask(request, { rqSeq: 9 });
    expect(first).toEqual(["00", "00 01 00"]);
    expect(session.ask(request, { rqSeq: 9 })).toEqual(first);
    expect(session.ask(sendTo(0x82, "0a 40")).at(1)).toMatch(/^00 51 01 00 /);
  });
});

describe("what follows a bridged request", () => {
  it("has a sent event of its request's exchange, and comes after it", () => {
    const to = bridging();
    const session = logIn(to);
    const events: TraceEvent[] = [];
    to.machine.trace.listen((event) => events.push(event));
    const sent = to.send([session.datagram(sendTo(0x82, DEVICE_ID), { rqSeq: 9 })]);
    expect(events).toMatchObject([
      { kind: "exchange", exchange: 1, command: "Send Message", rules: [] },
      { kind: "sent", exchange: 1, bytes: sent[1]?.datagram },
    ]);
  });

  it("has the faults of its own command, by code and data of the request to the controller", () => {
    const to = bridging();
    const session = logIn(to);
    const fault = (more: Partial<LanFault>) =>
      to.machine.lanFaults.add({ name: "it", way: "answer", when: {}, ...more });
    const command = { netFn: 6, cmd: 1 };
    fault({ when: { command }, time: "never" });
    expect(session.ask(sendTo(0x82, DEVICE_ID))).toEqual(["00"]);
    fault({ when: { command }, shape: "duplicate" });
    expect(to.send([session.datagram(sendTo(0x82, DEVICE_ID))])).toHaveLength(3);
    fault({ when: { command, data: { bytes: [1], open: false } }, time: "never" });
    expect(to.send([session.datagram(sendTo(0x82, DEVICE_ID))])).toHaveLength(2);
    fault({ when: { command }, requestSequence: { offset: 1 } });
    const sent = to.send([session.datagram(sendTo(0x82, DEVICE_ID, { sequence: 5 }), { rqSeq: 9 })]);
    expect(session.messages(sent).map((message) => message.split(" ")[4])).toEqual(["24", "18"]);
  });
});

function checksumOf(bytes: string): Uint8Array {
  return Uint8Array.of(-hex(bytes).reduce((sum, byte) => sum + byte, 0) & 0xff);
}

describe("Send Message to the IPMB in a session", () => {
  it.each([
    ["83h: no controller has the address", sendTo(0x86, DEVICE_ID), "83"],
    ["83h: the BMC itself", sendTo(0x20, DEVICE_ID), "83"],
    ["CCh: not tracked", sendTo(0x82, DEVICE_ID, { tracking: "00" }), "cc"],
    ["CCh: raw", sendTo(0x82, DEVICE_ID, { tracking: "80" }), "cc"],
    ["CCh: a channel that does not exist", sendTo(0x82, DEVICE_ID, { tracking: "47" }), "cc"],
    ["C7h: too short", "06 34 40 82 18 66", "c7"],
  ])("%s", (_title, request, answer) => {
    expect(logIn(bridging()).ask(request)).toEqual([answer]);
  });

  it("83h within the answer: the controller between cannot reach the BMC for a session", () => {
    const [accepted, bridged] = logIn(bridging()).ask(sendTo(0x84, sendTo(0x20, "06 33")));
    expect([accepted, bridged]).toEqual(["00", "83"]);
  });

  it("D4h below Operator", () => {
    const session = logIn(bridging(), { role: 0x12 });
    expect(session.ask(sendTo(0x82, DEVICE_ID))).toEqual(["d4"]);
  });

  it("the session's privilege holds at the controllers, through another one too", () => {
    const to = bridging();
    const oper = logIn(to, { name: "oper", password: "pw3", role: 0x13 });
    const coldReset = "06 02";
    expect(oper.ask(sendTo(0x82, coldReset))).toEqual(["00", "d4"]);
    expect(oper.ask(sendTo(0x84, sendTo(0x82, coldReset))).at(1)).toMatch(/^00 81 1c 63 82 14 02 d4 /);
    expect(logIn(to).ask(sendTo(0x82, coldReset))).toEqual(["00", "00"]);
  });
});

describe("commands for the guest's software", () => {
  it.each([
    ["Set BMC Global Enables", "06 2e 00"],
    ["Clear Message Flags", "06 30 01"],
    ["Get Message Flags", "06 31"],
    ["Enable Message Channel Receive", "06 32 01 01"],
    ["Get Message", "06 33"],
    ["Read Event Message Buffer", "06 35"],
  ])("%s is D4h in a session, an administrator's too", (_name, request) => {
    expect(logIn(bridging()).ask(request)).toEqual(["d4"]);
  });
});

describe("firmware firewall", () => {
  it("a command that is disabled on the LAN channel is D4h there, and works on the others", () => {
    const to = bridging();
    const session = logIn(to);
    const [, ...enabled] = (session.ask("06 61 01 06 00")[0] ?? "").split(" ");
    // Get Device GUID, 08h, is bit 0 of the second byte.
    const others = enabled.with(1, (Number.parseInt(enabled[1] ?? "", 16) - 1).toString(16).padStart(2, "0"));
    expect(session.ask(`06 60 01 06 00 ${others.join(" ")}`)).toEqual(["00"]);
    expect(session.ask("06 08")).toEqual(["d4"]);
    expect(session.ask(sendTo(0x82, "06 08")).at(1)).toMatch(/^00 /);
    expect(ask(to.machine, "06 08")).toMatch(/^00 /);
  });
});
