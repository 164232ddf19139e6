import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { inBatches } from "../../src/observe/batches.ts";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import { toHex } from "../support/bytes/hex.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

function traced(settings: Readonly<Record<string, unknown>> = {}) {
  const clock = new ManualClock();
  const bmc = machine({ name: "vm0", ...settings }, clock);
  const events: TraceEvent[] = [];
  const end = bmc.trace.listen((event) => events.push(event));
  const kinds = () => events.map(({ kind }) => kind);
  return { bmc, clock, events, kinds, end };
}

describe("the trace of a machine", () => {
  it("has a connection, capabilities, control commands and a reset, with machine, peer and time", () => {
    const { bmc, clock, events, kinds } = traced();
    const qemu = new FakeQemu(bmc, "3f");
    clock.advance(5);
    qemu.send("04 a1");
    expect(kinds()).toEqual(["connected", "capabilities", "control", "control", "machine reset", "control", "control"]);
    expect(events[1]).toMatchObject({ machine: "vm0", peer: "test", capabilities: 0x3f });
    expect((events[4]?.epochMs ?? 0) - (events[0]?.epochMs ?? 0)).toBe(5);
  });

  it("has an exchange before its answer is sent: bytes both ways, command, refusal", () => {
    const { bmc, events } = traced();
    const qemu = new FakeQemu(bmc);
    let answered: string[] = [];
    bmc.trace.listen(() => {
      answered = qemu.received().filter((frame) => frame.startsWith("message"));
    });
    qemu.request(7, "06 22");
    expect(answered).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      ...{ kind: "exchange", exchange: 1, id: 7, netFn: 6, lun: 0, cmd: 0x22, completionCode: 0x80, rules: [] },
      ...{ command: "Reset Watchdog Timer", refusal: "the watchdog timer was not set" },
    });
  });

  it("has the bytes and time of answers that a rule or the deadline guard changed", () => {
    const rules = [
      { name: "late", when: { command: "06 01" }, time: { delayMs: 500 } },
      { name: "lost", when: { command: "06 04" }, time: "never" },
    ];
    const { bmc, clock, events } = traced({ replies: { deadlineMs: 3000, rules } });
    const qemu = new FakeQemu(bmc);
    qemu.request(1, "06 04");
    qemu.request(2, "06 01");
    clock.advance(4000);
    const sent = events.filter((event) => event.kind === "sent");
    expect(sent.map(({ exchange, latencyMs, bytes }) => [exchange, latencyMs, toHex(bytes.subarray(0, 2))])).toEqual([
      [2, 500, "02 1c"],
      [1, 3000, "01 1c"],
    ]);
    expect(events.find((event) => event.kind === "exchange" && event.id === 1)).toMatchObject({ rules: ["lost"] });
  });

  it("has a discarded frame, and nothing without listeners", () => {
    const { bmc, kinds, end } = traced();
    const qemu = new FakeQemu(bmc);
    qemu.send("01 02 a0");
    expect(kinds()).toEqual(["connected", "discarded"]);
    end();
    expect(bmc.trace.active).toBe(false);
    qemu.send("01 02 a0");
    expect(kinds()).toHaveLength(2);
  });
});

describe("batches", () => {
  it("deliver gathered events, count dropped ones, and wait for a slow reader", async () => {
    const batches: [readonly number[], number][] = [];
    let release = () => {};
    const { push, flush } = inBatches<number>((events, dropped) => {
      batches.push([events, dropped]);
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    }, 3);
    for (const event of [1, 2, 3, 4, 5]) push(event);
    expect(batches).toEqual([]);
    await setImmediate();
    push(6);
    await setImmediate();
    expect(batches).toEqual([[[1, 2, 3], 2]]);
    const flushed = flush();
    release();
    await setImmediate();
    release();
    await flushed;
    expect(batches).toEqual([
      [[1, 2, 3], 2],
      [[6], 0],
    ]);
  });
});
