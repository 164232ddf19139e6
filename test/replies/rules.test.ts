import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

type Rule = Readonly<Record<string, unknown>>;

/** A machine with these rules, by default without a deadline, and a QEMU connected to it. */
function lab(rules: readonly Rule[], replies: Rule = { deadlineMs: "off" }) {
  const clock = new ManualClock();
  const to = machine({ replies: { ...replies, rules } }, clock);
  const qemu = new FakeQemu(to, "3f");
  return { clock, to, qemu };
}

/** Asks for the self test `count` times, ids from `id` on, and gives the frames that came. */
function answers(rules: readonly Rule[], count = 1, id = 5): string[] {
  const { qemu } = lab(rules);
  for (let i = 0; i < count; i++) qemu.request((id + i) & 0xff, "06 04");
  return qemu.received();
}

const ids = (frames: readonly string[]) => frames.map((frame) => frame.slice("message ".length, 10));
const GOOD = "message 05 07.0 04 [00 55 00]";

describe("message id", () => {
  it.each([
    ["echo", { id: "echo" }, ["05", "06", "07"]],
    ["fixed", { id: { fixed: 0xff } }, ["ff", "ff", "ff"]],
    ["offset", { id: { offset: 1 } }, ["06", "07", "08"]],
    ["offset down", { id: { offset: -6 } }, ["ff", "00", "01"]],
    ["the BMC's own counter", { id: { counter: { start: 0xfe } } }, ["fe", "ff", "00"]],
    ["swap", { id: "swap" }, ["04", "07", "06"]],
    ["stale", { id: "stale" }, ["04", "05", "06"]],
  ])("%s", (_title, rule, expected) => {
    expect(ids(answers([rule], 3))).toEqual(expected);
  });

  it("random ids come from the seed", () => {
    const run = (seed: number) => {
      const { qemu } = lab([{ id: "random" }], { seed, deadlineMs: "off" });
      for (let i = 0; i < 20; i++) qemu.request(i, "06 04");
      return ids(qemu.received());
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    expect(new Set(run(7)).size).toBeGreaterThan(10);
  });
});

describe("shape", () => {
  it.each([
    ["duplicate", { shape: "duplicate" }, [GOOD, GOOD]],
    ["wrong netFn", { shape: "wrongNetFn" }, ["message 05 05.0 04 [00 55 00]"]],
    ["wrong cmd", { shape: "wrongCmd" }, ["message 05 07.0 05 [00 55 00]"]],
    ["success with an empty body", { shape: "empty" }, ["message 05 07.0 04 [00]"]],
    ["bad checksum", { shape: "badChecksum" }, ["discarded bad checksum [05 1c 04 00 55 00 79]"]],
    ["truncated to the completion code", { shape: { truncated: 4 } }, ["message 05 07.0 04 [00]"]],
    ["truncated to the header", { shape: { truncated: 3 } }, ["message 05 07.0 04 []"]],
    ["truncated to nothing", { shape: { truncated: 0 } }, ["discarded too short [00]"]],
    ["truncated beyond its length", { shape: { truncated: 99 } }, [GOOD]],
    ["too long", { shape: { tooLong: 2 } }, ["message 05 07.0 04 [00 55 00 00 00]"]],
    ["raw bytes", { shape: { raw: "03 a1 a0" } }, ["control 03 []", "discarded empty frame []"]],
    [
      "a wrong id on a duplicate",
      { id: { fixed: 9 }, shape: "duplicate" },
      [GOOD.replace("05", "09"), GOOD.replace("05", "09")],
    ],
  ])("%s", (_title, rule, expected) => {
    expect(answers([rule])).toEqual(expected);
  });
});

describe("a completion code", () => {
  it("refuses the first two requests, which the BMC does not carry out, then lets them through", () => {
    const { to, qemu } = lab([{ when: { command: "Add SEL Entry", times: 2 }, shape: { completionCode: 0xd5 } }]);
    const add = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 ff ff ff";
    for (let id = 1; id <= 3; id++) qemu.request(id, add);
    expect(qemu.received()).toEqual([
      "message 01 0b.0 44 [d5]",
      "message 02 0b.0 44 [d5]",
      expect.stringMatching(/^message 03 0b\.0 44 \[00 /),
    ]);
    expect(to.bmc.sel.size).toBe(1);
  });

  it.each([0xc0, 0xc3, 0xce, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xff, 0x81])("can be %i", (completionCode) => {
    const expected = GOOD.replace("00 55 00", completionCode.toString(16));
    expect(answers([{ shape: { completionCode } }])).toEqual([expected]);
  });

  it("goes back with another effect of the rule: late, with another id", () => {
    const { clock, qemu } = lab([{ shape: { completionCode: 0xc0 }, id: { offset: 1 }, time: { delayMs: 50 } }]);
    qemu.request(5, "06 04");
    clock.advance(50);
    expect(qemu.received()).toEqual(["message 06 07.0 04 [c0]"]);
  });

  it("yields to the shape of an earlier rule, so the BMC carries out the request", () => {
    expect(answers([{ shape: "empty" }, { shape: { completionCode: 0xc0 } }])).toEqual(["message 05 07.0 04 [00]"]);
  });

  it.each([0, 0x100, -1, "d5"])("cannot be %s", (completionCode) => {
    expect(() => lab([{ shape: { completionCode } }])).toThrow(/from 1 to 255|0x01 to 0xff/);
  });
});

describe("each nth", () => {
  it("is the third, the sixth, the ninth of the matching ones", () => {
    const frames = answers([{ when: { every: 3 }, shape: { completionCode: 0xc0 } }], 9, 1);
    expect(frames.map((frame) => frame.includes("[c0]"))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n % 3 === 0));
  });

  it("ends after the given number of times", () => {
    const frames = answers([{ when: { every: 2, times: 2 }, shape: { completionCode: 0xc0 } }], 8, 1);
    expect(frames.flatMap((frame, index) => (frame.includes("[c0]") ? [index + 1] : []))).toEqual([2, 4]);
  });

  it("excludes nth", () => expect(() => lab([{ when: { every: 2, nth: 2 } }])).toThrow("nth or every, not both"));
});

describe("the request's data", () => {
  const readings = (data: string) => {
    const { qemu } = lab([{ when: { command: "Get SEL Entry", data, nth: 2 }, shape: { completionCode: 0xc0 } }]);
    for (const id of ["01", "02", "01", "02", "01"]) qemu.request(Number(id), `0a 43 00 00 ${id} 00 00 ff`);
    return qemu.received().map((frame) => frame.includes("[c0]"));
  };

  it("picks one record, and the counts are of requests for that record", () => {
    expect(readings("00 00 01 *")).toEqual([false, false, true, false, false]);
  });

  it("matches any byte with ??, and only the whole data without *", () => {
    expect(readings("00 00 ?? 00 00 ff")).toEqual([false, true, false, false, false]);
    expect(readings("00 00")).toEqual([false, false, false, false, false]);
  });
});

describe("time", () => {
  it("delays the answer, and sends the control commands that the request caused after it", () => {
    const { clock, qemu } = lab([{ time: { delayMs: 100 } }]);
    qemu.request(5, "00 02 03");
    clock.advance(99);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(["message 05 01.0 02 [00]", "control 04 []"]);
  });

  it("jitter stays in its bounds, and comes from the seed", () => {
    const delays = (seed: number) =>
      Array.from({ length: 50 }, (_, i) => {
        const { clock, qemu } = lab([{ time: { delayMs: 100, jitterMs: 50 } }], { seed: seed + i, deadlineMs: "off" });
        qemu.request(5, "06 04");
        for (let ms = 0; ms <= 200; ms++) {
          if (qemu.received().length > 0) return ms;
          clock.advance(1);
        }
        return Number.NaN;
      });
    expect(Math.min(...delays(1))).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays(1))).toBeLessThanOrEqual(150);
    expect(new Set(delays(1)).size).toBeGreaterThan(10);
    expect(delays(1)).toEqual(delays(1));
  });

  it("never drops the answer, and sends the request's effects once", () => {
    const { clock, qemu } = lab([{ time: "never" }], { deadlineMs: 3500 });
    qemu.request(5, "00 02 03");
    expect(qemu.received()).toEqual(["control 04 []"]);
    clock.advance(10_000);
    expect(qemu.received()).toEqual(["message 05 01.0 02 [c3]"]);
  });
});

