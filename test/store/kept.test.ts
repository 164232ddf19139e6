/** State that outlives the daemon, and state that does not: read, set, and read after a restart. */
import { describe, expect, test } from "vitest";
import { hex, toHex } from "../support/bytes/hex.ts";
import { ask } from "../support/machine/machine.ts";
import {
  type KeptMachine,
  keptMachine,
  restarted,
  type Settings,
  stateDirectory,
  TOO_HOT,
} from "../support/store/store.ts";

const EVENT = "02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
const SDR = "00 00 51 c0 08 20 00 01 02 03 04 05 06";
const NAME = "61 62 63 00 00 00 00 00 00 00 00 00 00 00 00 00";

interface Row {
  readonly what: string;
  readonly set: readonly string[];
  readonly get: string;
  /** "%" stands for any byte. */
  readonly kept: string;
  readonly settings?: Settings;
}

const KEPT: readonly Row[] = [
  {
    what: "§31.6 SEL records",
    set: [`0a 44 00 00 ${EVENT}`],
    get: "0a 43 00 00 00 00 00 ff",
    kept: `00 ff ff 01 00 02 % % % % ${EVENT.slice(15)}`,
  },
  {
    what: "§31.2 when the SEL was added to",
    set: [`0a 44 00 00 ${EVENT}`],
    get: "0a 40",
    kept: "00 51 01 00 f0 3f 00 b9 55 69 ff ff ff ff 0f",
  },
  { what: "§31.11 SEL time", set: ["0a 49 00 00 00 10"], get: "0a 48", kept: "00 00 00 00 10" },
  { what: "§31.11b the UTC offset", set: ["0a 5d 3c 00"], get: "0a 5c", kept: "00 3c 00" },
  {
    what: "§33.13 SDRs of software",
    set: [`0a 24 ${SDR}`],
    get: "0a 23 00 00 ff ff 00 ff",
    kept: `00 ff ff 03 00 ${SDR.slice(6)}`,
  },
  { what: "§34.3 FRU content", set: ["0a 12 00 08 00 de ad"], get: "0a 11 00 08 00 02", kept: "00 02 de ad" },
  {
    what: "§22.11 EEPROMs",
    set: ["06 52 01 a0 00 02 55"],
    get: "06 52 01 a0 01 02",
    kept: "00 55",
    settings: { privateBuses: { eeproms: [{ bus: 0, address: 0xa0, data: "00 01 02 03" }] } },
  },
  { what: "§22.28 user names", set: [`06 45 05 ${NAME}`], get: "06 46 05", kept: `00 ${NAME}` },
  { what: "§22.30 passwords", set: [`06 47 05 02 ${NAME}`], get: `06 47 05 03 ${NAME}`, kept: "00" },
  { what: "§22.26 user access", set: ["06 43 91 05 04 00"], get: "06 44 01 05", kept: "00 % % % 14" },
  { what: "§22.22 non-volatile channel access", set: ["06 40 01 78 43"], get: "06 41 01 40", kept: "00 38 03" },
  {
    what: "§23.1 LAN parameters",
    set: ["0c 01 01 03 0a 01 02 03"],
    get: "0c 02 01 03 00 00",
    kept: "00 11 0a 01 02 03",
  },
  {
    what: "§23.1 LAN destination 1",
    set: ["0c 01 01 12 01 00 05 02"],
    get: "0c 02 01 12 01 00",
    kept: "00 11 01 00 05 02",
  },
  { what: "v2 §26.2 SOL parameters", set: ["0c 21 01 01 01"], get: "0c 22 01 01 00 00", kept: "00 11 01" },
  {
    what: "v2 §21.5 commands that are disabled",
    set: [`06 60 0f 00 00 fb 8f ${"00 ".repeat(14)}`],
    get: "00 02 00",
    kept: "d4",
  },
  { what: "§30.3 PEF parameters", set: ["04 12 01 03"], get: "04 13 01 00 00", kept: "00 11 03" },
  {
    what: "§30.5 the last event that software has processed",
    set: [`0a 44 00 00 ${EVENT}`, "04 14 00 01 00"],
    get: "04 15",
    kept: "00 % % % % 01 00 01 00 ff ff",
  },
  {
    what: "v2 §22.14a the system's name",
    set: ["06 58 02 00 00 02 68 69"],
    get: "06 59 00 02 00 00",
    kept: "00 11 00 00 02 68 69 00 00 00 00 00 00 00 00 00 00 00 00",
  },
  { what: "§28.8 the power restore policy", set: ["00 06 02"], get: "00 01", kept: "00 41 % % %" },
  { what: "§28.7 chassis capabilities", set: ["00 05 03 22 20 20 20 20"], get: "00 00", kept: "00 07 22 20 20 20 20" },
  {
    what: "v2 §28.12 boot flags that are persistent",
    set: ["00 08 05 e0 04 00 00 00"],
    get: "00 09 05 00 00",
    kept: "00 01 05 e0 04 00 00 00",
  },
  { what: "DCMI §6.4.2 the asset tag", set: ["2c 08 dc 00 02 68 69"], get: "2c 06 dc 00 02", kept: "00 dc 02 68 69" },
  {
    what: "DCMI §6.6.3 the power limit",
    set: ["2c 04 dc 00 00 00 11 2c 01 e8 03 00 00 00 00 05 00"],
    get: "2c 03 dc 00 00",
    kept: "% dc 00 00 11 2c 01 e8 03 00 00 00 00 05 00",
  },
  { what: "DCMI §6.1.3 DHCP timing", set: ["2c 12 dc 03 00 09"], get: "2c 13 dc 03 00", kept: "00 dc % % % 09" },
];

