/** Alerts of a machine: PEF's alert action, Alert Immediate, PET Acknowledge (IPMI §17.11, §30.7, §30.8, table 23-4). */
import { describe, expect, it } from "vitest";
import { MAX_ALERTS, TRAPS_A_SECOND, TRAPS_AT_ONCE } from "../../src/bmc/alerts/limits.ts";
import { ManualClock } from "../../src/clock.ts";
import type { Peer } from "../../src/ipmi/session.ts";
import { toHex } from "../support/bytes/hex.ts";
import { outside15 } from "../support/lan/lan-console.ts";
import { CONSOLE } from "../support/lan/lan-machine.ts";
import { filter } from "../support/machine/event-filters.ts";
import { ask, machine } from "../support/machine/machine.ts";

/** Upper critical going high of the temperature sensor 30h. */
const EVENT = "04 02 41 04 01 30 01 59 5f 5a";
const RECEIVER = { address: "192.0.2.9" };
const OTHER = { address: "192.0.2.10" };

const SENSOR = { name: "CPU", number: 0x30, type: "temperature", units: "C", entity: "processor 1", reading: 45 };

type Settings = Readonly<Record<string, unknown>>;

/** A machine on which each event is an alert, and its traps. */
function alerting(lan: Settings = {}, pef: Settings = {}, error: Error | null = null, settings: Settings = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const filters = [filter({ action: "01", policy: "01", severity: "10" })];
  const to = machine(
    {
      lan: { address: "192.0.2.7", destinations: [RECEIVER], ...lan },
      ...settings,
      pef: { enabled: true, startupDelaySeconds: 0, filters, policies: [{}], ...pef },
    },
    clock,
  );
  const traps: { readonly bytes: string; readonly peer: Peer }[] = [];
  to.lan?.open({
    host: "192.0.2.7",
    port: 623,
    send(datagram, peer, done) {
      traps.push({ bytes: toHex(datagram), peer });
      done?.(error);
    },
    sendFromOtherPort() {},
  });
  /** Addresses of the receivers since the last look. */
  const receivers = () => traps.splice(0).map(({ peer: { address } }) => address);
  return { machine: to, bmc: to.bmc, clock, traps, receivers };
}

/** Sequence number, local timestamp, event source type, sensor device, sensor number, event data: as the trap has them. */
function identityIn(trap: string): readonly string[] {
  const bytes = trap.split(" ");
  const start = bytes.length - 47;
  return [
    ...bytes.slice(start + 16, start + 22),
    bytes[start + 25] ?? "",
    ...bytes.slice(start + 27, start + 29),
    ...bytes.slice(start + 31, start + 34),
  ];
}

