/** A changed configuration with stored state: each row of the table in docs/state.md. */
import { describe, expect, test } from "vitest";
import { ask } from "../support/machine/machine.ts";
import { keptMachine, restarted, type Settings, stateDirectory } from "../support/store/store.ts";

interface Row {
  readonly thing: string;
  readonly set: string;
  readonly get: string;
  /** Values of the first configuration, of software, and of the changed configuration. */
  readonly answers: readonly [first: string, set: string, changed: string];
  readonly first: Settings;
  readonly changed: Settings;
  /** In the log when the configuration holds. */
  readonly items: readonly string[];
}

const text = (hex: string) => `${hex} ${"00 ".repeat(16 - hex.split(" ").length)}`.trim();

const OWNED_BY_BOTH: readonly Row[] = [
  {
    thing: "a LAN parameter",
    set: "0c 01 01 03 0a 00 00 05",
    get: "0c 02 01 03 00 00",
    answers: ["00 11 0a 00 00 01", "00 11 0a 00 00 05", "00 11 0a 00 00 02"],
    first: { lan: { address: "10.0.0.1" } },
    changed: { lan: { address: "10.0.0.2" } },
    items: ["lan.ipAddress"],
  },
  {
    thing: "a user",
    set: `06 45 02 ${text("62 6f 62")}`,
    get: "06 46 02",
    answers: [`00 ${text("61 6e 6e")}`, `00 ${text("62 6f 62")}`, `00 ${text("65 76 65")}`],
    first: { users: { accounts: [{ id: 2, name: "ann", password: "" }] } },
    changed: { users: { accounts: [{ id: 2, name: "eve", password: "" }] } },
    items: ["users.2"],
  },
  {
    thing: "a FRU device's content",
    set: "0a 12 01 00 00 05",
    get: "0a 11 01 00 00 02",
    answers: ["00 02 01 02", "00 02 05 02", "00 02 03 04"],
    first: { frus: [{ id: 1, size: 8, data: "01 02" }] },
    changed: { frus: [{ id: 1, size: 8, data: "03 04" }] },
    items: ["fru.1"],
  },
  {
    thing: "the power restore policy",
    set: "00 06 01",
    get: "00 01",
    answers: ["00 41 00 40 f0", "00 21 00 40 f0", "00 00 00 40 f0"],
    first: { chassis: { powerRestorePolicy: "alwaysOn" } },
    changed: { chassis: { powerRestorePolicy: "alwaysOff" } },
    items: ["powerRestore.policy"],
  },
  {
    thing: "the system's name",
    set: "06 58 02 00 00 01 62",
    get: "06 59 00 02 00 00",
    answers: [`00 11 00 ${text("00 01 61")}`, `00 11 00 ${text("00 01 62")}`, `00 11 00 ${text("00 01 63")}`],
    first: { systemInfo: { systemName: "a" } },
    changed: { systemInfo: { systemName: "c" } },
    items: ["systemInfo.systemName"],
  },
  {
    thing: "the asset tag",
    set: "2c 08 dc 00 01 62",
    get: "2c 06 dc 00 01",
    answers: ["00 dc 01 61", "00 dc 01 62", "00 dc 01 63"],
    first: { dcmi: { assetTag: "a" } },
    changed: { dcmi: { assetTag: "c" } },
    items: ["assetTag.tag"],
  },
  {
    thing: "PEF's filters",
    set: `04 12 06 01 ${"00 ".repeat(20)}`,
    get: "04 13 07 01 00",
    answers: ["00 11 01 80", "00 11 01 00", "00 11 01 c0"],
    first: { pef: { filters: [`80 01 00 00 ff ff ff ff 01 ff ff ${"00 ".repeat(9)}`] } },
    changed: { pef: { filters: [`c0 01 00 00 ff ff ff ff 01 ff ff ${"00 ".repeat(9)}`] } },
    items: ["pef.filters"],
  },
];

describe.each(OWNED_BY_BOTH)("$thing", ({ set, get, answers, first, changed, items }) => {
  const [configured, written, reconfigured] = answers;

  test("keeps software's value when the configuration is unchanged", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, first);
    expect(ask(before.machine, get)).toBe(configured);
    expect(ask(before.machine, set)).toMatch(/^00/);
    const after = restarted(before, directory, first);
    expect(ask(after.machine, get)).toBe(written);
    expect(after.log()).toEqual([]);
  });

  test("takes a changed configuration, with a line in the log, and keeps software's later value", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, first);
    ask(before.machine, set);
    const after = restarted(before, directory, changed);
    expect(ask(after.machine, get)).toBe(reconfigured);
    expect(after.log().map(({ item }) => item)).toEqual(items);
    // The stored value was forgotten: restoring the old configuration does not bring it back.
    const back = restarted(after, directory, first);
    expect(ask(back.machine, get)).toBe(configured);
    expect(back.log()).toEqual([]);
    ask(back.machine, set);
    expect(ask(restarted(back, directory, first).machine, get)).toBe(written);
  });
});

