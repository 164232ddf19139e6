/** Trouble with a state file: in use, damaged, of another version, full. Nothing that was stored is lost. */
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { recordId } from "../../src/bmc/record-list.ts";
import type { Machine } from "../../src/machine.ts";
import { runCli } from "../support/daemon/cli.ts";
import { ask } from "../support/machine/machine.ts";
import { fillableMachine, keptMachine, restarted, stateDirectory, TOO_HOT } from "../support/store/store.ts";

const ADD_EVENT = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
const SDR = "00 00 51 c0 08 20 00 01 02 03 04 05 06";

/** A state directory whose machine has one event in its SEL, and is closed. */
function withOneEvent(): { readonly directory: string; readonly path: string } {
  const directory = stateDirectory();
  const { machine } = keptMachine(directory);
  ask(machine, ADD_EVENT);
  machine.close();
  return { directory, path: join(directory, "bmc.sqlite") };
}

function change(path: string, statements: string): void {
  const db = new DatabaseSync(path);
  db.exec(statements);
  db.close();
}

test("names the daemon that has a file, and the remedy", () => {
  const directory = stateDirectory();
  keptMachine(directory);
  expect(() => keptMachine(directory)).toThrow(
    new RegExp(`^${directory}/bmc.sqlite is in use by another daemon, process ${process.pid}; stop that one, or give`),
  );
});

test("makes files that only their owner can read", () => {
  const directory = join(stateDirectory(), "made");
  keptMachine(directory);
  const modeOf = (path: string) => statSync(path).mode % 0o1000;
  expect([modeOf(directory), modeOf(join(directory, "bmc.sqlite"))]).toEqual([0o700, 0o600]);
});

describe("sets a damaged file aside, whole, and begins a new one", () => {
  test.each<readonly [string, (path: string) => void]>([
    ["rubbish", (path) => writeFileSync(path, "this is no database".repeat(1000))],
    ["the header overwritten", (path) => writeFileSync(path, readFileSync(path).fill(0xff, 0, 100))],
    ["cut off", (path) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
    ["pages overwritten", (path) => writeFileSync(path, readFileSync(path).fill(0xa5, 4096))],
    ["a value of another shape", (path) => change(path, "UPDATE value SET value = '{\"log\": 7}' WHERE part = 'sel'")],
    ["a missing table", (path) => change(path, "DROP TABLE value")],
    ["a value that is no JSON", (path) => change(path, "UPDATE value SET value = '{' WHERE part = 'sel'")],
    ["a value out of range", (path) => change(path, "UPDATE value SET value = replace(value, ':2', ':70000')")],
    [
      "a record that has another bit",
      (path) => change(path, "UPDATE record SET bytes = x'01000200000000200004013001595b5b'"),
    ],
    ["a value that has another bit", (path) => change(path, "UPDATE value SET value = replace(value, ':1', ':3')")],
    ["a record of another length", (path) => change(path, "UPDATE record SET bytes = x'0100aabb'")],
  ])("%s", (_, damage) => {
    const { directory, path } = withOneEvent();
    damage(path);
    const damaged = readFileSync(path);
    const { machine, log } = keptMachine(directory);
    expect(ask(machine, "0a 40")).toMatch(/^00 51 00 00/);
    expect(ask(machine, ADD_EVENT)).toBe("00 01 00");
    const [aside] = readdirSync(directory).filter((name) => /^bmc\.sqlite\.damaged-\d{8}T\d{6}Z$/.test(name));
    expect(readFileSync(join(directory, aside ?? "nothing")).equals(damaged)).toBe(true);
    expect(log()).toMatchObject([{ level: 50, aside: join(directory, aside ?? "") }]);
  });
});

describe("refuses a file of another version or program, and leaves it unchanged", () => {
  test.each([
    [
      "of a later version",
      "PRAGMA user_version = 1000",
      /has version 1000, made by a later extern-bmc; this one knows versions up to \d+: start the later/,
    ],
    [
      "of another program",
      "PRAGMA application_id = 1",
      /is a database of another program; name another state directory, or move it away/,
    ],
  ])("%s", (_, statements, message) => {
    const { directory, path } = withOneEvent();
    change(path, statements);
    const before = readFileSync(path);
    expect(() => keptMachine(directory)).toThrow(message);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory)).toEqual(["bmc.sqlite", "bmc.sqlite-commits"]);
  });
});

test("names a directory that cannot be made, and the reason", () => {
  const file = join(stateDirectory(), "file");
  writeFileSync(file, "");
  expect(() => keptMachine(join(file, "state"))).toThrow(
    /file\/state\/bmc.sqlite cannot be created: ENOTDIR.*; name another state/,
  );
});

test.runIf(process.platform === "linux")("names a directory in /proc, where none can be made", async () => {
  const { code, stderr } = await runCli(["serve", "--listen", "tcp:127.0.0.1:0", "--state", "/proc/nowhere"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("/proc/nowhere/bmc.sqlite cannot be created: ENOENT")]);
});

