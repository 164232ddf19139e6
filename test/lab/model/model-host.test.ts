import { describe, expect, test } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import type { GuestStep } from "../../../src/lab/host.ts";
import { ModelHost } from "../../../src/lab/model/model-host.ts";
import { toHex } from "../../support/bytes/hex.ts";
import { machine } from "../../support/machine/machine.ts";
import { answerTo, TimedBmc } from "../../support/machine/timed-bmc.ts";

const request: GuestStep = { kind: "request", netFn: 0x06, cmd: 0x01, data: new Uint8Array(), seq: 0x33 };
const drain: GuestStep = { kind: "drain" };
const wait = (ms: number): GuestStep => ({ kind: "wait", ms });
const pass = (ms: number): GuestStep => ({ kind: "pass", ms });

function modelHost(via: "bt" | "kcs" = "bt") {
  const clock = new ManualClock();
  return { clock, host: new ModelHost({ interface: via, acceptance: "strict", clock }) };
}

describe("the model host", () => {
  test.each([
    ["bt", "1c 33 01 00 20 00 01"],
    ["kcs", "1c 01 00 20 00 01"],
  ] as const)("carries a machine's answers over %s", async (via, answer) => {
    const { clock, host } = modelHost(via);
    const sightings = await host.run([request, drain], machine({}, clock));
    expect(sightings).toMatchObject([
      { kind: "request", done: true },
      { kind: "drain", done: true, busy: false },
    ]);
    expect(toHex(sightings[1]?.answer ?? new Uint8Array())).toMatch(new RegExp(`^${answer}`));
  });

  test("writes nothing while the interface is busy", async () => {
    const { clock, host } = modelHost();
    const bmc = new TimedBmc(clock, () => {});
    expect(await host.run([request, request], bmc)).toEqual([
      { kind: "request", done: true, busy: true },
      { kind: "request", done: false, busy: true },
    ]);
    expect(bmc.requests).toHaveLength(1);
  });

  test("moves the clock no further than to the answer", async () => {
    const { clock, host } = modelHost();
    await host.run([request, wait(3000)], new TimedBmc(clock, (asked, _nth, bmc) => bmc.write(answerTo(asked), 1234)));
    expect(clock.nowMs()).toBe(1234);
  });

  test("plays an hour in no time", async () => {
    const { clock, host } = modelHost();
    const started = performance.now();
    await host.run([pass(3_600_000)], new TimedBmc(clock, () => {}));
    expect(clock.nowMs()).toBe(3_600_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test.each([
    ["destroy", (bmc: TimedBmc) => bmc.streams.at(-1)?.destroy()],
    ["end", (bmc: TimedBmc) => bmc.streams.at(-1)?.end()],
  ])("reads what the BMC wrote before it closed (%s), and is back after 1 s", async (_how, close) => {
    const { clock, host } = modelHost();
    const bmc = new TimedBmc(clock, (asked, nth, self) => {
      self.write(answerTo(asked));
      if (nth === 0) close(self);
    });
    const steps = [request, drain, pass(999), request, drain, pass(1), request, drain];
    const answers = (await host.run(steps, bmc)).flatMap(({ answer }) => (answer ? [toHex(answer)] : []));
    expect(answers).toEqual(["1c 33 01 00 42", "1c 33 01 d2", "1c 33 01 00 42"]);
    expect(bmc.streams).toHaveLength(2);
  });

  test("starts afresh at each run, and leaves no connection and no timer behind", async () => {
    const { clock, host } = modelHost();
    const bmc = new TimedBmc(clock, () => {});
    await host.run([request], bmc);
    await host.run([request], bmc);
    expect(bmc.requests.map(({ id }) => id)).toEqual([0, 0]);
    expect(bmc.streams.map(({ destroyed }) => destroyed)).toEqual([true, true]);
    expect(clock.nextAtMs).toBeUndefined();
  });

  test("refuses a System Management Interrupt before it does anything", async () => {
    const { clock, host } = modelHost();
    const bmc = new TimedBmc(clock, () => {});
    await expect(host.run([request, { kind: "smi", steps: [drain] }], bmc)).rejects.toMatchObject({
      name: "LabError",
      fault: "refused",
    });
    expect(bmc.requests).toEqual([]);
  });

  test("lets a guest wait forever once a BMC that does not read has filled its socket", async () => {
    const { clock, host } = modelHost();
    const bmc = new TimedBmc(clock, () => {});
    const attach = bmc.attach.bind(bmc);
    bmc.attach = (connection) => {
      attach(connection);
      connection.stream.pause();
    };
    const big: GuestStep = { kind: "request", netFn: 0x06, cmd: 0x01, data: new Uint8Array(250), seq: 0 };
    const sightings = await host.run(Array.from({ length: 1000 }, () => [big, wait(5000)]).flat(), bmc);
    expect(sightings[1]).toMatchObject({ kind: "wait", done: true });
    expect(sightings.at(-1)).toMatchObject({ kind: "wait", done: false, busy: true });
  });
});
