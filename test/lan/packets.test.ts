/** Packets in a session that come twice, late or damaged, and requests that are repeated (IPMI v2 §6.12.8 to §6.12.13). */
import { describe, expect, it } from "vitest";
import { KEPT_ANSWERS } from "../../src/lan/limits.ts";
import { SequenceWindow, WINDOW_15, WINDOW_PLUS, type WindowSize } from "../../src/lan/sequence-window.ts";
import { type ConsoleSession, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";

const DEVICE_ID = "06 01";
const ADD_SEL = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5f 5a";

const LOG_INS: readonly (readonly [string, (to: LanMachine) => ConsoleSession])[] = [
  ["RMCP+", (to) => logIn(to)],
  ["IPMI 1.5", (to) => logIn15(to)],
];

describe.each(LOG_INS)("in a session of %s", (_version, open) => {
  it("a datagram that comes twice is answered once", () => {
    const to = lanMachine();
    const datagram = open(to).datagram(DEVICE_ID);
    expect(to.send([datagram, datagram])).toHaveLength(1);
    expect(to.send([datagram])).toHaveLength(0);
  });
  it("datagrams in another order are all answered", () => {
    const to = lanMachine();
    const session = open(to);
    const three = [DEVICE_ID, "06 37", "06 04"].map((request) => session.datagram(request));
    expect(to.send(three.toReversed())).toHaveLength(3);
  });
  it("a damaged datagram is dropped, and the whole one is answered", () => {
    const to = lanMachine();
    const datagram = open(to).datagram(DEVICE_ID);
    const damaged = datagram.map((byte, at) => (at === datagram.length - 3 ? byte ^ 1 : byte));
    expect(to.send([damaged])).toEqual([]);
    expect(to.send([datagram])).toHaveLength(1);
  });
  it("a repeated request that changes something runs once and is answered again", () => {
    const to = lanMachine();
    const session = open(to);
    const first = session.ask(ADD_SEL, { rqSeq: 9 });
    expect(session.ask(ADD_SEL, { rqSeq: 9 })).toEqual(first);
    expect(to.send([session.datagram(ADD_SEL, { rqSeq: 9 }), session.datagram(ADD_SEL, { rqSeq: 9 })])).toHaveLength(2);
    expect(to.bmc.sel.size).toBe(1);
  });
  it("the same request under another number, or later, runs again", () => {
    const to = lanMachine();
    const session = open(to);
    session.ask(ADD_SEL, { rqSeq: 9 });
    session.ask(ADD_SEL, { rqSeq: 10 });
    to.clock.advance(5000);
    session.ask(ADD_SEL, { rqSeq: 9 });
    expect(to.bmc.sel.size).toBe(3);
  });
  it("the answers of the last requests are kept, and one more takes the place of the oldest", () => {
    const to = lanMachine();
    const session = open(to);
    for (let rqSeq = 0; rqSeq <= KEPT_ANSWERS; rqSeq++) session.ask(ADD_SEL, { rqSeq });
    for (let rqSeq = 1; rqSeq <= KEPT_ANSWERS; rqSeq++) session.ask(ADD_SEL, { rqSeq });
    expect(to.bmc.sel.size).toBe(KEPT_ANSWERS + 1);
    session.ask(ADD_SEL, { rqSeq: 0 });
    expect(to.bmc.sel.size).toBe(KEPT_ANSWERS + 2);
  });
});

describe("a window of sequence numbers", () => {
  const takenIn = (size: WindowSize, numbers: readonly number[], first?: number) => {
    const window = new SequenceWindow(size, first);
    return numbers.map((number) => window.take(number));
  };
  const taken = (...numbers: readonly number[]) => takenIn(WINDOW_PLUS, numbers);
  it("starts anywhere but at 0", () => {
    expect(taken(0, 7, 7, 8)).toEqual([false, true, false, true]);
  });
  it("ends 16 below and 15 above the highest number", () => {
    expect(taken(100, 84, 83, 115, 131)).toEqual([true, true, false, true, false]);
  });
  it("of IPMI 1.5 begins at the number that the BMC gave, and ends 8 below and 8 above the highest number", () => {
    expect(takenIn(WINDOW_15, [108, 100, 108, 92, 91, 117], 100)).toEqual([false, true, true, false, false, false]);
    expect(takenIn(WINDOW_15, [100, 92, 91, 100], 100)).toEqual([true, true, false, false]);
  });
  it("goes on at 1 after the highest number of all", () => {
    expect(taken(0xffffffff, 1, 0xfffffffe)).toEqual([true, true, true]);
  });
});