describe("the alert action", () => {
  it("sends a trap to the destination of the filter's policy", () => {
    const { machine: to, traps, bmc } = alerting();
    expect(ask(to, EVENT)).toBe("00");
    expect(traps).toHaveLength(1);
    expect(traps[0]?.peer).toEqual({ address: "192.0.2.9", port: 162 });
    const bytes = traps[0]?.bytes ?? "";
    expect(bytes).toContain("02 01 00 04 06 70 75 62 6c 69 63 a4");
    expect(bytes).toContain("40 04 c0 00 02 07 02 01 06 02 03 01 01 09");
    expect(bytes).toMatch(/ 00 01 34 aa dc 80 ff ff 20 20 10 41 30 00 00 59 5f 5a 00 00 00 00 00 19 .* c1$/);
    expect(bmc.alerting.counts).toMatchObject({ sent: 1, failed: 0 });
  });
  it("is an event of the trace", () => {
    const { machine: to, traps } = alerting({ destinations: [{ ...RECEIVER, acknowledged: true }] });
    const events: object[] = [];
    to.trace.listen((event) => void events.push("bytes" in event ? { ...event, bytes: toHex(event.bytes) } : event));
    ask(to, EVENT);
    const { bytes } = traps[0] ?? {};
    expect(events).toMatchObject([{ kind: "trap", peer: "192.0.2.9:162", sequence: 1, isSent: true, bytes }]);
  });
  it("tells the highest severity of the filters, and the text of the policy", () => {
    const filters = ["02", "20", "08"].map((severity) => filter({ action: "01", policy: "01", severity }));
    const { machine: to, traps } = alerting({}, { filters, policies: [{ text: "too hot" }] });
    ask(to, EVENT);
    expect(traps[0]?.bytes).toMatch(/ 20 20 20 41 30 .* c7 74 6f 6f 20 68 6f 74 c1$/);
  });
  it("tells the entity of the BMC's own sensor, and the GUID that PEF has", () => {
    const { machine: to, traps } = alerting({}, {}, null, { sensors: [SENSOR] });
    ask(to, "04 12 0a 01 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f");
    ask(to, EVENT.replace("41", "20"));
    expect(traps[0]?.bytes).toContain(" 20 20 10 20 30 03 01 59");
    expect(traps[0]?.bytes).toContain("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 00 01");
  });
  it.each<[string, Settings, Settings]>([
    ["no policy has the filter's number", {}, { policies: [{ number: 2 }] }],
    ["the policy names another channel", {}, { policies: [{ channel: 2 }] }],
    ["the destination has no address", { destinations: 4 }, {}],
    ["the destination does not exist", { destinations: 0 }, {}],
    ["PEF is disabled", {}, { enabled: false }],
  ])("sends nothing if %s", (_title, lan, pef) => {
    const { machine: to, traps } = alerting(lan, pef);
    ask(to, EVENT);
    expect(traps).toEqual([]);
  });
  it("sends nothing if Set Channel Access disables alerts, or PEF's global control", () => {
    const { machine: to, traps } = alerting();
    ask(to, "06 40 01 a2 00");
    ask(to, EVENT);
    ask(to, "06 40 01 82 00");
    ask(to, "04 12 02 0e");
    ask(to, EVENT);
    expect(traps).toEqual([]);
  });
  it("sends policies in the order of their numbers, each once", () => {
    const filters = ["02", "01", "02"].map((number) => filter({ action: "01", policy: number }));
    const policies = [{ number: 2, destination: 2 }, { number: 1 }];
    const { machine: to, receivers } = alerting({ destinations: [RECEIVER, OTHER] }, { filters, policies });
    ask(to, EVENT);
    expect(receivers()).toEqual(["192.0.2.9", "192.0.2.10"]);
  });
  it("selects a text by filter and string set", () => {
    const { machine: to, traps } = alerting();
    for (const each of ["0c 03 01 05", "0d 03 01 68 6f 74", "09 01 18 11 85"])
      expect(ask(to, `04 12 ${each}`)).toBe("00");
    ask(to, EVENT);
    expect(traps[0]?.bytes).toMatch(/ c3 68 6f 74 c1$/);
  });
  it("goes to one address and port, if the settings redirect it", () => {
    const { machine: to, traps } = alerting({ alerts: { port: 1162, address: "127.0.0.1" } });
    ask(to, EVENT);
    expect(traps[0]?.peer).toEqual({ address: "127.0.0.1", port: 1162 });
  });
  it("waits while the alert startup delay runs", () => {
    const { machine: to, bmc, clock, receivers } = alerting();
    ask(to, "04 12 04 05");
    ask(to, "04 12 01 09");
    bmc.pef.systemInterrupted(true);
    for (let event = 0; event <= MAX_ALERTS; event++) ask(to, EVENT);
    expect(receivers()).toEqual([]);
    expect(bmc.alerting.counts.dropped).toBe(1);
    clock.advance(5000);
    expect(receivers()).toHaveLength(MAX_ALERTS);
  });
});

describe("a destination", () => {
  it("without acknowledge gets the trap again for each of its retries", () => {
    const { machine: to, clock, traps } = alerting({ destinations: [{ ...RECEIVER, retries: 2, timeout: "3s" }] });
    ask(to, EVENT);
    clock.advance(2999);
    expect(traps).toHaveLength(1);
    clock.advance(1);
    clock.advance(60_000);
    expect(traps).toHaveLength(3);
    expect(new Set(traps.map(({ bytes }) => identityIn(bytes).join()))).toHaveLength(1);
  });
  it.each<[string, (identity: readonly string[]) => readonly string[]]>([
    [
      "least significant byte first",
      (all) => [...all.slice(0, 2).reverse(), ...all.slice(2, 6).reverse(), ...all.slice(6)],
    ],
    ["in the order of the trap", (all) => all],
  ])("with acknowledge gets no more after PET Acknowledge, numbers %s", (_title, order) => {
    const {
      machine: to,
      bmc,
      clock,
      traps,
    } = alerting({ destinations: [{ ...RECEIVER, acknowledged: true, retries: 3 }] });
    ask(to, EVENT);
    clock.advance(4000);
    expect(traps).toHaveLength(2);
    const identity = order(identityIn(traps[0]?.bytes ?? ""));
    expect(ask(to, `04 17 ${identity.with(7, "31").join(" ")}`)).toBe("00");
    expect(bmc.alerting.snapshot().underWay).toBe(1);
    expect(ask(to, `04 17 ${identity.join(" ")}`)).toBe("00");
    clock.advance(60_000);
    expect(traps).toHaveLength(2);
    expect(bmc.alerting.counts).toMatchObject({ acknowledged: 1, unacknowledged: 0 });
  });
  it("is acknowledged without a session", () => {
    const { machine: to, bmc, traps } = alerting({ destinations: [{ ...RECEIVER, acknowledged: true }] });
    ask(to, EVENT);
    to.lan?.traffic.receive(outside15(`04 17 ${identityIn(traps[0]?.bytes ?? "").join(" ")}`), CONSOLE);
    to.lan?.traffic.turnOver();
    expect(traps[1]?.peer).toEqual(CONSOLE);
    expect(bmc.alerting.counts.acknowledged).toBe(1);
  });
  it("that does not acknowledge leaves the alert to the next policy", () => {
    const destinations = [{ ...RECEIVER, acknowledged: true, retries: 1 }, OTHER];
    const policies = [{}, { rule: "stop", destination: 2 }];
    const { machine: to, clock, receivers, bmc } = alerting({ destinations }, { policies });
    ask(to, EVENT);
    clock.advance(4000);
    expect(receivers()).toEqual(["192.0.2.9", "192.0.2.9"]);
    clock.advance(4000);
    expect(receivers()).toEqual(["192.0.2.10"]);
    expect(bmc.alerting.counts).toMatchObject({ unacknowledged: 1, sent: 1 });
  });
  it("that cannot be reached leaves the alert to the next policy", () => {
    const destinations = [RECEIVER, OTHER];
    const policies = [{}, { rule: "stop", destination: 2 }];
    const { machine: to, receivers, bmc } = alerting({ destinations }, { policies }, new Error("EINVAL"));
    ask(to, EVENT);
    expect(receivers()).toEqual(["192.0.2.9", "192.0.2.10"]);
    expect(bmc.alerting.counts.failed).toBe(2);
  });
});

