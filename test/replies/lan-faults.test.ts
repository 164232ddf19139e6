import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { DatagramPath, MAX_WAITING_DATAGRAMS } from "../../src/replies/datagram-path.ts";
import { FaultList } from "../../src/replies/fault-list.ts";
import type { LanFault } from "../../src/replies/lan-fault.ts";
import { type LanTraffic, lanPlan } from "../../src/replies/lan-faults.ts";
import { lanMessageKind } from "../../src/replies/lan-message-kind.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { recording } from "../support/rmcp/recordings.ts";

const ANSWER: LanTraffic = { way: "answer", message: "ipmi" };

function fault(given: Partial<LanFault>): LanFault {
  return { name: "it", way: "answer", when: {}, ...given };
}

/** Sends numbered datagrams through a path with one fault. Returns those that came out, with the time. */
function sent(given: Partial<LanFault>, count: number, seed = 1) {
  const clock = new ManualClock();
  const faults = new FaultList<LanFault>(seed, [fault(given)]);
  const path = new DatagramPath(clock);
  const out: string[] = [];
  for (let number = 1; number <= count; number++) {
    const datagram = Uint8Array.of(6, 0, 0xff, 7, number);
    path.take(datagram, (bytes) => out.push(`${toHex(bytes.subarray(4))} @${clock.nowMs()}`), lanPlan(faults, ANSWER));
  }
  clock.advance(1000);
  return out;
}

describe("a LAN fault", () => {
  it.each<[string, Partial<LanFault>, readonly string[]]>([
    ["drops", { time: "never", when: { nth: 2 } }, ["01 @0", "03 @0"]],
    ["delays", { time: { delayMs: 30, jitterMs: 0 }, when: { times: 1 } }, ["02 @0", "03 @0", "01 @30"]],
    ["doubles", { shape: "duplicate", when: { nth: 1 } }, ["01 @0", "01 @0", "02 @0", "03 @0"]],
    ["reorders", { order: "afterNext", when: { nth: 1 } }, ["02 @0", "01 @0", "03 @0"]],
    ["truncates", { shape: { truncated: 4 }, when: { every: 3 } }, ["01 @0", "02 @0", " @0"]],
    ["leaves requests alone when it is for answers", { way: "request", time: "never" }, ["01 @0", "02 @0", "03 @0"]],
    ["leaves other kinds alone", { when: { message: "sol" }, time: "never" }, ["01 @0", "02 @0", "03 @0"]],
    [
      "leaves other commands alone",
      { when: { command: { netFn: 6, cmd: 1 } }, time: "never" },
      ["01 @0", "02 @0", "03 @0"],
    ],
  ])("%s", (_title, given, out) => {
    expect(sent(given, 3)).toEqual(out);
  });

  it("damages one byte behind the RMCP header, always the same by one seed", () => {
    const damaged = sent({ shape: "damaged" }, 20, 7);
    expect(damaged).toEqual(sent({ shape: "damaged" }, 20, 7));
    expect(damaged).not.toEqual(sent({ shape: "damaged" }, 20, 8));
    expect(damaged.filter((text, at) => text === `${toHex(Uint8Array.of(at + 1))} @0`)).toEqual([]);
  });

  it("drops a share of the datagrams", () => {
    const left = sent({ time: "never", when: { probability: 0.3 } }, 200).length;
    expect(left).toBeGreaterThan(110);
    expect(left).toBeLessThan(170);
  });

  it("selects by command and data", () => {
    const faults = new FaultList<LanFault>(1, [
      fault({ when: { command: { netFn: 6, cmd: 0x38 }, data: { bytes: [0x8e], open: true } }, answer: hex("00") }),
    ]);
    const request = { netFn: 6, cmd: 0x38, data: hex("8e 04") };
    expect(lanPlan(faults, { ...ANSWER, request })).toMatchObject({ faults: ["it"], content: { answer: hex("00") } });
    expect(lanPlan(faults, { ...ANSWER, request: { ...request, data: hex("0e 04") } })).toBeUndefined();
    expect(lanPlan(faults, ANSWER)).toBeUndefined();
    expect(faults.all.map(({ applied }) => applied)).toEqual([1]);
  });

  it("gives way to the first that has the same effect", () => {
    const faults = new FaultList<LanFault>(1, [
      fault({ name: "one", time: "never" }),
      fault({ name: "two", time: { delayMs: 5, jitterMs: 0 }, from: "otherPort" }),
    ]);
    expect(lanPlan(faults, ANSWER)).toMatchObject({ faults: ["one", "two"], isLost: true, fromOtherPort: true });
    expect(faults.remove("one")).toBe(true);
    expect(faults.remove("one")).toBe(false);
    expect(lanPlan(faults, ANSWER)).toMatchObject({ isLost: false, delayMs: 5 });
  });

  it("keeps added faults when the configured ones are replaced", () => {
    const faults = new FaultList<LanFault>(1, [fault({ name: "configured" })]);
    faults.add(fault({ name: "added" }));
    faults.replaceConfigured([fault({ name: "new" })]);
    expect(faults.all.map(({ fault }) => fault.name)).toEqual(["added", "new"]);
  });

  it("loses the oldest of too many datagrams that wait", () => {
    const out = sent({ time: { delayMs: 10, jitterMs: 0 } }, MAX_WAITING_DATAGRAMS + 1);
    expect(out).toHaveLength(MAX_WAITING_DATAGRAMS);
    expect(out[0]).toBe("02 @10");
  });
});

