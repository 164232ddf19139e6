import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { warnings } from "../../src/replies/warnings.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

function lab(replies: Readonly<Record<string, unknown>>) {
  const clock = new ManualClock();
  const to = machine({ replies }, clock);
  return { clock, to, qemu: new FakeQemu(to, "3f") };
}

const LATE = { name: "late", time: { delayMs: 5000 } };

describe("the deadline guard", () => {
  it("answers C3h with the request's id at its limit, drops the real answer and counts both", () => {
    const { clock, to, qemu } = lab({ deadlineMs: 3500, rules: [LATE] });
    qemu.request(0xa0, "06 04");
    clock.advance(3499);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(["message a0 07.0 04 [c3]"]);
    clock.advance(10_000);
    expect(qemu.received()).toEqual([]);
    expect(to.links[0]?.replyCounts).toEqual({ guarded: 1, tooLate: 1, dropped: 0 });
  });

  it("takes any limit", () => {
    const { clock, qemu } = lab({ deadlineMs: 50, rules: [LATE] });
    qemu.request(1, "06 04");
    clock.advance(50);
    expect(qemu.received()).toEqual(["message 01 07.0 04 [c3]"]);
  });

  it("does not touch a timely answer", () => {
    const { clock, to, qemu } = lab({ deadlineMs: 3500, rules: [{ time: { delayMs: 3499 } }] });
    qemu.request(1, "06 04");
    clock.advance(10_000);
    expect(qemu.received()).toEqual(["message 01 07.0 04 [00 55 00]"]);
    expect(to.links[0]?.replyCounts).toEqual({ guarded: 0, tooLate: 0, dropped: 0 });
  });

  it("answers in place of one that is held for a next one that does not come", () => {
    const { clock, to, qemu } = lab({ deadlineMs: 3500, rules: [{ order: "afterNext", when: { nth: 1 } }] });
    qemu.request(1, "06 04");
    clock.advance(3500);
    qemu.request(2, "06 04");
    expect(qemu.received()).toEqual(["message 01 07.0 04 [c3]", "message 02 07.0 04 [00 55 00]"]);
    expect(to.links[0]?.replyCounts).toEqual({ guarded: 1, tooLate: 1, dropped: 0 });
  });

  it("is off by default, so the answer is as late as its rule says", () => {
    const { clock, qemu } = lab({ rules: [LATE] });
    qemu.request(1, "06 04");
    clock.advance(5000);
    expect(qemu.received()).toEqual(["message 01 07.0 04 [00 55 00]"]);
  });

  it("can be turned on and off live, for later requests", () => {
    const { clock, to, qemu } = lab({ rules: [{ time: "never" }] });
    to.replies.deadlineMs = 3500;
    qemu.request(1, "06 04");
    to.replies.deadlineMs = undefined;
    qemu.request(2, "06 04");
    clock.advance(10_000);
    expect(qemu.received()).toEqual(["message 01 07.0 04 [c3]"]);
  });

  it("sends nothing on a connection that is gone", () => {
    const { clock, to, qemu } = lab({ deadlineMs: 3500, rules: [LATE] });
    qemu.request(1, "06 04");
    qemu.stream.emit("close");
    clock.advance(10_000);
    expect(qemu.received()).toEqual([]);
    expect(to.links).toEqual([]);
  });
});

describe("warnings", () => {
  const rule = (effects: object) => ({ name: "r", when: {}, ...effects });
  const QEMU_ANSWERS = /^r: after 4000 ms QEMU answers C3h .* A0h and A1h .* forever$/;
  const GUARDED = /^r: the deadline guard answers C3h \(timeout\) after 3500 ms; .* fault settings --deadline off/;

  it.each<[string, number | undefined, object]>([
    ["an answer in time", undefined, { id: "echo", time: { delayMs: 3900, jitterMs: 99 }, shape: "empty" }],
    ["an answer within the deadline", 3500, { time: { delayMs: 3000, jitterMs: 500 } }],
  ])("are not given for answers that stock QEMU takes: %s", (_title, deadlineMs, effects) => {
    expect(warnings({ deadlineMs, rules: [rule(effects)] })).toEqual([]);
  });

  it.each<[string, number | undefined, object, RegExp]>([
    ["another id", undefined, { id: "stale" }, /^r: stock QEMU drops an answer .* forever$/],
    ["silence", undefined, { time: "never" }, QEMU_ANSWERS],
    ["an answer that waits for the next", undefined, { order: "afterNext" }, QEMU_ANSWERS],
    ["silence, and a deadline past QEMU's", 4000, { time: "never" }, QEMU_ANSWERS],
    ["a late answer", undefined, { time: { delayMs: 3900, jitterMs: 200 } }, /^r: after 4000 ms .* its next request$/],
    ["silence that the guard ends", 3500, { time: "never" }, GUARDED],
    ["a delay that the guard ends", 3500, { time: { delayMs: 4500, jitterMs: 0 } }, GUARDED],
    ["a slow frame", 3500, { link: { slow: { bytes: 1, everyMs: 9 } } }, /^r: a frame/],
  ])("%s", (_title, deadlineMs, effects, expected) => {
    expect(warnings({ deadlineMs, rules: [rule(effects)] })).toEqual([expect.stringMatching(expected)]);
  });
});

describe("a seed", () => {
  it("makes two runs send the same bytes at the same times", () => {
    const run = () => {
      const { clock, qemu } = lab({
        seed: 42,
        rules: [
          { id: "random", when: { probability: 0.4 } },
          { time: { delayMs: 10, jitterMs: 500 }, when: { probability: 0.5 } },
          { shape: "duplicate", when: { probability: 0.2 } },
          { time: "never", when: { probability: 0.1 } },
        ],
      });
      const seen: string[] = [];
      for (let id = 0; id < 200; id++) {
        qemu.request(id, "06 04");
        clock.advance(100);
        seen.push(...qemu.received().map((frame) => `${clock.nowMs()} ${frame}`));
      }
      return seen;
    };
    expect(run()).toEqual(run());
    expect(run().length).toBeGreaterThan(150);
  });
});