describe("is stored", () => {
  test.each(KEPT)("$what", ({ set, get, kept, settings }) => {
    const directory = stateDirectory();
    const before = keptMachine(directory, settings);
    const pattern = new RegExp(`^${kept.replaceAll("%", "..")}$`);
    expect(ask(before.machine, get)).not.toMatch(pattern);
    for (const request of set) expect(ask(before.machine, request)).toMatch(/^00/);
    const after = restarted(before, directory, settings);
    expect(ask(after.machine, get)).toMatch(pattern);
    expect(after.log()).toEqual([]);
  });

  test("§28.9 the power cycle interval", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory);
    ask(before.machine, "00 0b 07");
    expect(restarted(before, directory).machine.bmc.chassis.powerCycleIntervalSeconds).toBe(7);
  });

  test("§28.14 power-on time, to the minute", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory, { chassis: { powerOnHours: 5 } });
    before.clock.advance(59 * 60_000 + 30_000);
    const after = restarted(before, directory, { chassis: { powerOnHours: 5 } });
    after.clock.advance(60_000);
    expect(after.machine.bmc.chassis.powerOnTime.hours).toBe(6);
  });

  test("a satellite's SEL, SDRs and FRU", () => {
    const directory = stateDirectory();
    const settings = { satellites: [{ address: 0x22, name: "sat" }] };
    const toSatellite = ({ machine }: KeptMachine, netFn: number, cmd: number, data: string) =>
      machine.operate(({ ipmb }) => ipmb.deliver(0x22, { netFn, lun: 0, cmd, data: hex(data) }));
    const before = keptMachine(directory, settings);
    toSatellite(before, 0x0a, 0x44, `00 00 ${EVENT}`);
    toSatellite(before, 0x0a, 0x24, SDR);
    toSatellite(before, 0x0a, 0x12, "00 00 00 aa");
    const after = restarted(before, directory, settings);
    expect(toHex(toSatellite(after, 0x0a, 0x43, "00 00 00 00 00 02")?.data ?? hex(""))).toBe("ff ff 01 00");
    expect(toHex(toSatellite(after, 0x0a, 0x23, "00 00 ff ff 00 07")?.data ?? hex(""))).toBe(
      "ff ff 02 00 51 c0 08 20 00",
    );
    expect(toHex(toSatellite(after, 0x0a, 0x11, "00 00 00 01")?.data ?? hex(""))).toBe("01 aa");
    expect(ask(after.machine, "0a 40")).toMatch(/^00 51 00 00/);
  });

  test("§31.4.2 record IDs: a deleted one does not come back", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory);
    for (let i = 0; i < 3; i++) ask(before.machine, `0a 44 00 00 ${EVENT}`);
    expect(ask(before.machine, "0a 42")).toBe("00 01 00");
    expect(ask(before.machine, "0a 46 01 00 03 00")).toBe("00 03 00");
    const after = restarted(before, directory);
    expect(ask(after.machine, `0a 44 00 00 ${EVENT}`)).toBe("00 04 00");
    expect(ask(after.machine, "0a 43 00 00 01 00 00 02")).toBe("00 02 00 01 00");
    expect(ask(after.machine, "0a 43 00 00 02 00 00 02")).toBe("00 04 00 02 00");
  });

  test("§31.9 an empty SEL after a clear", () => {
    const directory = stateDirectory();
    const before = keptMachine(directory);
    ask(before.machine, `0a 44 00 00 ${EVENT}`);
    ask(before.machine, "0a 42");
    expect(ask(before.machine, "0a 47 01 00 43 4c 52 aa")).toBe("00 01");
    expect(ask(restarted(before, directory).machine, "0a 40")).toMatch(/^00 51 00 00/);
  });

  test("an event without a request", async () => {
    const directory = stateDirectory();
    const before = keptMachine(directory);
    before.machine.bmc.events.receive(TOO_HOT);
    await Promise.resolve();
    // Another process would see it now; here the next to open the file does.
    expect(ask(restarted(before, directory).machine, "0a 40")).toMatch(/^00 51 01 00/);
  });
});