describe("limits", () => {
  it("a guest that floods events sends a few traps at once, and then some each second", () => {
    const { machine: to, bmc, clock, receivers } = alerting();
    for (let event = 0; event < 1000; event++) ask(to, EVENT);
    expect(receivers()).toHaveLength(TRAPS_AT_ONCE);
    expect(bmc.alerting.counts).toMatchObject({ sent: TRAPS_AT_ONCE, dropped: 1000 - TRAPS_AT_ONCE });
    clock.advance(1000);
    for (let event = 0; event < 1000; event++) ask(to, EVENT);
    expect(receivers()).toHaveLength(TRAPS_A_SECOND);
  });
  it("alerts that wait for an acknowledge are few, and repetitions count too", () => {
    const {
      machine: to,
      bmc,
      clock,
      receivers,
    } = alerting({
      destinations: [{ ...RECEIVER, acknowledged: true, retries: 7, timeout: "1s" }],
    });
    for (let event = 0; event < 1000; event++) ask(to, EVENT);
    expect(receivers()).toHaveLength(MAX_ALERTS);
    expect(bmc.alerting.counts.dropped).toBe(1000 - MAX_ALERTS);
    clock.advance(1000);
    expect(receivers().length).toBeLessThanOrEqual(TRAPS_A_SECOND + TRAPS_AT_ONCE - MAX_ALERTS);
    clock.advance(60_000);
    expect(bmc.alerting.snapshot().underWay).toBe(0);
    expect(bmc.alerting.counts.unacknowledged).toBe(MAX_ALERTS);
  });
});

describe("Alert Immediate", () => {
  it("sends a trap without an event, also where alerts by PEF are disabled", () => {
    const { machine: to, traps } = alerting({}, { enabled: false });
    ask(to, "06 40 01 a2 00");
    expect(ask(to, "04 16 01 40 00")).toBe("00 00");
    expect(ask(to, "04 16 01 01 00")).toBe("00");
    expect(traps[0]?.bytes).toMatch(/ 02 01 06 02 01 0f 43 .* 20 20 00 ff 00 00 00 00 00 00 /);
    expect(ask(to, "04 16 01 40 00")).toBe("00 01");
    expect(ask(to, "04 16 01 80 00")).toBe("00");
    expect(ask(to, "04 16 01 40 00")).toBe("00 00");
  });
  it("sends the event and the string of the request to the volatile destination", () => {
    const { machine: to, traps } = alerting();
    ask(to, "0c 01 01 13 00 00 00 c0 00 02 0b 00 00 00 00 00 00");
    ask(to, "04 12 0d 00 01 68 69");
    expect(ask(to, "04 16 01 00 80 20 04 01 30 01 59 5f 5a")).toBe("00");
    expect(traps[0]?.peer.address).toBe("192.0.2.11");
    expect(traps[0]?.bytes).toMatch(/ 02 03 01 01 09 43 .* 20 20 00 20 30 00 00 59 5f 5a .* c2 68 69 c1$/);
  });
  it("tells that the alert is on its way, refuses another, and tells that it was not acknowledged", () => {
    const { machine: to, clock } = alerting({ destinations: [{ ...RECEIVER, acknowledged: true }] });
    ask(to, "04 16 01 01 00");
    expect(ask(to, "04 16 01 40 00")).toBe("00 ff");
    expect(ask(to, "04 16 01 01 00")).toBe("81");
    clock.advance(4000);
    expect(ask(to, "04 16 01 40 00")).toBe("00 03");
  });
  it("tells a failure", () => {
    const { machine: to } = alerting({}, {}, new Error("EINVAL"));
    ask(to, "04 16 01 01 00");
    expect(ask(to, "04 16 01 40 00")).toBe("00 02");
  });
  it("has no status after a cold reset, which ends all alerts", () => {
    const {
      machine: to,
      clock,
      receivers,
    } = alerting({ destinations: [{ ...RECEIVER, acknowledged: true, retries: 7 }] });
    ask(to, EVENT);
    ask(to, "04 16 01 01 00");
    ask(to, "06 02");
    receivers();
    clock.advance(60_000);
    expect(receivers()).toEqual([]);
    expect(ask(to, "04 16 01 40 00")).toBe("00 00");
  });
});
