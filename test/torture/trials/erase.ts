/** SIGKILL of what replaces or erases state: Clear SEL, state import, state reset. All or nothing must be done. */
import { spawn } from "node:child_process";
import { cpSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openRows } from "../../../src/store/open-rows.ts";
import { exportState } from "../../../src/store/portable.ts";
import { stateFileOf } from "../../../src/store/store.ts";
import { ENTRY } from "../../support/daemon/entry.ts";
import { readKept } from "../../support/store/kept-writer.ts";
import { EventLedger, Guest } from "../guest.ts";
import { complaints, House } from "../house.ts";
import type { Outcome, Trial, TrialTools } from "../trial.ts";

const MAX_EVENTS = 200;
/** Longest time from the request or the first write to the kill. */
const MAX_MS = 4;

async function clearSel(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const house = new House(directory, { machines: ["a"] });
  const door = house.door("a");
  const findings: string[] = [];
  let [answered, cleared] = [0, 0];
  /** Ids of the events that were there at the last Clear SEL, and whether it was answered. */
  let [before, isCleared]: [readonly number[], boolean] = [[], true];
  for (let number = 0; number <= times; number++) {
    await using daemon = await house.start();
    const ids = (await readKept(door)).sel.map(({ id }) => id);
    if (ids.length > 0 && ids.join() !== before.join()) {
      findings.push(`Clear SEL was done by half: ${ids.length} of ${before.length} are left`);
    }
    if (isCleared && ids.length > 0) findings.push(`Clear SEL was answered, and ${ids.length} records are there`);
    if (number === times) break;

    const [ledger, guest] = [new EventLedger(), await Guest.open(door)];
    for (let events = dice.between(1, MAX_EVENTS); events > 0; events--) await ledger.add(guest);
    before = [...ids, ...ledger.answered.values()];
    const [, low = 0, high = 0] = await guest.ask(0x0a, 0x42);
    const clearing = guest.ask(0x0a, 0x47, low, high, 0x43, 0x4c, 0x52, 0xaa).then(
      ([code]) => code === 0,
      () => false,
    );
    await Promise.race([clearing, sleep(dice.between(0, MAX_MS))]);
    await daemon.kill();
    isCleared = await clearing;
    findings.push(...complaints(daemon));
    answered += ledger.answered.size;
    if (isCleared) cleared++;
    done();
  }
  return { counts: { "answered records": answered, "answered clears": cleared }, findings };
}

/** Content of a state file, as text. */
function contentOf(path: string, findings: string[]): string {
  const report = (message: string) => void findings.push(message);
  const { rows, close } = openRows(path, "process", { error: report, warn: report });
  try {
    return JSON.stringify(exportState(rows, "a").controllers);
  } finally {
    close();
  }
}

/** Kills the command at once, at some moment, or soon after it writes to the state. */
function killed(args: readonly string[], state: string, { dice }: TrialTools): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [ENTRY, "state", ...args, "--state", state, "--machine", "a"]);
    const kill = () => void setTimeout(() => child.kill("SIGKILL"), dice.between(0, dice.oneOf([2, 20, 100])));
    const watcher = watch(state, () => {
      watcher.close();
      kill();
    });
    if (dice.between(1, 4) === 1) setTimeout(kill, dice.between(0, 500));
    child.once("close", () => {
      watcher.close();
      resolve();
    });
  });
}

async function importAndReset(times: number, tools: TrialTools): Promise<Outcome> {
  const { directory, done, dice } = tools;
  const house = new House(directory, { machines: ["a"] });
  const path = stateFileOf(house.state, "a");
  const findings: string[] = [];
  const whole: string[] = [];
  for (const name of ["one", "two"]) {
    await using daemon = await house.start();
    await house.write(0, 600, () => void daemon.process.kill("SIGKILL"));
    await daemon.kill();
    whole.push(contentOf(path, findings));
    cpSync(house.state, join(directory, name), { recursive: true });
  }
  const controllers = whole.map((text) => JSON.parse(text));
  const exports = controllers.map((each, index) => {
    const file = join(directory, `${index}.json`);
    writeFileSync(file, JSON.stringify({ format: "extern-bmc state", version: 1, machine: "a", controllers: each }));
    return file;
  });
  let [before, changed] = [whole[1] ?? "", 0];
  for (let number = 0; number < times; number++) {
    const index = dice.between(0, 1);
    const isReset = number % 3 === 2;
    await killed(isReset ? ["reset"] : ["import", exports[index] ?? ""], house.state, tools);
    const after = contentOf(path, findings);
    const wanted = isReset ? "{}" : whole[index];
    if (after !== before && after !== wanted)
      findings.push(`${isReset ? "reset" : "import"}: neither old nor new state`);
    if (after !== before) changed++;
    before = after;
    done();
  }
  for (const name of ["one", "two"]) rmSync(join(directory, name), { recursive: true });
  return { counts: { "done before the kill": changed }, findings };
}

export const ERASURES: readonly Trial[] = [
  {
    name: "kill-clear",
    deed: "SIGKILL while a Clear SEL is carried out",
    holds: "all records are there, or none; none after an answer",
    times: { whole: 300, short: 3 },
    run: clearSel,
  },
  {
    name: "kill-import",
    deed: "SIGKILL of `state import` and `state reset`, most of them up to 0.1 s after they open the state",
    holds: "the state is the old one or the new one",
    times: { whole: 300, short: 4 },
    run: importAndReset,
  },
];
