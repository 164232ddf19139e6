/** Faults that an operator adds while the daemon runs, as the guest meets them. */
import { describe, expect, test } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { operatedDaemon } from "../support/daemon/operated-daemon.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

const SELF_TEST = "06 04";

describe("a fault on a daemon with defaults", () => {
  test("with --never meets no deadline guard, and the operator reads what QEMU does then", async () => {
    const { control, daemon } = await operatedDaemon(["a"]);
    const { name, warnings } = await control.call("fault.add", { rule: { time: "never" } });
    expect(warnings).toEqual([expect.stringContaining("fault 1: after 4000 ms QEMU answers C3h (timeout) itself")]);
    const to = daemon.machines[0];
    if (!to) throw new Error("the daemon has no machine");
    expect(to.replies.deadlineMs).toBeUndefined();
    expect(name).toBe("fault 1");
  });

  test("with a delay past QEMU's limit delivers the answer that late", async () => {
    const clock = new ManualClock();
    const to = machine({}, clock);
    to.replies.add({ name: "late", when: {}, time: { delayMs: 4500, jitterMs: 0 } });
    const qemu = new FakeQemu(to, "3f");
    qemu.request(1, SELF_TEST);
    clock.advance(4499);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(["message 01 07.0 04 [00 55 00]"]);
  });
});

describe("fault.settings", () => {
  test("turns the guard on, as the next fault's warning says, and off", async () => {
    const { control } = await operatedDaemon(["a"]);
    expect(await control.call("fault.settings")).toEqual({ deadlineMs: "off", seed: 1 });
    expect(await control.call("fault.settings", { deadlineMs: 3500 })).toEqual({ deadlineMs: 3500, seed: 1 });
    const { warnings } = await control.call("fault.add", { rule: { time: "never" } });
    expect(warnings).toEqual([expect.stringContaining("the deadline guard answers C3h (timeout) after 3500 ms")]);
    expect(await control.call("fault.settings", { deadlineMs: "off" })).toEqual({ deadlineMs: "off", seed: 1 });
  });

  test("restarts random numbers and counts with a seed, so that a run can be repeated", async () => {
    const { control, daemon } = await operatedDaemon(["a"]);
    const to = daemon.machines[0];
    if (!to) throw new Error("the daemon has no machine");
    await control.call("fault.add", { rule: { id: "random", when: { times: 20 } } });
    const run = async () => {
      await control.call("fault.settings", { seed: 42 });
      const qemu = new FakeQemu(to, "3f");
      for (let id = 0; id < 20; id++) qemu.request(id, SELF_TEST);
      return qemu.received();
    };
    expect(await run()).toEqual(await run());
  });
});

test("a fault is listed in the words of the configuration", async () => {
  const { control } = await operatedDaemon(["a"]);
  const rule = { when: { command: "Get Device ID", data: "20 ?? *", every: 3 }, shape: { completionCode: 0xd5 } };
  await control.call("fault.add", { rule });
  const { faults } = await control.call("fault.list");
  expect(faults).toEqual([
    {
      name: "fault 1",
      rule: { when: { command: "06 01", data: "20 ?? *", every: 3 }, shape: { completionCode: 0xd5 } },
      applied: 0,
      lan: false,
      redfish: false,
    },
  ]);
});

test("a fault of the LAN door is listed, replaced and removed as the others are", async () => {
  const { control, daemon } = await operatedDaemon(["a"]);
  const fault = { when: { command: "Get Device ID", data: "??", probability: 0.5 }, answer: "c1 00" };
  expect(await control.call("fault.addLan", { fault })).toEqual({ name: "fault 1" });
  expect(await control.call("fault.add", { rule: { shape: "empty" } })).toMatchObject({ name: "fault 2" });
  await control.call("fault.addLan", { fault: { name: "fault 1", way: "request", shape: { truncated: 9 } } });
  expect(await control.call("fault.list")).toEqual({
    faults: [
      { name: "fault 2", rule: { shape: "empty" }, applied: 0, lan: false, redfish: false },
      { name: "fault 1", rule: { way: "request", shape: { truncated: 9 } }, applied: 0, lan: true, redfish: false },
    ],
  });
  await control.call("fault.remove", { name: "fault 1" });
  expect(daemon.machines[0]?.lanFaults.all).toEqual([]);
  await expect(control.call("fault.remove", { name: "fault 1" })).rejects.toThrow("there are fault 2");
  await control.call("fault.addLan", { fault });
  expect(await control.call("fault.clear")).toEqual({ removed: 2 });
});

test("a fault of the Redfish door, or a ready set by its name, is listed and removed as the others are", async () => {
  const { control, daemon } = await operatedDaemon(["a"]);
  const fault = { when: { method: "POST", after: 2 }, status: 503 } as const;
  expect(await control.call("fault.addRedfish", { fault })).toEqual({ name: "fault 1" });
  expect(await control.call("fault.addRedfish", { fault: { set: "no-etag" } })).toEqual({ name: "no-etag" });
  expect(await control.call("fault.list")).toEqual({
    faults: [
      { name: "fault 1", rule: fault, applied: 0, lan: false, redfish: true },
      { name: "no-etag", rule: { set: "no-etag" }, applied: 0, lan: false, redfish: true },
    ],
  });
  await control.call("fault.remove", { name: "no-etag" });
  expect(await control.call("fault.clear")).toEqual({ removed: 1 });
  expect(daemon.machines[0]?.redfishFaults.isEmpty).toBe(true);
});
