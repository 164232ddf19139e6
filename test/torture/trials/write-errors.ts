/** Errors of the operating system while the daemon writes: a full disk, a limit of file size, no free descriptor. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Guest } from "../guest.ts";
import { GuestedHouse } from "../guested-house.ts";
import { LIFE, rounds } from "../rounds.ts";
import { type Outcome, skipped, type Trial, type TrialTools } from "../trial.ts";

const MAX_EVENTS = 40;

/** Mounts a tmpfs of this size; undefined if this user may not. */
function mounted(directory: string, size: string): (() => void) | undefined {
  mkdirSync(directory);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", directory], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return () => void execFileSync("umount", ["--lazy", directory]);
}

/** Fills the disk, but for so many bytes. */
function fill(file: string, left: number): void {
  try {
    writeFileSync(file, Buffer.alloc(16 * 1024 * 1024, 1));
  } catch {
    // The disk is full now.
  }
  truncateSync(file, Math.max(0, statSync(file).size - left));
}

async function fullDisk(times: number, tools: TrialTools): Promise<Outcome> {
  const { directory, dice } = tools;
  const disk = join(directory, "disk");
  const unmount = mounted(disk, "8m");
  if (!unmount) return skipped("mount(8) needs root");
  try {
    const one = new GuestedHouse(directory, {
      state: join(disk, "state"),
      durability: dice.oneOf(["process", "power"]),
    });
    const filler = join(disk, "filler");
    const findings = await rounds(times, one, tools, async () => {
      fill(filler, dice.between(0, 300_000));
      await one.add(dice.between(1, MAX_EVENTS));
      const isKilled = dice.between(1, LIFE) === 1;
      if (isKilled) {
        await one.kill();
        await one.start();
        await one.add(3);
      }
      rmSync(filler);
      return (await one.add(1)) === 1 ? [] : ["a change is refused although the disk has room again"];
    });
    return { counts: one.counts, findings };
  } finally {
    unmount();
  }
}

async function fileSize(times: number, tools: TrialTools): Promise<Outcome> {
  const { directory, dice } = tools;
  const one = new GuestedHouse(directory);
  const limit = (value: string) => execFileSync("prlimit", [`--pid=${one.pid}`, `--fsize=${value}:`]);
  const findings = await rounds(times, one, tools, async () => {
    const size = statSync(join(one.house.state, "a.sqlite-wal"), { throwIfNoEntry: false })?.size ?? 0;
    limit(String(dice.between(1, size + 200_000)));
    await one.add(dice.between(1, MAX_EVENTS));
    limit("unlimited");
    return (await one.add(1)) === 1 ? [] : ["a change is refused although the limit is gone"];
  });
  return { counts: one.counts, findings };
}

/** The daemon runs out of descriptors while it serves. */
async function descriptors(times: number, tools: TrialTools): Promise<Outcome> {
  const { directory, dice } = tools;
  const one = new GuestedHouse(directory);
  const limit = (value: number) => execFileSync("prlimit", [`--pid=${one.pid}`, `--nofile=${value}:`]);
  const findings = await rounds(times, one, tools, async () => {
    limit(readdirSync(`/proc/${one.pid}/fd`).length + dice.between(0, 2));
    const clients = await Promise.all(Array.from({ length: 5 }, () => Guest.open(one.freeDoor)));
    const taken = await one.add(5);
    limit(4096);
    for (const client of clients) client.close();
    const late = await Guest.open(one.freeDoor);
    const [code] = await late.ask(0x06, 0x01);
    late.close();
    return [
      ...(taken === 5 ? [] : ["a connected guest's changes are refused without a free descriptor"]),
      ...(code === 0 ? [] : ["a new guest is not served although there are descriptors again"]),
    ];
  });
  return { counts: one.counts, findings };
}

/** Node itself crashes with fewer, whatever it runs (24.21). */
const NODE_NEEDS = 22;

/** The log says that the guest's machine has too few descriptors to be served, and what to do; others may have had enough. */
const NOT_SERVED = /"machine":"a","msg":"not served: [^\n]*too many files are open: raise/;