test("changes one value without the others", () => {
  const directory = stateDirectory();
  const before = keptMachine(directory, { lan: { address: "10.0.0.1" } });
  ask(before.machine, "0c 01 01 03 0a 00 00 05");
  ask(before.machine, "0c 01 01 06 ff ff 00 00");
  const { machine } = restarted(before, directory, { lan: { address: "10.0.0.2" } });
  expect(ask(machine, "0c 02 01 03 00 00")).toBe("00 11 0a 00 00 02");
  expect(ask(machine, "0c 02 01 06 00 00")).toBe("00 11 ff ff 00 00");
});

describe("SDRs", () => {
  const SDR = (n: number) => `00 00 51 c0 08 20 00 0${n} 02 03 04 05 06`;
  const records = ({ machine }: { machine: { bmc: { sdrs: { records(): readonly Uint8Array[] } } } }) =>
    machine.bmc.sdrs.records().map((record) => Buffer.from(record).toString("hex"));
  const first = { sdrs: [SDR(1)] };
  const changed = { sdrs: [SDR(2)] };

  test("keeps software's order and IDs when the configuration is unchanged", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, first);
    ask(before.machine, `0a 24 ${SDR(3)}`);
    ask(before.machine, "0a 22");
    expect(ask(before.machine, "0a 26 01 00 01 00")).toMatch(/^00/);
    const left = records(before);
    const after = restarted(before, directory, first);
    expect(records(after)).toEqual(left);
    expect(ask(after.machine, `0a 24 ${SDR(4)}`)).toBe(`00 0${left.length + 2} 00`);
  });

  test("takes a changed configuration's, then those that software added", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, first);
    ask(before.machine, `0a 24 ${SDR(3)}`);
    const configured = records(keptMachine(stateDirectory(), changed));
    const after = restarted(before, directory, changed);
    expect(records(after).slice(0, -1)).toEqual(configured);
    expect(records(after).at(-1)).toMatch(/51c00820000302/);
    expect(after.log().map(({ item }) => item)).toEqual(["sdr.repository"]);
    const again = restarted(after, directory, changed);
    expect(records(again)).toEqual(records(after));
    expect(again.log()).toEqual([]);
  });

  test("logs one line without space for those", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, first);
    ask(before.machine, `0a 24 ${SDR(3)}`);
    const settings = { sdrRepository: { size: 1024 } };
    const { freeUnits } = keptMachine(stateDirectory(), settings).machine.bmc.sdrs;
    const sdrs = Array<string>(freeUnits).fill(SDR(2));
    const after = restarted(before, directory, { ...settings, sdrs });
    expect(after.log().map(({ lost }) => lost)).toContain(1);
  });
});

describe("the configuration's alone", () => {
  test("accepts that a FRU device, a user ID or a satellite is gone", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, {
      frus: [{ id: 1, size: 8, data: "01" }],
      users: { maximum: 10 },
      satellites: [{ address: 0x22, name: "sat" }],
    });
    ask(before.machine, "0a 12 01 00 00 05");
    ask(before.machine, `06 45 09 ${text("62")}`);
    before.machine.operate(({ ipmb }) => {
      ipmb.deliver(0x22, { netFn: 0x0a, lun: 0, cmd: 0x12, data: Uint8Array.of(0, 0, 0, 1) });
    });
    const after = restarted(before, directory, { users: { maximum: 4 } });
    expect(ask(after.machine, "0a 11 01 00 00 01")).toBe("cb");
    expect(ask(after.machine, "06 46 09")).toBe("c9");
    expect(after.log().map(({ item }) => item)).toEqual(["fru.1"]);
  });

  test("keeps the records of a SEL that became smaller, and accepts no new ones", () => {
    const directory = stateDirectory();
    const EVENT = "02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
    const before = keptMachine(directory);
    for (let i = 0; i < 3; i++) ask(before.machine, `0a 44 00 00 ${EVENT}`);
    const { machine } = restarted(before, directory, { sel: { capacity: 2 } });
    expect(ask(machine, "0a 40")).toMatch(/^00 51 03 00 00 00/);
    expect(ask(machine, `0a 44 00 00 ${EVENT}`)).toBe("c4");
  });
});

describe("§28.8: the policy uses the stored power state", () => {
  test.each([
    ["previous", true, "21"],
    ["previous", false, "20"],
    ["alwaysOff", true, "00"],
    ["alwaysOn", false, "41"],
  ])("%s, power was on: %s", (powerRestorePolicy, wasOn, state) => {
    const directory = stateDirectory();
    const settings = { chassis: { powerRestorePolicy } };
    const before = keptMachine(directory, settings);
    const { chassis } = before.machine.bmc;
    before.machine.operate(() => {
      chassis.machineStarted();
      if (!wasOn) chassis.losePower("acFailed");
    });
    expect(ask(restarted(before, directory, settings).machine, "00 01").slice(0, 5)).toBe(`00 ${state}`);
  });
});
