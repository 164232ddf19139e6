/** SIGKILL of the daemon: under load, during its start, during a reload. */
import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { complaints, House } from "../house.ts";
import { Dice, type Outcome, type Trial, type TrialTools } from "../trial.ts";

/** Longest life of a daemon, in answers to one of its guests. */
const MAX_ANSWERS = 200;
/** Kills between two comparisons with what was answered. */
const COMPARED_EVERY = 100;
/** Longest time from a reload, or from the first write of a start, to the kill. */
const MAX_RELOAD_MS = 60;
const MAX_WRITE_MS = 30;

const HOLDS =
  "everything answered is there once, under its id and in order, and nothing else; the start reports nothing";

/** Two houses side by side, so that one starts while the other writes; one of them waits for the disk. */
const LANES = ["process", "power"] as const;

type Kill = (house: House, tools: TrialTools, number: number) => Promise<string[]>;

function killing(kill: Kill): Trial["run"] {
  return async (times, tools) => {
    const seeds = LANES.map(() => tools.dice.between(0, 0x7fffffff));
    const lanes = await Promise.all(
      LANES.map(async (durability, lane) => {
        const house = new House(join(tools.directory, durability), { durability });
        const findings: string[] = [];
        // A killed daemon leaves no compiled code to its successors; this one does.
        await (await house.start()).stop();
        const own = { ...tools, dice: new Dice(seeds[lane] ?? 0) };
        const share = Math.floor(times / LANES.length) + (lane < times % LANES.length ? 1 : 0);
        for (let number = 1; number <= share; number++) {
          findings.push(...(await kill(house, own, number)));
          if (number % COMPARED_EVERY === 0 || number === share) findings.push(...(await house.problems()));
          tools.done();
        }
        return { answered: house.answered, findings };
      }),
    );
    return summed(lanes);
  };
}

function summed(lanes: readonly { readonly answered: number; readonly findings: readonly string[] }[]): Outcome {
  return {
    counts: { "answered records": lanes.reduce((sum, { answered }) => sum + answered, 0) },
    findings: lanes.flatMap(({ findings }) => findings),
  };
}

async function underLoad(house: House, { dice }: TrialTools): Promise<string[]> {
  await using daemon = await house.start();
  const writer = dice.between(0, house.names.length - 1);
  await house.write(writer, dice.between(1, MAX_ANSWERS), () => void daemon.process.kill("SIGKILL"));
  await daemon.kill();
  return complaints(daemon);
}

/** After a kill under load, which leaves a log of changes for this start to read. */
async function duringStart(house: House, tools: TrialTools, number: number): Promise<string[]> {
  const { dice } = tools;
  const findings = number % 4 === 1 ? await underLoad(house, tools) : [];
  const isAtWrite = number % 2 === 0;
  const delayMs = dice.between(0, isAtWrite ? MAX_WRITE_MS : 1000);
  let watcher: FSWatcher | undefined;
  const killed = house.start({
    spawned(child) {
      const kill = () => void setTimeout(() => child.kill("SIGKILL"), delayMs);
      if (!isAtWrite) kill();
      else {
        watcher = watch(house.state, () => {
          watcher?.close();
          kill();
        });
      }
    },
  });
  try {
    const daemon = await killed;
    await daemon.kill();
    return [...findings, ...complaints(daemon)];
  } catch (error) {
    // It ended before it was ready. Any other end than by this signal is a finding.
    const text = String(error);
    return /ended with SIGKILL:\s*$/.test(text) ? findings : [...findings, text];
  } finally {
    watcher?.close();
  }
}

/** A fourth machine comes or goes with each reload. */
async function duringReload(house: House, { dice }: TrialTools, number: number): Promise<string[]> {
  house.configure(number % 2 === 0 ? [] : ["d"]);
  await using daemon = await house.start();
  const writer = dice.between(0, house.names.length - 1);
  await house.write(writer, dice.between(1, MAX_ANSWERS), async () => {
    house.configure(number % 2 === 0 ? ["d"] : []);
    daemon.process.kill("SIGHUP");
    await sleep(dice.between(0, MAX_RELOAD_MS));
    daemon.process.kill("SIGKILL");
  });
  await daemon.kill();
  house.configure();
  return complaints(daemon);
}

export const KILLS: readonly Trial[] = [
  {
    name: "kill-load",
    deed: "SIGKILL of a daemon with three machines that write as fast as they are answered",
    holds: HOLDS,
    times: { whole: 1000, short: 60 },
    run: killing(underLoad),
  },
  {
    name: "kill-start",
    deed: "SIGKILL during a start, half of them at its first writes",
    holds: HOLDS,
    times: { whole: 1000, short: 8 },
    run: killing(duringStart),
  },
  {
    name: "kill-reload",
    deed: "SIGKILL during a reload that adds or removes a machine, under load",
    holds: HOLDS,
    times: { whole: 300, short: 4 },
    run: killing(duringReload),
  },
];