describe("order", () => {
  it("holds an answer until the next has been sent", () => {
    expect(ids(answers([{ order: "afterNext", when: { nth: 1 } }], 3))).toEqual(["06", "05", "07"]);
  });
});

describe("connection", () => {
  it.each([
    ["before", []],
    ["middle", []],
    ["after", [GOOD]],
  ])("disconnects %s the answer", async (disconnect, expected) => {
    const { qemu } = lab([{ link: { disconnect } }]);
    qemu.request(5, "06 04");
    expect(qemu.received()).toEqual(expected);
    await new Promise((resolve) => qemu.stream.once("close", resolve));
    // The half that came is completed by an end mark: it was the front half of a frame.
    qemu.push("a0");
    expect(qemu.received()).toEqual(
      disconnect === "middle" ? ["discarded bad checksum [05 1c 04 00]"] : ["discarded empty frame []"],
    );
  });

  it("sends an answer in pieces, and control commands only after it", () => {
    const { clock, to, qemu } = lab([{ link: { slow: { bytes: 3, everyMs: 10 } } }]);
    qemu.request(5, "06 04");
    to.bmc.messaging.primary.globalEnables = {
      ...to.bmc.messaging.primary.globalEnables,
      receiveMessageQueueInterrupt: true,
    };
    clock.advance(19);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual([GOOD, "control 05 []"]);
  });

  it("keeps SMS_ATN set while the rule stands", () => {
    const { to, qemu } = lab([{ name: "stuck", attention: "stuck" }]);
    expect(to.wires.attention).toBe(true);
    qemu.request(5, "06 31");
    expect(qemu.received()).toEqual(["message 05 07.0 31 [00 00]"]);
    to.replies.remove("stuck");
    expect(to.wires.attention).toBe(false);
  });

  it("keeps a booting BMC silent for a while after the connection", () => {
    const { clock, qemu } = lab([{ time: "never", when: { connectedLessThanMs: 5000 } }]);
    clock.advance(4999);
    qemu.request(5, "06 04");
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    qemu.request(6, "06 04");
    expect(ids(qemu.received())).toEqual(["06"]);
  });
});

