/** Limits on the answers that reply rules keep waiting: past them the oldest is dropped and counted. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { MAX_WAITING_FRAMES } from "../../src/replies/piece-sender.ts";
import { MAX_WAITING_ANSWERS } from "../../src/replies/reply-queue.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

const SELF_TEST = "06 04";
/** Chassis Control, a hard reset: its answer is followed by a control command. */
const HARD_RESET = "00 02 03";

function lab(rules: readonly object[], deadlineMs: number | "off" = "off") {
  const clock = new ManualClock();
  const to = machine({ replies: { deadlineMs, rules } }, clock);
  const qemu = new FakeQemu(to, "3f");
  const ask = (count: number) => {
    for (let n = 0; n < count; n++) qemu.request(n & 0xff, SELF_TEST);
  };
  const counts = () => to.links[0]?.replyCounts;
  return { clock, to, qemu, ask, counts };
}

const DELAYED = [{ time: { delayMs: 100 } }];

describe("answers that wait", () => {
  it("all go out at the limit, and all but the oldest one past it", () => {
    const { clock, qemu, ask, counts } = lab(DELAYED);
    ask(MAX_WAITING_ANSWERS);
    clock.advance(100);
    expect(qemu.received()).toHaveLength(MAX_WAITING_ANSWERS);
    ask(MAX_WAITING_ANSWERS + 1);
    clock.advance(100);
    const received = qemu.received();
    expect(received).toHaveLength(MAX_WAITING_ANSWERS);
    expect(received[0]).toMatch(/^message 01 /);
    expect(counts()).toEqual({ guarded: 0, tooLate: 0, dropped: 1 });
  });

  it("are dropped when each one waits for the next, which never goes out", () => {
    const { qemu, to, ask, counts } = lab([{ name: "hold", order: "afterNext" }]);
    ask(3 * MAX_WAITING_ANSWERS);
    expect(counts()).toMatchObject({ dropped: 2 * MAX_WAITING_ANSWERS });
    to.replies.remove("hold");
    // An answer without an effect of a rule releases the held ones.
    to.replies.add({ name: "none", when: {} });
    ask(1);
    expect(qemu.received()).toHaveLength(MAX_WAITING_ANSWERS + 1);
  });

  it("are too late, not dropped, after the guard's answer", () => {
    const { clock, ask, counts } = lab([{ order: "afterNext" }], 50);
    ask(MAX_WAITING_ANSWERS);
    clock.advance(50);
    ask(1);
    expect(counts()).toEqual({ guarded: MAX_WAITING_ANSWERS, tooLate: 1, dropped: 0 });
  });

  it("leave the control commands behind that their requests caused", () => {
    const { qemu, ask } = lab(DELAYED);
    qemu.request(7, HARD_RESET);
    expect(qemu.received()).toEqual([]);
    ask(MAX_WAITING_ANSWERS);
    expect(qemu.received()).toEqual(["control 04 []"]);
  });

  it("go when the connection ends, with their timers", () => {
    const { clock, qemu, ask } = lab(DELAYED);
    ask(MAX_WAITING_ANSWERS);
    qemu.stream.emit("close");
    expect(clock.nextAtMs).toBeUndefined();
  });
});

describe("frames behind a slow one", () => {
  const SLOW = [{ when: { nth: 1 }, link: { slow: { bytes: 1, everyMs: 1 } } }];

  it("all go out at the limit, and all but the oldest answer past it", () => {
    for (const over of [0, 1]) {
      const { clock, qemu, ask, counts } = lab(SLOW);
      ask(1 + MAX_WAITING_FRAMES + over);
      clock.advance(100);
      expect(qemu.received()).toHaveLength(1 + MAX_WAITING_FRAMES);
      expect(counts()).toMatchObject({ dropped: over });
    }
  });

  it("keep the control commands among them", () => {
    const { clock, qemu, ask } = lab(SLOW);
    ask(1);
    qemu.request(7, HARD_RESET);
    ask(2 * MAX_WAITING_FRAMES);
    clock.advance(100);
    const received = qemu.received();
    expect(received).toHaveLength(1 + MAX_WAITING_FRAMES);
    expect(received[1]).toBe("control 04 []");
  });
});