describe("is not stored", () => {
  test.each<Omit<Row, "kept">>([
    { what: "§27.6 the watchdog", set: ["06 24 04 00 00 00 0a 00"], get: "06 25" },
    { what: "§22.22 volatile channel access", set: ["06 40 01 80 82"], get: "06 41 01 80" },
    { what: "§23.1 LAN destination 0", set: ["0c 01 01 12 00 00 05 02"], get: "0c 02 01 12 00 00" },
    {
      what: "§23.1 writes that were not committed",
      set: ["0c 01 01 00 01", "0c 01 01 03 0a 01 02 03"],
      get: "0c 02 01 03 00 00",
    },
    { what: "§28.12 boot flags of the next boot", set: ["00 08 05 80 04 00 00 00"], get: "00 09 05 00 00" },
    { what: "§30.3 alert string 0", set: ["04 12 0c 00 05 06"], get: "04 13 0c 00 00" },
    { what: "v2 §22.14a the running system's name", set: ["06 58 04 00 00 02 68 69"], get: "06 59 00 04 00 00" },
    { what: "§28.5 identify", set: ["00 04 00 01"], get: "00 01" },
    { what: "§31.4 a reservation", set: ["0a 42"], get: "0a 43 01 00 00 00 01 01" },
    {
      what: "§35.8 thresholds: the initialization agent sets them (§33.21)",
      set: ["04 26 30 08 00 00 00 63 00 00"],
      get: "04 27 30",
      settings: {
        sensors: [{ number: 0x30, name: "T", type: "temperature", units: "C", thresholds: { upperNonCritical: 80 } }],
      },
    },
  ])("$what", ({ set, get, settings }) => {
    const directory = stateDirectory();
    const before = keptMachine(directory, settings);
    const initial = ask(before.machine, get);
    for (const request of set) expect(ask(before.machine, request)).toMatch(/^00/);
    expect(ask(before.machine, get)).not.toBe(initial);
    expect(ask(restarted(before, directory, settings).machine, get)).toBe(initial);
  });
});
