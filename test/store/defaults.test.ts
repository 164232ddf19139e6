/** Manager.ResetToDefaults and what it does to the state: everything returns to the configuration at once, or nothing. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Machine } from "../../src/machine.ts";
import { PARTS } from "../../src/store/parts/index.ts";
import { ask, machine as plainMachine } from "../support/machine/machine.ts";
import { fillableMachine, keptMachine, restarted, stateDirectory } from "../support/store/store.ts";

const SETTINGS = {
  users: { accounts: [{ id: 2, name: "admin", password: "secret", privilegeLimit: "administrator" }] },
  lan: { address: "192.0.2.9" },
  dcmi: { assetTag: "a" },
  frus: [{ id: 0, size: 64 }],
  sel: { records: ["07 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a"] },
  sensors: [{ number: 1, name: "temp", type: "temperature", units: "C" }],
  bios: { attributes: { NumLock: true } },
};
const SDR = "00 00 51 c0 08 20 00 01 02 03 04 05 06";
const NAME = "61 62 63 00 00 00 00 00 00 00 00 00 00 00 00 00";
const NETWORK = ["lan", "sol", "channels", "securityKeys", "dhcp", "controllerId"];
const USERS = ["users", "payloadAccess"];
const OF_THE_MACHINE = ["power", "powerOn", "fru", "eeprom", "bios", "secureBoot"];

/** Requests that change a part of each kind. */
const CHANGES = [
  "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a",
  `0a 24 ${SDR}`,
  "0a 49 00 00 00 10",
  "0a 12 00 08 00 de ad",
  `06 45 05 ${NAME}`,
  "0c 01 01 03 c0 00 02 07",
  "2c 08 dc 00 01 62",
  "00 06 02",
  "04 12 01 00",
];

function change(machine: Machine): void {
  for (const request of CHANGES)
    expect([request, ask(machine, request)]).toEqual([request, expect.stringMatching(/^00/)]);
  machine.operate(({ chassis }) => chassis.losePower("acFailed"));
}

/** The items of the parts as the file has them. */
function stateOf({ bmc }: Machine, isWanted: (name: string) => boolean) {
  const own = PARTS.filter((part) => part.isPresent(bmc) && isWanted(part.name));
  const items = own.flatMap(({ name, read, formOf }) =>
    Object.entries(read(bmc)).map(([item, value]) => [`${name}.${item}`, z.encode(formOf(item) ?? z.any(), value)]),
  );
  return { values: Object.fromEntries(items), sel: bmc.sel.list.records(), sdr: bmc.sdrs.records() };
}

describe("a reset to defaults", () => {
  test.each([
    { preserved: [], stays: OF_THE_MACHINE },
    { preserved: ["network"], stays: [...OF_THE_MACHINE, ...NETWORK] },
    { preserved: ["network", "users"], stays: [...OF_THE_MACHINE, ...NETWORK, ...USERS] },
  ] as const)("that preserves $preserved returns all other settings to the configuration, for good", async (row) => {
    const { preserved, stays } = row;
    const names: readonly string[] = stays;
    const directory = stateDirectory();
    const kept = keptMachine(directory, SETTINGS);
    const asConfigured = plainMachine(SETTINGS, kept.clock);
    change(kept.machine);
    const staying = stateOf(kept.machine, (name) => names.includes(name));
    await kept.machine.defaults.restore(preserved);
    const wanted = stateOf(asConfigured, (name) => !names.includes(name));
    for (const { machine } of [kept, restarted(kept, directory, SETTINGS)]) {
      expect(stateOf(machine, (name) => !names.includes(name))).toEqual(wanted);
      expect(stateOf(machine, (name) => names.includes(name))).toMatchObject({ values: staying.values });
    }
    asConfigured.close();
  });
  test("works without a state directory, and tells the doors", async () => {
    const machine = plainMachine(SETTINGS);
    const { resets } = machine.bmc.sessions;
    let told = 0;
    machine.defaults.onRestored(() => told++);
    change(machine);
    await machine.defaults.restore([]);
    expect([ask(machine, "2c 06 dc 00 01"), machine.bmc.sel.size, told]).toEqual(["00 dc 01 61", 1, 1]);
    expect(machine.bmc.sessions.resets).toBe(resets + 1);
    machine.close();
  });
  test("leaves the SDRs of the configuration its own: one that changes later replaces them", async () => {
    const directory = stateDirectory();
    const kept = keptMachine(directory, SETTINGS);
    change(kept.machine);
    await kept.machine.defaults.restore([]);
    const sensors = [{ ...SETTINGS.sensors[0], name: "other" }];
    const after = restarted(kept, directory, { ...SETTINGS, sensors }).machine;
    const names = after.bmc.sdrs.records().map((record) => Buffer.from(record).toString("latin1"));
    expect(names.filter((name) => name.endsWith("temp"))).toEqual([]);
    expect(names.filter((name) => name.endsWith("other"))).toHaveLength(1);
  });
  test("that cannot be stored changes nothing", async () => {
    const { machine, database } = fillableMachine(stateDirectory(), SETTINGS);
    change(machine);
    const before = stateOf(machine, () => true);
    const { resets } = machine.bmc.sessions;
    database.exec("PRAGMA query_only = 1");
    await expect(machine.defaults.restore([])).rejects.toThrow(/could not be stored/);
    expect(stateOf(machine, () => true)).toEqual(before);
    expect(machine.bmc.sessions.resets).toBe(resets);
    database.exec("PRAGMA query_only = 0");
  });
});
