/** Firmware settings that Redfish changes outlive the daemon, whose start is no restart of the machine. */
import { describe, expect, test } from "vitest";
import { keptMachine, restarted, stateDirectory } from "../support/store/store.ts";

const BIOS = { attributes: { NumLock: true, Count: { value: 4, max: 8 } }, secureBoot: false };

describe("firmware settings are stored", () => {
  test("BIOS attributes, and changes that wait for the next restart", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, { bios: BIOS });
    before.machine.operate(({ bios }) => {
      bios?.change({ NumLock: false });
      bios?.systemRestarted();
      bios?.change({ Count: 8 });
    });
    const { bios } = restarted(before, directory, { bios: BIOS }).machine.bmc;
    expect([bios?.present, bios?.future]).toEqual([
      { NumLock: false, Count: 4 },
      { NumLock: false, Count: 8 },
    ]);
  });
  test("Secure Boot, and whether it has keys", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, { bios: BIOS });
    before.machine.operate(({ secureBoot }) => {
      if (!secureBoot) return;
      secureBoot.enabled = true;
      secureBoot.hasKeys = false;
    });
    expect(restarted(before, directory, { bios: BIOS }).machine.bmc.secureBoot?.state).toEqual({
      enabled: true,
      hasKeys: false,
      present: { enabled: false, hasKeys: true },
    });
  });
  test("until the configuration declares other attributes", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, { bios: BIOS });
    before.machine.operate(({ bios }) => bios?.change({ Count: 8 }));
    const changed = { bios: { attributes: { NumLock: true, Count: { value: 2, max: 2 } } } };
    expect(restarted(before, directory, changed).machine.bmc.bios?.future).toEqual({ NumLock: true, Count: 2 });
  });
  test("while the configuration declares none", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, { bios: BIOS });
    before.machine.operate(({ bios }) => bios?.change({ Count: 8 }));
    const without = restarted(before, directory, {});
    expect(without.machine.bmc.bios).toBeUndefined();
    expect(restarted(without, directory, { bios: BIOS }).machine.bmc.bios?.future).toMatchObject({ Count: 8 });
  });
});
