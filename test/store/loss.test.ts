/** Changes that a damaged disk or a deleted file took: each loss is told with the file, and nothing foreign is touched. */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { ask } from "../support/machine/machine.ts";
import { fillableMachine, keptMachine, stateDirectory } from "../support/store/store.ts";

const ADD_EVENT = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
const EVENTS = 20;
const LOG = "bmc.sqlite-wal";
const COUNTER = "bmc.sqlite-commits";

/** The state that a killed daemon leaves: 20 events, all of them in the write-ahead log. */
function afterKill(): string {
  const [running, left] = [stateDirectory(), stateDirectory()];
  const { machine } = keptMachine(running);
  for (let i = 0; i < EVENTS; i++) ask(machine, ADD_EVENT);
  for (const name of readdirSync(running)) copyFileSync(join(running, name), join(left, name));
  return left;
}

const eventCount = (answer: string) => Number.parseInt(answer.split(" ")[2] ?? "", 16);

test("a killed daemon's state is whole, and nothing is told", () => {
  const { machine, log } = keptMachine(afterKill());
  expect(eventCount(ask(machine, "0a 40"))).toBe(EVENTS);
  expect(log()).toEqual([]);
});

describe("a commit that a kill cut off between or within SQLite's writes is no loss", () => {
  const [FRAME_HEADER, PAGE] = [24, 4096];

  test.each([
    ["at the end of its log", { behindCheckpoint: false, counter: true }],
    ["with remains of an earlier log behind it", { behindCheckpoint: true, counter: true }],
    ["with such remains, and without a counter", { behindCheckpoint: true, counter: false }],
  ])("%s", (_, { behindCheckpoint, counter }) => {
    const running = stateDirectory();
    const { machine, database } = fillableMachine(running);
    const addEvents = (count: number) => {
      for (let i = 0; i < count; i++) ask(machine, ADD_EVENT);
    };
    addEvents(EVENTS);
    if (behindCheckpoint) database.exec("PRAGMA wal_checkpoint");
    addEvents(1);
    const whole = eventCount(ask(machine, "0a 40"));
    const before = readFileSync(join(running, LOG));
    const commits = readFileSync(join(running, COUNTER));
    addEvents(1);
    const after = readFileSync(join(running, LOG));

    const first = after.findIndex((byte, at) => byte !== before[at]);
    const counts = new Set<number>();
    for (let frame = 32; frame < after.length; frame += FRAME_HEADER + PAGE) {
      if (frame + FRAME_HEADER + PAGE <= first) continue;
      for (const written of [8, FRAME_HEADER, FRAME_HEADER + 512, FRAME_HEADER + PAGE]) {
        const directory = stateDirectory();
        const cut = frame + written;
        copyFileSync(join(running, "bmc.sqlite"), join(directory, "bmc.sqlite"));
        writeFileSync(join(directory, LOG), Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
        if (counter) writeFileSync(join(directory, COUNTER), commits);
        const kept = keptMachine(directory);
        expect(
          kept.log().filter(({ level }) => counter || level === 50),
          `cut at ${cut}`,
        ).toEqual([]);
        counts.add(eventCount(ask(kept.machine, "0a 40")));
        kept.machine.close();
      }
    }
    expect([...counts]).toEqual([whole, whole + 1]);
  });
});

describe("changes that SQLite would drop in silence are told, and a copy of the files is kept", () => {
  test("one bit of the log flipped", () => {
    const directory = afterKill();
    const path = join(directory, LOG);
    const damaged = readFileSync(path);
    const middle = Math.floor(damaged.length / 2);
    damaged[middle] = (damaged[middle] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    const { machine, log } = keptMachine(directory);
    const kept = eventCount(ask(machine, "0a 40"));
    expect(kept).toBeLessThan(EVENTS);
    const [aside = ""] = readdirSync(directory).filter((name) => /^bmc\.sqlite\.damaged-\d{8}T\d{6}Z$/.test(name));
    expect(readFileSync(join(directory, `${aside}-wal`)).equals(damaged)).toBe(true);
    const copy = join(directory, aside);
    expect(log()).toMatchObject([{ level: 50, aside: copy }]);
    expect(log()[0]?.["msg"]).toMatch(
      new RegExp(
        `bmc.sqlite has lost ${EVENTS - kept} of its ${EVENTS + 1} commits: its log .*-wal is damaged; a copy`,
      ),
    );
  });

  test.each<readonly [string, (path: string) => void]>([
    ["missing", rmSync],
    ["empty", (path) => truncateSync(path)],
  ])("the file %s beside its log", (_, damage) => {
    const directory = afterKill();
    const before = readFileSync(join(directory, LOG));
    damage(join(directory, "bmc.sqlite"));
    const { machine, log } = keptMachine(directory);
    expect(eventCount(ask(machine, "0a 40"))).toBe(0);
    expect(log()[0]?.["msg"]).toContain(
      `bmc.sqlite has lost its ${EVENTS + 1} commits: the file is missing or empty, and its log ${join(directory, LOG)} has`,
    );
    const [aside = ""] = readdirSync(directory).filter((name) => /\.damaged-.*-wal$/.test(name));
    expect(readFileSync(join(directory, aside)).equals(before)).toBe(true);
  });
});

describe("the counter beside the file tells which answered commits are missing", () => {
  /** Size of the log after each event, from none on. */
  function logSizes(): { readonly directory: string; readonly sizes: readonly number[] } {
    const [running, directory] = [stateDirectory(), stateDirectory()];
    const { machine } = keptMachine(running);
    const sizes = [statSync(join(running, LOG)).size];
    for (let i = 0; i < EVENTS; i++) {
      ask(machine, ADD_EVENT);
      sizes.push(statSync(join(running, LOG)).size);
    }
    for (const name of readdirSync(running)) copyFileSync(join(running, name), join(directory, name));
    return { directory, sizes };
  }

  /** The events that are left, and the one line of the log. */
  function restart(directory: string) {
    const { machine, log } = keptMachine(directory);
    const events = eventCount(ask(machine, "0a 40"));
    machine.close();
    const again = keptMachine(directory);
    again.machine.close();
    expect(again.log(), "the loss is reported once").toEqual([]);
    expect(log()).toHaveLength(1);
    return { events, line: log()[0] };
  }

  test("a log that was cut between two commits", () => {
    const { directory, sizes } = logSizes();
    truncateSync(join(directory, LOG), sizes[EVENTS - 3]);
    const { events, line } = restart(directory);
    expect(events).toBe(EVENTS - 3);
    expect(line?.["msg"]).toMatch(
      /has lost 3 of its 21 commits: its log .*-wal was cut or deleted, or the file is an older/,
    );
  });

  test("the last commit damaged", () => {
    const { directory } = logSizes();
    const log = readFileSync(join(directory, LOG));
    writeFileSync(join(directory, LOG), log.fill(0xa5, log.length - 8));
    const { events, line } = restart(directory);
    expect(events).toBe(EVENTS - 1);
    expect(line?.["msg"]).toMatch(/has lost 1 of its 21 commits: its log .*-wal is damaged/);
    expect(readFileSync(`${line?.["aside"]}-wal`).equals(log)).toBe(true);
  });

  test("a deleted log", () => {
    const directory = afterKill();
    rmSync(join(directory, LOG));
    const { events, line } = restart(directory);
    expect(events).toBe(0);
    expect(line?.["msg"]).toMatch(/has lost 21 of its 21 commits: its log .*-wal was cut or deleted/);
  });

  test("state show names the loss on standard error, once", async () => {
    const directory = afterKill();
    rmSync(join(directory, LOG));
    const show = () => runCli(["state", "show", "--state", directory]);
    expect(await show()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("bmc.sqlite has lost 21 of its 21 commits"),
    });
    expect(await show()).toMatchObject({ code: 0, stderr: "" });
  });

  test("an older copy put in place, and later the file that it replaced", () => {
    const directory = stateDirectory();
    const path = join(directory, "bmc.sqlite");
    const run = (events: number) => {
      const { machine } = keptMachine(directory);
      for (let i = 0; i < events; i++) ask(machine, ADD_EVENT);
      machine.close();
    };
    run(5);
    copyFileSync(path, `${path}.old`);
    run(5);
    copyFileSync(path, `${path}.new`);
    renameSync(`${path}.old`, path);
    const old = restart(directory);
    expect(old.events).toBe(5);
    expect(old.line?.["msg"]).toMatch(/has lost \d of its 14 commits: .*or the file is an older copy/);
    expect(readFileSync(String(old.line?.["aside"])).subarray(0, 15).toString()).toBe("SQLite format 3");
    run(1);
    renameSync(`${path}.new`, path);
    expect(restart(directory).events).toBe(10);
  });

  test("the file missing, without a log", () => {
    const directory = stateDirectory();
    const { machine } = keptMachine(directory);
    ask(machine, ADD_EVENT);
    machine.close();
    rmSync(join(directory, "bmc.sqlite"));
    expect(restart(directory).line?.["msg"]).toMatch(
      /has lost its 3 commits: the file is missing or empty; the machine/,
    );
  });

  test.each<readonly [string, (path: string) => void, string]>([
    ["damaged", (path) => writeFileSync(path, readFileSync(path).fill("9", 15, 16)), "unreadable"],
    ["missing", rmSync, "missing"],
    ["empty", (path) => truncateSync(path), "missing"],
  ])("a counter that is %s raises a doubt, not a loss, and is written anew", (_, damage, word) => {
    const directory = afterKill();
    damage(join(directory, COUNTER));
    const { events, line } = restart(directory);
    expect(events).toBe(EVENTS);
    expect(line).toMatchObject({ level: 40 });
    expect(line?.["msg"]).toMatch(new RegExp(`bmc.sqlite-commits is ${word}: whether .*bmc.sqlite has all commits`));
  });

  test("a counter that cannot be written is told once, and answers go on", () => {
    const directory = stateDirectory();
    mkdirSync(join(directory, COUNTER));
    const { machine, log } = keptMachine(directory);
    for (let i = 0; i < 3; i++) expect(ask(machine, ADD_EVENT)).toMatch(/^00/);
    expect(log().map(({ msg }) => msg)).toEqual([
      expect.stringContaining("-commits is unreadable"),
      expect.stringContaining("-commits cannot be written"),
    ]);
  });
});

test("two damages in one second have two files", () => {
  const directory = stateDirectory();
  for (let i = 0; i < 3; i++) {
    writeFileSync(join(directory, "bmc.sqlite"), `rubbish ${i}`.repeat(1000));
    keptMachine(directory).machine.close();
  }
  const contents = readdirSync(directory)
    .filter((name) => /\.damaged-[^-]+Z(-\d)?$/.test(name))
    .map((name) => readFileSync(join(directory, name), "utf8").slice(0, 9));
  expect(contents.toSorted()).toEqual(["rubbish 0", "rubbish 1", "rubbish 2"]);
});

test.each([
  ["with tables", "CREATE TABLE theirs (x)"],
  ["with an id of its own", "PRAGMA application_id = 1"],
])("another program's database of version 0, %s, is left unchanged", (_, statements) => {
  const directory = stateDirectory();
  const path = join(directory, "bmc.sqlite");
  const db = new DatabaseSync(path);
  db.exec(statements);
  db.close();
  const before = readFileSync(path);
  expect(() => keptMachine(directory)).toThrow(/is a database of another program/);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("a change is refused while the file is not where the next start looks for it", () => {
  const directory = stateDirectory();
  const { machine, log } = keptMachine(directory);
  const path = join(directory, "bmc.sqlite");
  renameSync(path, `${path}.away`);
  expect(ask(machine, ADD_EVENT)).not.toMatch(/^00/);
  expect(log()).toMatchObject([
    { err: { message: `${path} was removed while in use; put it back, or restart the daemon` } },
  ]);
  renameSync(`${path}.away`, path);
  expect(ask(machine, ADD_EVENT)).toMatch(/^00/);
  expect(eventCount(ask(machine, "0a 40"))).toBe(1);
});
