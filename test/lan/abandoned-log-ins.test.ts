/** Log-ins that clients abandon after RAKP 2 or Get Session Challenge. */
import { describe, expect, it } from "vitest";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import { challenge15, Handshaking, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { CONSOLE, lanMachine } from "../support/lan/lan-machine.ts";

const SET_UP_MS = 10_000;

function watched(lan = {}) {
  const to = lanMachine(lan);
  const events: TraceEvent[] = [];
  to.machine.trace.listen((event) => event.kind === "log-in abandoned" && events.push(event));
  const begun = (options = {}) => {
    const steps = new Handshaking(to, options);
    steps.open();
    steps.rakp1();
    return steps;
  };
  return { to, events, begun };
}

describe("an event tells of a log-in", () => {
  it("whose client sends no RAKP 3 in time, with the user's name", () => {
    const { to, events, begun } = watched();
    begun();
    begun({ name: "nobody" });
    to.clock.advance(SET_UP_MS - 1);
    expect(events).toEqual([]);
    to.clock.advance(1);
    const event = { kind: "log-in abandoned", peer: "192.0.2.9:50000", step: "RAKP 3" };
    expect(events).toMatchObject([
      { ...event, user: "admin", reason: "RAKP 3 did not come" },
      { ...event, user: "nobody", reason: "unauthorized name" },
    ]);
  });
  it("whose client says in RAKP 3 what is wrong", () => {
    const { to, events, begun } = watched();
    to.send([begun().rakp3Request(0x0f)]);
    expect(events).toMatchObject([
      { step: "RAKP 3", status: 0x0f, user: "admin", reason: "the client says invalid integrity check value" },
    ]);
    to.clock.advance(SET_UP_MS);
    expect(events).toHaveLength(1);
  });
  it("of IPMI 1.5 whose client does not answer the challenge", () => {
    const { to, events } = watched();
    challenge15(to, {});
    to.clock.advance(SET_UP_MS);
    expect(events).toMatchObject([
      { step: "Activate Session", user: "admin", reason: "Activate Session did not come" },
    ]);
  });
  it("that later ones push out; it counts for no lock-out", () => {
    const { to, events, begun } = watched({ badPassword: { threshold: 1 }, countAbandonedLogins: true });
    begun();
    for (let port = 0; port < 256; port++) begun({ name: "nobody", peer: { ...CONSOLE, port } });
    expect(events).toMatchObject([{ user: "admin", reason: "later log-ins took its place" }]);
    expect(to.bmc.lan.lockOut.snapshot()).toEqual({ failures: [], locked: [] });
  });
});

describe("no event tells of", () => {
  it("a log-in that ends before RAKP 1, as no user is named", () => {
    const { to, events } = watched();
    new Handshaking(to).open();
    to.clock.advance(SET_UP_MS);
    expect(events).toEqual([]);
  });
  it("a log-in that succeeds, or is refused", () => {
    const { to, events, begun } = watched();
    logIn(to);
    logIn15(to);
    begun({ password: "wrong" }).rakp3();
    to.clock.advance(SET_UP_MS);
    expect(events).toEqual([]);
  });
  it("steps that a client repeats from the start, and then logs in", () => {
    const { to, events, begun } = watched({ badPassword: { threshold: 1 }, countAbandonedLogins: true });
    begun();
    challenge15(to, {});
    logIn(to);
    logIn15(to);
    to.clock.advance(SET_UP_MS);
    expect(events).toEqual([]);
    expect(to.bmc.lan.lockOut.snapshot()).toEqual({ failures: [], locked: [] });
  });
});

it("a client's word that its log-in failed counts as a wrong password only if configured", () => {
  for (const countAbandonedLogins of [false, true]) {
    const { to, begun } = watched({ badPassword: { threshold: 1, lockoutInterval: "300s" }, countAbandonedLogins });
    to.send([begun().rakp3Request(0x0f)]);
    expect(to.bmc.lan.lockOut.isLocked(2)).toBe(countAbandonedLogins);
  }
});
