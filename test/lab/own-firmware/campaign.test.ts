import { describe, expect, test, vi } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";
import type { Boot, BootLimits, BootOptions } from "../../../src/lab/own-firmware/boot.ts";
import { runCampaign } from "../../../src/lab/own-firmware/campaign.ts";
import { FAULTLESS, type Fault } from "../../../src/lab/own-firmware/fault.ts";

const fault = (name: string): Fault => ({ ...FAULTLESS, name });

/** A boot that executed in page 1 for so long, besides its work. */
const bootOf = (of: Fault, pageMs: number, more: Partial<Boot> = {}): Boot => ({
  fault: of,
  end: "booted",
  ...{ guestMs: 5000 + pageMs, realMs: 6000 + pageMs, firstRequestMs: 100, lastRequestMs: 200, cpu: undefined },
  profile: new Map([[1, { wallMs: pageMs, ranMs: pageMs }]]),
  commands: new Map([["Get Device ID", 1]]),
  ...{ requests: 1, faulted: 1, resets: 0, qemuEnd: undefined, lastLines: [], commandLine: "qemu" },
  ...more,
});

const BOOT: BootOptions = {
  binary: "qemu",
  image: { path: "a.fd", kind: "flash", smm: false },
  interface: "bt",
  bus: "isa",
  sign: "sign",
  ownDisk: true,
  userArguments: [],
  bmc: configSchema.parse({}),
};

/** Runs a campaign of these boots, in this order, and returns its result with the names of the boots. */
async function campaignOf(boots: readonly Boot[], names: readonly string[], limitMs?: number) {
  const left = [...boots];
  const calls: { readonly name: string; readonly limits: BootLimits; readonly keep: string | undefined }[] = [];
  const progress = { begins: vi.fn(), ends: vi.fn() };
  const campaign = await runCampaign(
    { boot: BOOT, faults: names.map(fault), limitMs, lateMs: 2000, keep: (name) => `kept/${name}`, progress },
    async (_options, { name }, limits, keep) => {
      calls.push({ name, limits, keep });
      const next = left.shift();
      if (!next) throw new Error(`no boot for ${name}`);
      return next;
    },
  );
  expect(left).toEqual([]);
  return { campaign, calls, names: calls.map(({ name }) => name), progress };
}

describe("a campaign", () => {
  test("boots without a fault, then with each, and judges each boot", async () => {
    const boots = [bootOf(FAULTLESS, 0), bootOf(fault("a"), 100), bootOf(fault("b"), 4000)];
    const { campaign, names, progress } = await campaignOf(boots, ["a", "b"]);
    expect(names).toEqual(["none", "a", "b"]);
    expect(campaign.results.map(({ outcome, extraMs }) => [outcome, extraMs])).toEqual([
      ["boots", 0],
      ["boots late", 4000],
    ]);
    expect(progress.ends.mock.calls.map(([, outcome]) => outcome)).toEqual(["boots", "boots", "boots late"]);
  });

  test("repeats the faultless boot when one is late by little, and takes its time for usual too", async () => {
    const boots = [bootOf(FAULTLESS, 0), bootOf(fault("a"), 2500), bootOf(FAULTLESS, 2400), bootOf(fault("b"), 2600)];
    const { campaign, calls } = await campaignOf(boots, ["a", "b"]);
    expect(calls.map(({ name, keep }) => [name, keep])).toEqual([
      ["none", "kept/none"],
      ["a", "kept/a"],
      ["none", "kept/none-2"],
      ["b", "kept/b"],
    ]);
    expect(campaign.results.map(({ outcome }) => outcome)).toEqual(["boots", "boots"]);
  });

  test("repeats it three times at most", async () => {
    const late = bootOf(fault("a"), 2500);
    const boots = [bootOf(FAULTLESS, 0), late, bootOf(FAULTLESS, 0), late, bootOf(FAULTLESS, 0), late];
    const { names } = await campaignOf([...boots, bootOf(FAULTLESS, 0), late], ["a", "b", "c", "d"]);
    expect(names).toEqual(["none", "a", "none", "b", "none", "c", "none", "d"]);
  });

  test.each<[string, Partial<Boot>]>([
    ["does not boot without a fault", { end: "out of time" }],
    ["asks nothing without a fault", { requests: 0 }],
  ])("tries no fault on firmware that %s", async (_title, more) => {
    const { campaign, names } = await campaignOf([bootOf(FAULTLESS, 0, more)], ["a"]);
    expect(names).toEqual(["none"]);
    expect(campaign.results).toEqual([]);
  });

  test.each([
    [undefined, 180_000, 180_000],
    [20_000, 20_000, 20_000],
  ])("with --limit %s gives the faultless boot %i ms and the others %i ms", async (limitMs, first, others) => {
    const { calls } = await campaignOf([bootOf(FAULTLESS, 0), bootOf(fault("a"), 0)], ["a"], limitMs);
    expect(calls.map(({ limits }) => limits.limitMs)).toEqual([first, others]);
    expect(calls[0]?.limits.quietMs).toBe(Number.POSITIVE_INFINITY);
  });
});