/** The daemon starts with few descriptors: it serves all or some, has none left for a guest, or ends with a message. */
async function fewDescriptors(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const findings: string[] = [];
  const counts = { served: 0, "without one for a guest": 0, "the other machine alone": 0, "ended with a message": 0 };
  for (let number = 0; number < times; number++) {
    const count = dice.between(NODE_NEEDS, 48);
    const under = ["prlimit", `--nofile=${count}:${count}`];
    const one = new GuestedHouse(join(directory, String(number)), {}, { under });
    try {
      await one.start();
      const taken = await one.add(1).catch(() => undefined);
      counts[taken === undefined ? "without one for a guest" : "served"]++;
      if (taken === 0) findings.push(`${count} descriptors: ready, and a change is refused`);
      if (one.daemon.process.exitCode !== null)
        findings.push(`${count} descriptors: the daemon ended after it was ready`);
      await one.kill();
    } catch (error) {
      const text = String(error);
      if (/ended with [1-9]\d*:\n/.test(text) && /EMFILE|too many files are open/.test(text))
        counts["ended with a message"]++;
      else if (text.includes("ENOENT") && NOT_SERVED.test(one.daemon.stderr())) {
        counts["the other machine alone"]++;
        await one.kill();
      } else findings.push(`${count} descriptors: ${text}`);
    }
    done();
  }
  return { counts, findings };
}

/** The state is on a file system that is mounted read-only when the daemon starts. */
async function readOnly(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const disk = join(directory, "disk");
  const unmount = mounted(disk, "64m");
  if (!unmount) return skipped("mount(8) needs root");
  const findings: string[] = [];
  let refused = 0;
  try {
    const one = new GuestedHouse(directory, { state: join(disk, "state") });
    for (let number = 0; number < times; number++) {
      await one.start();
      findings.push(...(await one.problems()));
      await one.add(dice.between(1, MAX_EVENTS));
      await one.kill();
      execFileSync("mount", ["-o", "remount,ro", disk]);
      try {
        await one.start();
        if ((await one.add(1)) > 0) findings.push("a change is answered on a file system that is read-only");
        await one.kill();
      } catch (error) {
        refused++;
        if (!String(error).includes("a.sqlite")) findings.push(`the message does not name the file: ${error}`);
      }
      execFileSync("mount", ["-o", "remount,rw", disk]);
      done();
    }
    await one.start();
    findings.push(...(await one.problems()));
    await one.kill();
    return { counts: { ...one.counts, "starts refused": refused }, findings };
  } finally {
    unmount();
  }
}

const HOLDS = "everything answered is there once, nothing refused is, and changes are taken again afterwards";

export const WRITE_ERRORS: readonly Trial[] = [
  {
    name: "full-disk",
    deed: "the state's disk (a tmpfs) filled and freed; some kills and starts while it is full",
    holds: HOLDS,
    times: { whole: 500, short: 5 },
    run: fullDisk,
  },
  {
    name: "file-size",
    deed: "RLIMIT_FSIZE of the running daemon set near the size of its files: writes fail or are cut short",
    holds: HOLDS,
    times: { whole: 500, short: 5 },
    run: fileSize,
  },
  {
    name: "read-only",
    deed: "a start on a file system that was remounted read-only, after a kill",
    holds: "no change is answered; the message names the file; after a remount everything is there",
    times: { whole: 100, short: 1 },
    run: readOnly,
  },
  {
    name: "descriptors",
    deed: "RLIMIT_NOFILE of the running daemon set to what it uses, with 5 new clients",
    holds: "the connected guest's changes are answered and kept; new guests are served afterwards",
    times: { whole: 500, short: 5 },
    run: descriptors,
  },
  {
    name: "start-descriptors",
    deed: `a start with ${NODE_NEEDS} to 48 descriptors`,
    holds: "the daemon serves, has no descriptor for the guest or one machine, or ends; a message names the reason",
    times: { whole: 200, short: 6 },
    run: fewDescriptors,
  },
];
