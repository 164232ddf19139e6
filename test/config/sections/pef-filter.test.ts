/** Event filters in named fields: they are the bytes of table 17-2. */
import { expect, it } from "vitest";
import { pefFilter } from "../../../src/config/sections/pef-filter.ts";
import { toHex } from "../../support/bytes/hex.ts";

const ANY = "00 ff 00";

it.each<[title: string, fields: object, bytes: string]>([
  ["any event", {}, `80 01 00 00 ff ff ff ff ff ff ff ${ANY} ${ANY} ${ANY}`],
  [
    "a temperature above its upper critical threshold",
    {
      ...{ sensorType: "temperature", eventType: "threshold", events: ["upper critical going high"] },
      ...{ actions: ["powerDown"], severity: "critical" },
    },
    `80 02 00 10 ff ff 01 ff 01 00 02 ${ANY} ${ANY} ${ANY}`,
  ],
  [
    "every field",
    {
      ...{ enabled: false, actions: ["diagnosticInterrupt", "powerCycle", "reset", "alert"], policy: 15 },
      ...{ severity: "nonRecoverable", generatorAddress: 0x20, generatorLun: 0, sensorType: 0xc0, sensorNumber: 0x30 },
      ...{ eventType: "sensorSpecific", deassertion: true, events: [0, 8, 14] },
      ...{ data1: { and: 1, compare1: 2, compare2: 3 }, data2: { and: 0xff, compare1: 0xff, compare2: 0x57 } },
      ...{ data3: { and: 4, compare1: 5, compare2: 6 } },
    },
    "00 2d 0f 20 20 00 c0 30 ef 01 41 01 02 03 ff ff 57 04 05 06",
  ],
  ["no action", { actions: [] }, `80 00 00 00 ff ff ff ff ff ff ff ${ANY} ${ANY} ${ANY}`],
])("%s", (_title, fields, bytes) => {
  expect(toHex(pefFilter.parse(fields))).toBe(bytes);
  expect(toHex(pefFilter.parse(bytes))).toBe(bytes);
});

it.each([
  [{ sensorType: "temprature" }],
  [{ events: [15] }],
  [{ actions: ["explode"] }],
  [{ policy: 16 }],
  [{ data1: { and: 0 } }],
  [{ colour: "red" }],
  ["80 01"],
])("is no filter: %j", (filter) => {
  expect(pefFilter.safeParse(filter).success).toBe(false);
});
