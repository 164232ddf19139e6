/** Changes that a damaged disk or a deleted file took: each loss is told with the file, and nothing foreign is touched. */
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { ask } from "../support/machine/machine.ts";
import { fillableMachine, keptMachine, stateDirectory } from "../support/store/store.ts";

const ADD_EVENT = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
const EVENTS = 20;
const LOG = "bmc.sqlite-wal";

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
    ["at the end of its log", false],
    ["with remains of an earlier log behind it", true],
  ])("%s", (_, behindCheckpoint) => {
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
        const kept = keptMachine(directory);
        expect(kept.log(), `cut at ${cut}`).toEqual([]);
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
      new RegExp(`bmc.sqlite has lost changes: ${EVENTS - kept} changes at the end of its log .*-wal are damaged`),
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
    expect(log()[0]?.["msg"]).toContain(`the file is missing or empty, and its log ${join(directory, LOG)} has`);
    const [aside = ""] = readdirSync(directory).filter((name) => /\.damaged-.*-wal$/.test(name));
    expect(readFileSync(join(directory, aside)).equals(before)).toBe(true);
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
