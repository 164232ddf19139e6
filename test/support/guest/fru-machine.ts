/** The FRU devices that ipmitool and FreeIPMI read in the guest: all fields, encodings and records. */
import type { FruInventoryWords } from "../../../src/bmc/records/fru/inventory.ts";
import { POWER_SUPPLY } from "../machine/fru-words.ts";

export const MAINBOARD: FruInventoryWords = {
  internalUse: "de ad be ef 01 02 03",
  chassis: { type: "rack mount chassis", partNumber: "CH-2U", serialNumber: "C-0001", custom: ["lid"] },
  board: {
    language: "en",
    manufactured: "2024-05-06T07:08Z",
    manufacturer: "Acme & Sons",
    productName: { text: "MAINBOARD 7", encoding: "6bit" },
    serialNumber: { text: "0123-45.67", encoding: "bcd" },
    partNumber: "MB-1",
    fileId: "1.0",
    custom: ["BIOS chip", { text: "de ad", encoding: "binary" }, "7"],
  },
  product: {
    language: "en",
    manufacturer: "Acme",
    productName: "Server",
    partNumber: "SRV-2",
    version: "R2",
    serialNumber: "S-0001",
    assetTag: "rack-7",
    fileId: "1.1",
    custom: ["on lease"],
  },
};

export const JAPANESE: FruInventoryWords = {
  product: { language: "ja", productName: "東京サーバー", serialNumber: "S-0002", assetTag: "棚7" },
};

const VOLTS = { nominalVolts: 12, lowestVolts: 11.4, highestVolts: 12.6, rippleMillivolts: 120 };

export const SUPPLY: FruInventoryWords = {
  multirecords: [
    POWER_SUPPLY,
    { dcOutput: { output: { number: 1, standby: true }, ...VOLTS, minimumAmps: 0.5, maximumAmps: 62.5 } },
    { dcLoad: { output: { number: 2 }, ...VOLTS, nominalVolts: -12, minimumAmps: 0, maximumAmps: 10 } },
    { managementAccess: { kind: "systemUrl", text: "http://finance.sc.hp.com:280" } },
    { managementAccess: { kind: "componentName", text: "UPS" } },
    { baseCompatibility: { manufacturerId: 343, entityId: 10, base: 1, codes: [10, 11, 12, 13, 14, 15, 16, 22, 23] } },
    { extendedCompatibility: { manufacturerId: 343, entityId: 10, base: 2, codes: [1, 3] } },
    { extendedDcOutput: { output: { number: 3, standby: false }, ...VOLTS, minimumAmps: 0, maximumAmps: 655.35 } },
    { extendedDcLoad: { output: { number: 4 }, ...VOLTS, minimumAmps: 0, maximumAmps: 655.4 } },
    { oem: { type: 0xc0, manufacturerId: 343, data: "01 02" } },
  ],
};

export const FRUS = [
  { id: 0, ...MAINBOARD },
  { id: 1, name: "Exported", ...JAPANESE, size: 256 },
  { id: 2, name: "PSU 1", ...SUPPLY },
  { id: 3, name: "Blank" },
];
