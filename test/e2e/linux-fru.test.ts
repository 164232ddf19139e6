/**
 * FRU devices in words, as ipmitool and FreeIPMI read them in a Linux guest; and what the guest writes into one. Both take
 * any text for Latin 1, whatever the language; FreeIPMI refuses languages other than English, and BCD plus it reads as one
 * digit a byte (_bcd_to_ascii in ipmi-fru.c).
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeFru, encodeFru } from "../../src/bmc/records/fru/inventory.ts";
import { hex } from "../support/bytes/hex.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { FRUS, JAPANESE, MAINBOARD, SUPPLY } from "../support/guest/fru-machine.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import type { LinuxGuest } from "../support/guest/linux-guest.ts";

let daemon: TestDaemon;
let guest: LinuxGuest;

beforeAll(async () => {
  daemon = await startTestDaemon({ config: JSON.stringify({ frus: FRUS }), args: ["--listen", "tcp:127.0.0.1:0"] });
  guest = await bootGuestWithBmc(daemon, { device: "isa-ipmi-bt" });
});

afterAll(async () => {
  await guest?.[Symbol.asyncDispose]();
  await daemon?.stop();
});

async function run(command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await guest.run(command);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

/** "Board Mfg : Acme" and such, blanks around a value aside; other lines are left out. */
async function printed(command: string): Promise<readonly (readonly [name: string, value: string])[]> {
  const lines = (await run(command)).split("\n");
  return lines.flatMap((line) => {
    const [, name, value] = /^\s*(.+?)\s*:\s+(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}

/** Content of a device, read by ipmitool into a file. */
async function dumped(id: number): Promise<Uint8Array> {
  await run(`ipmitool fru read ${id} /tmp/fru.bin`);
  return hex(await run("od -An -v -tx1 /tmp/fru.bin"));
}

describe("ipmitool prints", () => {
  test("every field of the chassis, board and product areas", async () => {
    const { chassis, board, product } = MAINBOARD;
    expect(await printed("ipmitool -v fru print 0")).toEqual([
      ["Chassis Type", "Rack Mount Chassis"],
      ["Chassis Part Number", chassis?.partNumber],
      ["Chassis Serial", chassis?.serialNumber],
      ["Chassis Extra", "lid"],
      ["Board Mfg Date", "Mon May  6 07:08:00 2024 UTC"],
      ["Board Mfg", board?.manufacturer],
      ["Board Product", "MAINBOARD 7"],
      ["Board Serial", "0123-45.67"],
      ["Board Part Number", board?.partNumber],
      ["Board FRU ID", board?.fileId],
      ["Board Extra", "BIOS chip"],
      ["Board Extra", "dead"],
      ["Board Extra", "7"],
      ["Product Manufacturer", product?.manufacturer],
      ["Product Name", product?.productName],
      ["Product Part Number", product?.partNumber],
      ["Product Version", product?.version],
      ["Product Serial", product?.serialNumber],
      ["Product Asset Tag", product?.assetTag],
      ["Product FRU ID", product?.fileId],
      ["Product Extra", "on lease"],
    ]);
  });

  test("records about power", async () => {
    expect(await printed("ipmitool -v fru print 2")).toEqual([
      ["Capacity", "800 W"],
      ["Peak VA", "900 VA"],
      ["Inrush Current", "30 A"],
      ["Inrush Interval", "5 ms"],
      ["Input Voltage Range 1", "90-140 V"],
      ["Input Voltage Range 2", "180-264 V"],
      ["Input Frequency Range", "47-63 Hz"],
      ["A/C Dropout Tolerance", "20 ms"],
      [
        "Flags",
        "'Predictive fail' 'Power factor correction' 'Autoswitch voltage' 'Hot swap' 'Two pulses per rotation'",
      ],
      ["Peak capacity", "1000 W"],
      ["Peak capacity holdup", "10 s"],
      ["Combined capacity", "120 W (5 V and 3.3 V)"],
      ["Fan lower threshold", "40 RPS"],
      ["Output Number", "1"],
      ["Standby power", "Yes"],
      ["Nominal voltage", "12.00 V"],
      ["Max negative deviation", "11.40 V"],
      ["Max positive deviation", "12.60 V"],
      ["Ripple and noise pk-pk", "120 mV"],
      ["Minimum current draw", "0.500 A"],
      ["Maximum current draw", "62.500 A"],
      ["Output Number", "2"],
      ["Nominal voltage", "-12.00 V"],
      ["Min voltage allowed", "11.40 V"],
      ["Max voltage allowed", "12.60 V"],
      ["Ripple and noise pk-pk", "120 mV"],
      ["Minimum current load", "0.000 A"],
      ["Maximum current load", "10.000 A"],
    ]);
  });

  test("serial numbers in Latin 1 where the language is another", async () => {
    expect(await printed("ipmitool fru print 1")).toContainEqual(["Product Serial", JAPANESE.product?.serialNumber]);
  });
});

describe("FreeIPMI prints", () => {
  const device = (id: number) => printed(`ipmi-fru --quiet-cache --device-id=${id}`);

  test("every field of the chassis, board and product areas", async () => {
    const { chassis, board, product } = MAINBOARD;
    expect((await device(0)).slice(1)).toEqual([
      ["FRU Chassis Type", "Rack Mount Chassis"],
      ["FRU Chassis Part Number", chassis?.partNumber],
      ["FRU Chassis Serial Number", chassis?.serialNumber],
      ["FRU Chassis Custom Info", "lid"],
      ["FRU Board Manufacturing Date/Time", "05/06/24 - 07:08:00"],
      ["FRU Board Manufacturer", board?.manufacturer],
      ["FRU Board Product Name", "MAINBOARD 7"],
      ["FRU Board Serial Number", "Error 'FRU invalid BCD encoding'"],
      ["FRU Board Part Number", board?.partNumber],
      ["FRU FRU File ID", board?.fileId],
      ["FRU Board Custom Info", "BIOS chip"],
      ["FRU Board Custom Info", "DEh ADh"],
      ["FRU Board Custom Info", "7"],
      ["FRU Product Manufacturer Name", product?.manufacturer],
      ["FRU Product Name", product?.productName],
      ["FRU Product Part/Model Number", product?.partNumber],
      ["FRU Product Version", product?.version],
      ["FRU Product Serial Number", product?.serialNumber],
      ["FRU Product Asset Tag", product?.assetTag],
      ["FRU FRU File ID", product?.fileId],
      ["FRU Product Custom Info", "on lease"],
    ]);
  });

  test("every record", async () => {
    const direct = (name: string, number: number, [lowest, highest]: readonly string[], load: string) => [
      [`FRU ${name} Output Number`, `${number}`],
      ...(name === "DC Output" ? [["FRU DC Output Output on Standy", number === 1 ? "Yes" : "No"]] : []),
      [`FRU ${name} Nominal Voltage`, number === 2 ? "-12000 mV" : "12000 mV"],
      [`FRU ${name} ${lowest}`, "11400 mV"],
      [`FRU ${name} ${highest}`, "12600 mV"],
      [`FRU ${name} ${name === "DC Load" ? "Spec'd " : ""}Ripple and Noise pk-pk`, "120 mV"],
      [`FRU ${name} Minimum Current ${load}`, number === 1 ? "500 mA" : "0 mA"],
      [`FRU ${name} Maximum Current ${load}`, `${[62_500, 10_000, 655_350, 655_400][number - 1]} mA`],
    ];
    const output = (number: number) =>
      direct("DC Output", number, ["Maximum Negative Voltage Deviation", "Maximum Positive Voltage Deviation"], "Draw");
    const load = (number: number) =>
      direct("DC Load", number, ["Spec'd Minimum Voltage", "Spec'd Maximum Voltage"], "Load");
    const compatible = (name: string, base: number, start: string, mask: string) => [
      [`FRU ${name} Compatibility Manufacturer ID`, "Intel Corporation (157h)"],
      [`FRU ${name} Compatibility Entity ID`, "Ah"],
      [`FRU ${name} Compatibility Comptability Base`, `${base}h`],
      [`FRU ${name} Compatibility Comptability Code Start Value`, start],
      [`FRU ${name} Compatibility Code Mask`, mask],
    ];
    expect((await device(2)).slice(1)).toEqual([
      ["FRU Power Supply Overall Capacity", "800 Watts"],
      ["FRU Power Supply Peak VA", "900 VA"],
      ["FRU Power Supply Max Inrush Current", "30 Amps"],
      ["FRU Power Supply Inrush Interval", "5 ms"],
      ["FRU Power Supply Low End Input Voltage 1", "90000 mV"],
      ["FRU Power Supply High End Input Voltage 1", "140000 mV"],
      ["FRU Power Supply Low End Input Voltage 2", "180000 mV"],
      ["FRU Power Supply High End Input Voltage 2", "264000 mV"],
      ["FRU Power Supply Low End Acceptable Frequency", "47 Hz"],
      ["FRU Power Supply High End Acceptable Frequency", "63 Hz"],
      ["FRU Power Supply A/C Dropout Tolerance", "20 ms"],
      ["FRU Power Supply Predictive Fail Support", "Yes"],
      ["FRU Power Supply Predictive Fail", "Tach output, two pulses per rotation"],
      ["FRU Power Supply Power Factor Correction Supported", "Yes"],
      ["FRU Power Supply AutoSwitch Supprt", "Yes"],
      ["FRU Power Supply Hot Swap Support", "Yes"],
      ["FRU Power Supply Peak Capacity", "1000 Watts"],
      ["FRU Power Supply Hold Up Time", "10 s"],
      ["FRU Power Supply Voltage 1", "5V"],
      ["FRU Power Supply Voltage 2", "3.3V"],
      ["FRU Power Supply Total Combined Wattage", "120 Watts"],
      ...output(1),
      ...load(2),
      ["FRU Management Access System Management URL", "http://finance.sc.hp.com:280"],
      ["FRU Management Access Component Name", "UPS"],
      ...compatible("Base", 1, "Ah", "3Fh 18h"),
      ...compatible("Extended", 2, "1h", "02h"),
      ...output(3),
      ...load(4),
      ["FRU OEM Manufacturer ID", "Intel Corporation (157h)"],
      ["FRU OEM Data", "01h 02h"],
    ]);
  });
});

describe("FRU data in a guest", () => {
  test.each([
    { id: 0, words: MAINBOARD },
    { id: 1, words: JAPANESE },
    { id: 2, words: SUPPLY },
  ])("device $id, byte for byte", async ({ id, words }) => {
    const inventory = encodeFru(words);
    const device = await dumped(id);
    expect(Buffer.from(device.subarray(0, inventory.length))).toEqual(Buffer.from(inventory));
    expect(device.subarray(inventory.length).every((byte) => byte === 0xff)).toBe(true);
  });

  test("a field edited by ipmitool shows in the configuration's words", async () => {
    await run("ipmitool fru edit 0 field p 4 S-0815");
    expect(await printed("ipmitool fru print 0")).toContainEqual(["Product Serial", "S-0815"]);
    const product = { ...MAINBOARD.product, serialNumber: "S-0815" };
    expect(decodeFru(await dumped(0))).toEqual({ ...MAINBOARD, product, damage: [] });
  });

  test("a dump written to another device becomes its content", async () => {
    await run("ipmitool fru read 2 /tmp/psu.bin && ipmitool fru write 3 /tmp/psu.bin");
    expect(decodeFru(await dumped(3))).toEqual({ ...SUPPLY, damage: [] });
  });

  test("extern-bmc fru show reports text that ipmitool writes over BCD plus", async () => {
    await run("ipmitool fru edit 0 field b 2 9876-54-32");
    const { stdout } = await runCli(["fru", "show", "0"], { env: { EXTERN_BMC_CONTROL_SOCKET: daemon.control } });
    expect(stdout).toContain("S-0815");
    expect(stdout).toContain("board: serialNumber: expected digits 0h to Ch");
  });
});