describe("the content of an answer", () => {
  const [, , , opened, , rakp2, , rakp4, , message] = recording("ipmitool-and-freeipmi").map(({ bytes }) => bytes);
  const v15 = recording("ipmitool-and-freeipmi").find(({ bytes, toBmc }) => !toBmc && bytes[4] === 2)?.bytes;

  function changed(given: Partial<LanFault>, datagram: Uint8Array | undefined): Uint8Array {
    const message = lanMessageKind(datagram ?? hex(""));
    if (!datagram || !message) throw new Error("no datagram");
    const [out] =
      lanPlan(new FaultList<LanFault>(1, [fault(given)]), { way: "answer", message })?.shaped(datagram) ?? [];
    return out ?? hex("");
  }

  it("is a refusal of the handshake with any status", () => {
    const ids = "a4 a3 a2 a0";
    const refused = (datagram: Uint8Array | undefined) => toHex(changed({ status: 0x01 }, datagram).subarray(14));
    expect(refused(opened)).toBe(`08 00 00 01 00 00 ${ids}`);
    expect(refused(rakp2)).toBe(`08 00 00 01 00 00 ${ids}`);
    expect(refused(rakp4)).toBe(`08 00 00 01 00 00 ${ids}`);
    expect(changed({ status: 0x01 }, message)).toEqual(message);
  });

  it("tells no privilege level in an Open Session Response", () => {
    const told = opened?.with(18, 4);
    expect(toHex(changed({ maxPrivilege: "zero" }, told))).toBe(toHex(opened ?? hex("")));
    expect(changed({ maxPrivilege: "zero" }, rakp2)).toEqual(rakp2);
  });

  it("has a wrong code and nothing else", () => {
    for (const datagram of [rakp2, rakp4, message, v15]) {
      const wrong = changed({ code: "wrong" }, datagram);
      const places = [...wrong].flatMap((byte, at) => (byte === datagram?.[at] ? [] : [at]));
      expect(places).toEqual([datagram === v15 ? 13 : wrong.length - 1]);
    }
    expect(changed({ code: "wrong" }, opened)).toEqual(opened);
  });

  it("has a code that is a byte longer in RAKP 2 and RAKP 4", () => {
    for (const datagram of [rakp2, rakp4]) {
      const size = (datagram?.[14] ?? 0) + 1;
      expect(toHex(changed({ code: "longer" }, datagram))).toBe(`${toHex(datagram?.with(14, size) ?? hex(""))} 00`);
    }
    for (const datagram of [opened, message, v15]) expect(changed({ code: "longer" }, datagram)).toEqual(datagram);
    const refused = changed({ status: 0x01 }, rakp2);
    expect(changed({ status: 0x01, code: "longer" }, rakp2)).toEqual(refused);
  });
});

describe("the kind of a datagram", () => {
  it("is told by its class and its payload", () => {
    const kinds = recording("sol-suite-2").map(({ bytes }) => lanMessageKind(bytes));
    expect([...new Set(kinds)]).toEqual(["ipmi", "openSession", "rakp1", "rakp2", "rakp3", "rakp4", "sol"]);
    const pings = recording("pyghmi-and-python-ipmi").map(({ bytes }) => lanMessageKind(bytes));
    expect(pings).toContain("ping");
    expect(pings).toContain("pong");
  });

  it.each(["", "06 00 ff 86", "06 00 ff 06 00", "06 00 ff 07 09"])("is none for %j", (bytes) => {
    expect(lanMessageKind(hex(bytes))).toBeUndefined();
  });
});
