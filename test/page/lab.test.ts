/** The lab view: rows and verdicts in words, what is read out, and the form. */
import { describe, expect, it } from "vitest";
import type { LabRow, LabRun, LabVerdict } from "../../src/control/calls/lab.ts";
import { firstFields, optionsOf, playable } from "../../web/lab/lab-form.ts";
import { announcementOf, hasRun, stateOf, verdictOn, withoutDaemon, withRows, withRun } from "../../web/lab/runs.ts";

const KINDS = ["strict", "strict-or-ff", "any", "timer-kept", "timer-kept-unescaped", "resets"] as const;

const row = (number: number, more: Partial<LabRow> = {}): LabRow => ({
  ...{ number, qemu: "stock", scenario: "wrong-id", round: 1, interface: "bt", host: "qemu", outcomes: "hang" },
  ...{ fits: ["strict", "resets"], durationMs: 900 },
  ...more,
});

const RUN: LabRun = {
  ...{ run: 3, state: "running", startedMs: 0, durationMs: 0, qemus: ["stock"], done: 0, differing: 0, arguments: [] },
};

const VERDICT: LabVerdict = {
  ...{ qemu: "stock", subject: "QEMU emulator version 7.2.22", unmet: [] },
  devices: [{ interface: "bt", kinds: ["strict"], heldAgainst: "strict", differing: 0, text: "bt: strict" }],
};

describe("rows", () => {
  it("come in their places, and a row that is judged again replaces the former one", () => {
    const rows = withRows([row(1), row(2)], [row(3), row(2, { expected: "accepted" })]);
    expect(rows.map(({ number, expected }) => [number, expected])).toEqual([
      [1, undefined],
      [2, "accepted"],
      [3, undefined],
    ]);
  });

  it.each([
    ["differs; expected accepted", "bad", row(1, { expected: "accepted" }), [VERDICT]],
    ["as strict", "ok", row(1), [VERDICT]],
    ["fits strict, resets", "off", row(1), []],
    ["fits every kind", "off", row(1, { fits: [...KINDS] }), []],
    ["fits no kind", "warn", row(1, { fits: [] }), []],
    ["fits strict, resets", "off", row(1, { interface: "kcs" }), [VERDICT]],
    ["fits strict, resets", "off", row(1, { qemu: "patched" }), [VERDICT]],
  ])("have the verdict %s", (text, tone, given, verdicts) => {
    expect(verdictOn(given, verdicts, KINDS.length)).toEqual({ tone, text });
  });
});

describe("runs", () => {
  it("are listed once, in their present state", () => {
    const done = { ...RUN, state: "done" as const };
    expect(withRun(withRun([], RUN), done)).toEqual([done]);
  });

  it("end with their daemon: the next one does not know them, and counts from 1 again", () => {
    expect(hasRun([RUN], RUN)).toBe(true);
    expect(hasRun([{ ...RUN, startedMs: 1 }], RUN)).toBe(false);
    const report = { ...RUN, verdicts: [], rows: [row(1)] };
    expect(withoutDaemon(report)).toMatchObject({
      state: "failed",
      problem: expect.stringContaining("daemon"),
      rows: [row(1)],
    });
    expect(withoutDaemon({ ...report, state: "done" })).toMatchObject({ state: "done" });
  });

  it.each([
    ["running", "running", 0],
    ["done, nothing differs", "done", 0],
    ["done, 1 row differs", "done", 1],
    ["done, 2 rows differ", "done", 2],
    ["failed", "failed", 0],
  ] as const)("are %s", (text, state, differing) => {
    expect(stateOf({ state, differing }).text).toBe(text);
  });

  it("are read out when a row differs and at the end, and not for every row", () => {
    const running = { ...RUN, verdicts: [], rows: [row(1)] };
    expect(announcementOf(running)).toBe("");
    const differing = { ...running, rows: [row(1, { expected: "accepted" }), row(2)] };
    expect(announcementOf(differing)).toBe("wrong-id on bt differs: hang");
    const done = { ...differing, state: "done" as const, differing: 1, verdicts: [VERDICT] };
    expect(announcementOf(done)).toBe("Run 3 is done, 1 row differs. bt: strict");
    expect(announcementOf({ ...running, state: "failed", problem: "no QEMU" })).toBe("Run 3 is failed. no QEMU");
  });
});

const INFO = {
  qemus: [
    { name: "gone", program: "/nowhere", found: false },
    { name: "stock", program: "qemu-system-x86_64", found: true },
  ],
  scenarios: [
    { name: "echo", title: "", interfaces: ["bt"], hosts: ["model" as const, "qemu" as const] },
    { name: "smm-poll", title: "", interfaces: ["bt"], hosts: ["firmware" as const, "uefi" as const] },
  ],
};

describe("the form", () => {
  it("begins with the first QEMU that is there, or with the model", () => {
    expect(optionsOf(firstFields(INFO), INFO)).toEqual({ qemu: ["stock"], seed: 0, repeat: 1 });
    const none = { ...INFO, qemus: [] };
    expect(optionsOf(firstFields(none), none)).toEqual({ host: "model", acceptance: "strict", seed: 0, repeat: 1 });
  });

  it("makes the options of its fields, and leaves out scenarios that the guest does not play", () => {
    const fields = { ...firstFields(INFO), bus: "isa" as const, repeat: "3", seed: "x" };
    const more = { scenarios: ["echo", "smm-poll"], expect: { bt: "any", kcs: "", ssif: "strict" } };
    expect(optionsOf({ ...fields, ...more, host: "qemu" }, INFO)).toEqual({
      ...{ qemu: ["stock"], host: "qemu", bus: "isa", scenario: ["echo"], expect: "bt=any,ssif=strict" },
      // The API says what is wrong with a seed that is no number.
      ...{ seed: Number.NaN, repeat: 3 },
    });
    expect(playable(INFO, "").map(({ name }) => name)).toEqual(["echo", "smm-poll"]);
    expect(playable(INFO, "uefi").map(({ name }) => name)).toEqual(["smm-poll"]);
  });
});
