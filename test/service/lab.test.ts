/** The daemon's lab: runs as programs of their own, their rows as they come, limits, and what a caller may run. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, expect, onTestFinished, test } from "vitest";
import type { LabEvent, LabOptions } from "../../src/control/calls/lab.ts";
import { calls } from "../../src/control/calls.ts";
import { checkArguments } from "../../src/control/check-arguments.ts";
import { labInfo, labStart, labStatus, labStop, labWatch } from "../../src/control/handlers/lab.ts";
import { Lab } from "../../src/service/lab/lab.ts";
import { MAX_ROWS, MAX_RUNS } from "../../src/service/lab/limits.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { ENTRY } from "../support/daemon/entry.ts";

const PROGRAMS = { node: process.execPath, gone: "/nowhere/qemu" };
/** An argument with which no program could be started. */
const LONG = { expect: Array.from({ length: 20_000 }, () => "bt=any").join(",") };
const MODEL: LabOptions = { host: "model", seed: 0, repeat: 1 };

const lab = new Lab(PROGRAMS, "qemu-system-x86_64");
const daemon = controlledDaemon([], { lab: async () => lab });
afterAll(() => lab.close());

/** Starts a run and follows its events. */
async function started(options: LabOptions) {
  const events: LabEvent[] = [];
  let heard = () => {};
  const event = (each: LabEvent) => {
    events.push(each);
    heard();
  };
  onTestFinished(labWatch(daemon, {}, { event, async sent() {}, end() {} }));
  const status = await labStart(daemon, options);
  /** Resolves when such an event has come. */
  const until = async (wanted: (event: LabEvent) => boolean) => {
    while (!events.some(wanted)) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  const { run } = status;
  return { run, status, events, until, report: (from = 0) => labStatus(daemon, { run, from }) };
}

const isOver = (event: LabEvent) => event.kind === "run" && event.run.state !== "running";

test("a run tells its rows as they come, judges them at its end, and is kept", async () => {
  const options = { ...MODEL, scenario: ["echo", "wrong-id"], expect: "bt=any", seed: 7, repeat: 2 };
  const { run, status: first, events, until, report } = await started(options);
  expect(first).toMatchObject({ state: "running", done: 0, qemus: ["model"] });
  await expect(labStart(daemon, MODEL)).rejects.toThrow(`run ${run} is under way, and a daemon has one at a time`);
  await until(isOver);
  const rows = events.filter(({ kind }) => kind === "row");
  expect(rows.length).toBeGreaterThanOrEqual(8);
  const { rows: kept, verdicts, ...status } = await report();
  // Four rows on BT and four on KCS; a wrong id hangs a strict QEMU on BT, in both rounds.
  expect(status).toMatchObject({ state: "done", done: 8, total: 8, differing: 2, exitCode: 1 });
  expect(kept.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(kept.filter((row) => row.expected !== undefined)).toMatchObject([
    { scenario: "wrong-id", round: 1, interface: "bt", qemu: "model", outcomes: "hang", expected: "accepted" },
    { scenario: "wrong-id", round: 2, interface: "bt", qemu: "model", outcomes: "hang", expected: "accepted" },
  ]);
  expect(verdicts).toMatchObject([
    { qemu: "model", devices: [{ interface: "bt", heldAgainst: "any", differing: 2 }, { interface: "kcs" }] },
  ]);
  expect(verdicts[0]?.unmet[0]).toContain("expected bt: any; found bt: strict");
  const line = "lab run --scenario echo --scenario wrong-id --host model --expect bt=any --seed 7 --repeat 2";
  expect(status.arguments.join(" ")).toBe(line);
  expect((await report(6)).rows).toHaveLength(2);
  expect((await labInfo(daemon, {})).runs).toContainEqual(status);
});

test("a run that is stopped keeps its rows, and its program has ended", async () => {
  const { run, until } = await started({ ...MODEL, repeat: 20 });
  await until(({ kind }) => kind === "row");
  const stopped = await labStop(daemon, { run });
  expect(stopped.state).toBe("stopped");
  expect(stopped.done).toBeGreaterThanOrEqual(1);
  expect(stopped.done).toBeLessThan(stopped.total ?? 0);
  expect(await labStop(daemon, { run })).toEqual(stopped);
});

test("a run with too many rows ends before the first", async () => {
  const { until, report } = await started({ ...MODEL, repeat: 100 });
  await until(isOver);
  const { state, problem, done } = await report();
  expect([state, done]).toEqual(["failed", 0]);
  expect(problem).toMatch(new RegExp(`^the run would have \\d+ rows, and ${MAX_ROWS} is the most`));
});

test("the latest 16 runs are kept, and an older one is forgotten", async () => {
  const runs: number[] = [];
  for (let n = 0; n <= MAX_RUNS; n++) {
    const { run } = await labStart(daemon, MODEL);
    await labStop(daemon, { run });
    runs.push(run);
  }
  const [forgotten, ...kept] = runs;
  expect((await labInfo(daemon, {})).runs.map(({ run }) => run)).toEqual(kept);
  await expect(labStatus(daemon, { run: forgotten ?? 0, from: 0 })).rejects.toThrow(`there is no run ${forgotten}`);
});

test("a QEMU that is not one fails the run, with the reason", async () => {
  expect((await labInfo(daemon, {})).qemus).toEqual([
    { name: "node", program: process.execPath, found: true },
    { name: "gone", program: "/nowhere/qemu", found: false },
  ]);
  const { until, report } = await started({ seed: 0, repeat: 1, qemu: ["gone"], scenario: ["echo"] });
  await until(isOver);
  const { state, problem } = await report();
  expect(state).toBe("failed");
  expect(problem).toContain("cannot run /nowhere/qemu: there is no such program");
});

test("a caller runs the QEMUs of the configuration alone, and no file of its own", async () => {
  for (const qemu of ["sh", "/bin/sh", process.execPath]) {
    await expect(labStart(daemon, { seed: 0, repeat: 1, qemu: [qemu] })).rejects.toThrow("lab.qemu has no");
  }
  await expect(labStart(daemon, { ...MODEL, scenario: ["wrong-di"] })).rejects.toThrow("did you mean wrong-id?");
  for (const given of [{ scenario: ["./mine.yaml"] }, { scenario: ["/etc/passwd"] }, { expect: "any --keep" }, LONG]) {
    expect(() => checkArguments("lab.start", calls["lab.start"], given)).toThrow("expected");
  }
  expect(() => checkArguments("lab.start", calls["lab.start"], { keep: "/tmp" })).toThrow("there is no argument keep");
  await expect(labStatus(daemon, { run: 99, from: 0 })).rejects.toThrow("there is no run 99");
});

test("a lab that is closed ends the list that it waits for, and starts no run", async () => {
  const closing = new Lab(PROGRAMS, "qemu-system-x86_64");
  const waiting = Promise.allSettled([closing.info(), closing.start(MODEL)]);
  await closing.close();
  expect((await waiting).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(closing.start(MODEL)).rejects.toThrow("the daemon is stopping");
});

test("the lab ends when the other end of its standard input does, however its parent ended", async () => {
  const args = [ENTRY, "lab", "run", "--host", "model", "--repeat", "1000", "--json-lines", "--end-with-stdin"];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  child.stdout.resume();
  child.stdin.destroy();
  expect(await once(child, "close")).toEqual([143, null]);
});