describe("scope", () => {
  const FF = { fixed: 0xff };
  it.each([
    ["all", {}, ["ff", "ff", "ff", "ff"]],
    ["one command", { command: "06 04" }, ["ff", "ff", "ff", "ff"]],
    ["another command", { command: "06 01" }, ["05", "06", "07", "08"]],
    ["the nth", { nth: 2 }, ["05", "ff", "07", "08"]],
    ["a limited number of times", { times: 2 }, ["ff", "ff", "07", "08"]],
    ["never by chance", { probability: 0 }, ["05", "06", "07", "08"]],
    ["always by chance", { probability: 1 }, ["ff", "ff", "ff", "ff"]],
  ])("%s", (_title, when, expected) => {
    expect(ids(answers([{ id: FF, when }], 4))).toEqual(expected);
  });

  it("nth counts the command's own answers", () => {
    const { qemu } = lab([{ id: FF, when: { command: "06 04", nth: 2 } }]);
    for (const [id, request] of [
      [1, "06 04"],
      [2, "06 31"],
      [3, "06 04"],
    ] as const)
      qemu.request(id, request);
    expect(ids(qemu.received())).toEqual(["01", "02", "ff"]);
  });

  it("picks about the given share of the answers", () => {
    const hit = ids(answers([{ id: { offset: 128 }, when: { probability: 0.3 } }], 256, 0)).filter(
      (id, i) => Number.parseInt(id, 16) !== i,
    );
    expect(hit.length).toBeGreaterThan(50);
    expect(hit.length).toBeLessThan(105);
  });

  it("takes each effect from the first of several rules that has it", () => {
    expect(answers([{ id: FF }, { id: { fixed: 1 }, shape: "empty" }])).toEqual(["message ff 07.0 04 [00]"]);
  });
});

describe("rules at run time", () => {
  it("are added, replaced by name and removed", () => {
    const { to, qemu } = lab([]);
    const ask = () => {
      qemu.request(5, "06 04");
      return ids(qemu.received());
    };
    to.replies.add({ name: "a", when: {}, id: { fixed: 1 } });
    expect(ask()).toEqual(["01"]);
    to.replies.add({ name: "a", when: {}, id: { fixed: 2 } });
    expect(ask()).toEqual(["02"]);
    expect(to.replies.rules).toHaveLength(1);
    expect(to.replies.remove("a")).toBe(true);
    expect(to.replies.remove("a")).toBe(false);
    expect(ask()).toEqual(["05"]);
  });
});