describe("every earlier version", () => {
  const frozen = new URL("../frozen/store/", import.meta.url).pathname;

  test.each(readdirSync(frozen))("%s opens, and is all there", (name) => {
    const directory = stateDirectory();
    copyFileSync(join(frozen, name), join(directory, "bmc.sqlite"));
    const kept = keptMachine(directory, {
      lan: { address: "10.0.0.1" },
      satellites: [{ address: 0x22, name: "sat" }],
      privateBuses: { eeproms: [{ bus: 0, address: 0xa0, data: "00 01 02 03" }] },
    });
    expect(kept.log()).toEqual([]);
    expect(ask(kept.machine, "0a 43 00 00 00 00 00 ff")).toMatch(/^00 02 00 01 00 02/);
    expect(ask(kept.machine, "06 46 05")).toMatch(/^00 61 62 63 00/);
    expect(ask(kept.machine, `06 47 05 03 73 65 63 ${"00 ".repeat(13)}`)).toBe("00");
    expect(ask(kept.machine, "0c 02 01 03 00 00")).toBe("00 11 0a 00 00 05");
    expect(ask(kept.machine, "0a 11 00 08 00 02")).toBe("00 02 de ad");
    expect(ask(kept.machine, "00 09 05 00 00")).toBe("00 01 05 e0 04 00 00 00");
    expect(Buffer.from(kept.machine.bmc.sdrs.records().at(-1) ?? []).toString("hex")).toMatch(/51c00820000102/);
    expect(existsSync(join(directory, "bmc.sqlite"))).toBe(true);
    const again = restarted(kept, directory, { lan: { address: "10.0.0.1" } });
    expect(ask(again.machine, "0a 40")).toMatch(/^00 51 02 00/);
  });
});

describe("full storage", () => {
  /** Until it is answered with another completion code; gives that, and how many were done. */
  function repeat(machine: Machine, request: string, most = 10_000) {
    for (let done = 0; done < most; done++) {
      const answer = ask(machine, request);
      if (!answer.startsWith("00")) return { code: answer, done };
    }
    throw new Error(`${most} requests were done`);
  }

  test("answers additions with C4h, other changes with D5h, and reads as before; later changes are stored again", () => {
    const directory = stateDirectory();
    const settings = { sel: { capacity: 60_000 }, frus: [{ id: 0, size: 30_000 }] };
    const { machine, database, log } = fillableMachine(directory, settings);
    const { page_count: pages } = database.prepare("PRAGMA page_count").get() ?? {};
    database.exec(`PRAGMA max_page_count = ${pages}`);

    const events = repeat(machine, ADD_EVENT);
    expect(events.code).toBe("c4");
    const info = ask(machine, "0a 40");
    expect(repeat(machine, `0a 24 ${SDR}`, 100).code).toBe("c4");
    const sdrs = machine.bmc.sdrs.size;
    expect(ask(machine, "0a 12 00 00 00 aa")).toBe("d5");
    expect(ask(machine, "0a 11 00 00 00 01")).toBe("00 01 ff");
    expect(ask(machine, "06 01")).toMatch(/^00/);
    expect(ask(machine, "0a 40")).toBe(info);
    expect(() => machine.operate((bmc) => bmc.sel.addEvent(TOO_HOT))).toThrow(/could not be stored/);
    expect(machine.bmc.sel.size).toBe(events.done);
    expect(machine.bmc.sdrs.size).toBe(sdrs);
    expect(log()).toHaveLength(4);
    machine.react((bmc) => bmc.sel.addEvent(TOO_HOT));
    expect(machine.bmc.sel.size).toBe(events.done);

    database.exec("PRAGMA max_page_count = 1000000");
    expect(ask(machine, "0a 12 00 00 00 aa")).toBe("00 01");
    expect(ask(machine, ADD_EVENT)).toMatch(/^00/);
    expect(ask(machine, `0a 24 ${SDR}`)).toMatch(/^00/);
    machine.close();
    const after = keptMachine(directory, settings).machine;
    expect(after.bmc.sel.list.records().map(recordId)).toEqual(
      Array.from({ length: events.done + 1 }, (_, i) => i + 1),
    );
    expect(after.bmc.sdrs.size).toBe(sdrs + 1);
    expect(ask(after, "0a 11 00 00 00 01")).toBe("00 01 aa");
  });

  test("keeps a record whose deletion fails, with its space and the next id", () => {
    const { machine, database } = fillableMachine(stateDirectory());
    for (let i = 0; i < 3; i++) ask(machine, ADD_EVENT);
    for (let i = 0; i < 3; i++) ask(machine, `0a 24 ${SDR}`);
    const { freeUnits, size } = machine.bmc.sdrs;
    // In one second: no timestamp tells the second deletion from the first.
    expect(ask(machine, "0a 42")).toBe("00 01 00");
    expect(ask(machine, "0a 46 01 00 01 00")).toBe("00 01 00");
    database.exec("PRAGMA query_only = 1");
    expect(ask(machine, "0a 46 01 00 02 00")).toBe("d5");
    expect(ask(machine, "0a 22")).toBe("00 01 00");
    expect(ask(machine, "0a 26 01 00 04 00")).toBe("d5");
    database.exec("PRAGMA query_only = 0");
    expect(machine.bmc.sel.list.records().map(recordId)).toEqual([2, 3]);
    expect([machine.bmc.sdrs.freeUnits, machine.bmc.sdrs.size]).toEqual([freeUnits, size]);
    expect(ask(machine, ADD_EVENT)).toBe("00 04 00");
  });

  test("keeps an observed state, such as power off, and stores it later", () => {
    const directory = stateDirectory();
    const { machine, database, clock } = fillableMachine(directory);
    database.exec("PRAGMA query_only = 1");
    machine.bmc.chassis.losePower("acFailed");
    expect(ask(machine, "06 01")).toMatch(/^00/);
    expect(machine.bmc.chassis.powerOn).toBe(false);
    database.exec("PRAGMA query_only = 0");
    clock.advance(60_000);
    database.exec("PRAGMA query_only = 1");
    machine.close();
    expect(keptMachine(directory).machine.bmc.chassis.powerOn).toBe(false);
  });
});
