/** FRU inventories in words that several tests share. */
import type { FruInventoryWords } from "../../../src/bmc/records/fru/inventory.ts";
import type { MultirecordWords } from "../../../src/bmc/records/fru/multirecord-kinds.ts";

/** A record with every setting of a power supply. */
export const POWER_SUPPLY: MultirecordWords = {
  powerSupply: {
    capacityWatts: 800,
    peakVa: 900,
    inrushAmps: 30,
    inrushMs: 5,
    inputRanges: [
      { lowVolts: 90, highVolts: 140 },
      { lowVolts: 180, highVolts: 264 },
    ],
    inputHertz: { low: 47, high: 63 },
    dropoutMs: 20,
    features: {
      predictiveFail: true,
      powerFactorCorrection: true,
      autoswitch: true,
      hotSwap: true,
      twoPulsesOrActiveLow: true,
    },
    peak: { watts: 1000, holdUpSeconds: 10 },
    combined: { first: "5 V", second: "3.3 V", watts: 120 },
    tachometerThreshold: 40,
  },
};

/** Uses every setting of `frus`. */
export const EVERY_WORD: FruInventoryWords = {
  internalUse: "de ad be ef 01 02 03",
  chassis: { type: "rack mount chassis", partNumber: "CH-1", serialNumber: { text: "0123-45", encoding: "bcd" } },
  board: {
    language: "en",
    manufactured: "2024-05-06T07:08Z",
    manufacturer: "Acme",
    productName: "Board",
    serialNumber: "S-042",
    partNumber: { text: "P10", encoding: "6bit" },
    fileId: "1.0",
    custom: ["one", { text: "de ad", encoding: "binary" }],
  },
  product: {
    language: "de",
    manufacturer: "Müller",
    productName: "Größe",
    partNumber: "PN",
    version: "2",
    serialNumber: "S-1",
    assetTag: "東京",
    fileId: "F",
    custom: [""],
  },
  multirecords: [
    POWER_SUPPLY,
    {
      dcOutput: {
        output: { number: 1, standby: true },
        nominalVolts: -12,
        lowestVolts: -12.6,
        highestVolts: -11.4,
        rippleMillivolts: 120,
        minimumAmps: 0.5,
        maximumAmps: 62.5,
      },
    },
    {
      dcLoad: {
        output: { number: 2 },
        nominalVolts: 3.3,
        lowestVolts: 3.13,
        highestVolts: 3.46,
        rippleMillivolts: 50,
        minimumAmps: 0,
        maximumAmps: 10,
      },
    },
    { managementAccess: { kind: "systemUrl", text: "http://finance.sc.hp.com:280" } },
    { baseCompatibility: { manufacturerId: 343, entityId: 10, base: 1, codes: [10, 11, 12, 13, 14, 15, 16, 22, 23] } },
    { extendedCompatibility: { manufacturerId: 343, entityId: 10, base: 2, codes: [1] } },
    {
      extendedDcOutput: {
        output: { number: 3, standby: false },
        nominalVolts: 12,
        lowestVolts: 11.4,
        highestVolts: 12.6,
        rippleMillivolts: 120,
        minimumAmps: 0,
        maximumAmps: 655.35,
      },
    },
    {
      extendedDcLoad: {
        output: { number: 3 },
        nominalVolts: 12,
        lowestVolts: 11.4,
        highestVolts: 12.6,
        rippleMillivolts: 120,
        minimumAmps: 0,
        maximumAmps: 655.4,
      },
    },
    { oem: { type: 0xc0, manufacturerId: 343, data: "01 02" } },
    { bytes: { type: 0x0b, version: 2, data: "ff" } },
  ],
};
