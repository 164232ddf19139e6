/** Requests to the BMCs, in this order: chassis, events, sensors, platform event filtering, application. */
import { type Asked, questionsOf } from "./asked.ts";
import { DCMI, LAN, RESETS, STORAGE } from "./requests-storage.ts";

/**
 * Only the actions of Chassis Control that leave every machine running. Power off (0h), cycle (2h) and reset (3h) end or reset the
 * peers' QEMU; test/e2e/registers-chassis-control.test.ts has ours with a machine. 4h and 5h: §28.3 leaves them optional.
 */
const CHASSIS: readonly Asked[] = [
  { command: "00 00", valid: [""] },
  { command: "00 01", valid: [""] },
  { command: "00 02", valid: ["01", "04", "05"], bad: ["06", "0b", "0f"] },
  { command: "00 03", valid: [""] },
  {
    command: "00 04",
    valid: ["01 00", "ff 03"],
    shorter: "§28.5: the force byte is optional",
    anyField: "an interval",
  },
  {
    command: "00 05",
    valid: ["00 20 20 20 20 20"],
    shorter: "§28.7: the bridge address is optional",
    anyField: "device addresses",
  },
  { command: "00 06", valid: ["03", "01"], bad: ["04"] },
  { command: "00 07", valid: [""] },
  {
    command: "00 08",
    valid: ["05 80 04 00 00 00", "00 01", "00 00", "03 1f"],
    bad: ["7f 00"],
  },
  {
    command: "00 09",
    valid: ["05 00 00", "00 00 00", "01 00 00", "02 00 00", "03 00 00", "04 00 00", "06 00 00", "07 00 00", "80 00 00"],
    bad: ["7f 00 00"],
  },
  { command: "00 0a", valid: ["00"], anyField: "button enables; reserved bits are not looked at" },
  { command: "00 0b", valid: ["05"], anyField: "a number of seconds" },
  { command: "00 0f", valid: [""], moving: `00 3c ?? ?? ?? ??` },
];

const PLATFORM_EVENT = "41 04 01 30 01 a0 a1 aa";

const EVENTS: readonly Asked[] = [
  { command: "04 01", valid: [""] },
  { command: "04 00", valid: ["20 00", "20 04", "ff 00"], bad: ["21 00"] },
  {
    command: "04 02",
    valid: [PLATFORM_EVENT],
    shorter: "§29.3: event data 2 and 3 are optional",
    anyField: "an event that the sender vouches for",
  },
];

/** Sensor 01h is one with upper thresholds, FFh none. */
const SENSORS: readonly Asked[] = [
  { command: "04 20", valid: [""], longer: "§35.2, v2: an optional byte asks for the SDR count" },
  { command: "04 22", valid: [""] },
  { command: "04 21", valid: ["00 00 00 00 00 05"], bad: ["00 00 fe fe 00 05"] },
  { command: "04 23", valid: ["01 60"], bad: ["ff 60"] },
  { command: "04 25", valid: ["01 ff"], bad: ["ff ff"] },
  { command: "04 24", valid: ["01 ff 02 02"], bad: ["ff ff 02 02"] },
  { command: "04 27", valid: ["01"], bad: ["ff"] },
  { command: "04 26", valid: ["01 08 00 00 00 75 00 00"], bad: ["01 01 10 00 00 00 00 00", "ff 08 00 00 00 75 00 00"] },
  { command: "04 29", valid: ["01"], bad: ["ff"] },
  { command: "04 28", valid: ["01 c0"], bad: ["ff c0"], longer: "§35.10: bytes 3 to 6 are optional" },
  { command: "04 2b", valid: ["01"], bad: ["ff"] },
  {
    command: "04 2a",
    valid: ["01 00 00 00 00 00", "01 00"],
    bad: ["ff 00"],
    shorter: "§35.12: bytes 3 to 6 are optional",
  },
  { command: "04 2d", valid: ["01"], bad: ["ff"] },
  { command: "04 2f", valid: ["01"], bad: ["ff"] },
  { command: "04 2e", valid: ["01 01 01"], bad: ["ff 01 01"] },
  { command: "04 30", valid: ["01 01 58"], bad: ["ff 01 58"], longer: "§35.17: bytes 4 to 10 are optional" },
];

const PEF: readonly Asked[] = [
  { command: "04 10", valid: [""] },
  { command: "04 13", valid: ["01 00 00", "00 00 00", "06 01 00"], bad: ["7f 00 00"] },
  { command: "04 12", valid: ["01 01", "00 01", "00 00"], bad: ["05 01", "7f 00"] },
  { command: "04 11", valid: ["00", "fe"], anyField: "every value has a meaning" },
  { command: "04 15", valid: [""], moving: "00 ?? ?? ?? ?? 02 00 ff ff 02 00" },
  { command: "04 14", valid: ["00 01 00"], anyField: "a record ID" },
  { command: "04 16", valid: ["01 00 00"], refused: "the LAN is not served" },
  { command: "04 17", valid: ["00 00 00 00 00 00 00 00 00 00 00 00"], anyField: "what a trap had in it" },
];

const NETFN_FIELDS = "0e 06 00";
const OUT_OF_SESSION = "it works in a session on the LAN only";

const APP: readonly Asked[] = [
  { command: "06 01", valid: [""] },
  { command: "06 04", valid: [""] },
  { command: "06 05", valid: [""] },
  { command: "06 06", valid: ["80 80", "86 80"], bad: ["80 84"] },
  { command: "06 07", valid: [""] },
  { command: "06 08", valid: [""] },
  { command: "06 09", valid: ["0e"], bad: ["0b"] },
  { command: "06 0a", valid: [NETFN_FIELDS, "0e 46 00"], bad: ["0b 06 00"] },
  { command: "06 0b", valid: [`${NETFN_FIELDS} 01`], bad: ["0b 06 00 01"] },
  { command: "06 0c", valid: [NETFN_FIELDS], bad: ["0b 06 00"] },
  { command: "06 0d", valid: [`${NETFN_FIELDS} 01`], bad: ["0b 06 00 01"] },
  {
    command: "06 24",
    valid: ["04 00 00 10 64 00", "84 03 0a 3e 64 00"],
    bad: ["06 00 00 10 64 00", "04 05 00 10 64 00", "04 40 00 10 64 00"],
  },
  { command: "06 22", valid: [""], given: ["06 24 04 00 00 10 64 00"] },
  { command: "06 25", valid: [""], given: ["06 24 04 00 00 10 64 00"] },
  { command: "06 2f", valid: [""] },
  { command: "06 2e", valid: ["08", "18", "0f"], anyField: "enables; a BMC may have less" },
  { command: "06 31", valid: [""] },
  { command: "06 30", valid: ["0b", "ff"], anyField: "the flags to clear" },
  { command: "06 32", valid: ["00 02"], bad: ["00 03", "0b 02"] },
  {
    command: "06 34",
    valid: ["00 20 18 c8 20 02 01 dd"],
    bad: ["0b 20 18 c8 20 02 01 dd"],
    longer: "§22.7: the message has any length",
  },
  { command: "06 33", valid: [""] },
  { command: "06 35", valid: [""], given: ["06 2e 0c", `04 02 ${PLATFORM_EVENT}`] },
  { command: "06 36", valid: [""] },
  { command: "06 37", valid: [""] },
  { command: "06 38", valid: ["01 04", "81 04"], bad: ["01 07", "0b 04"] },
  { command: "06 39", valid: [`02 ${"00 ".repeat(16).trim()}`], refused: OUT_OF_SESSION },
  { command: "06 3a", valid: [`02 04 ${"00 ".repeat(16)}01 00 00 00`], refused: OUT_OF_SESSION },
  { command: "06 3b", valid: ["00"], refused: OUT_OF_SESSION },
  { command: "06 3c", valid: ["01 00 00 00"], refused: "no session is open" },
  { command: "06 3d", valid: ["01"], anyField: "each number is that of a session, or of none" },
  {
    command: "06 3f",
    valid: ["02 01 02 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"],
    bad: ["01 01 02 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"],
  },
  { command: "06 40", valid: ["01 82 44"], bad: ["0b 82 44", "0f 80 04"] },
  { command: "06 41", valid: ["01 40", "01 80"], bad: ["01 00", "0b 40", "0f 40"] },
  { command: "06 42", valid: ["0f", "0e", "00", "01", "1f"], bad: ["0b"] },
  {
    command: "06 43",
    valid: ["91 02 04 00"],
    bad: ["91 00 04 00", "8b 02 04 00"],
    shorter: "§22.26: byte 4 is optional",
  },
  { command: "06 44", valid: ["01 02"], bad: ["01 00", "0b 02"] },
  { command: "06 45", valid: [`02 61 62 63${" 00".repeat(13)}`], bad: [`00 61 62 63${" 00".repeat(13)}`] },
  { command: "06 46", valid: ["02"], bad: ["00"] },
  {
    command: "06 47",
    valid: [`02 02 70 77${" 00".repeat(14)}`, `02 03 70 77${" 00".repeat(14)}`, "02 01"],
    bad: [`02 03 70 78${" 00".repeat(14)}`, "00 01"],
  },
  { command: "06 48", valid: ["01 01 00 00 00 00"], refused: OUT_OF_SESSION },
  { command: "06 49", valid: ["01 01 00 00 00 00"], refused: OUT_OF_SESSION },
  { command: "06 4a", valid: ["01"], refused: OUT_OF_SESSION },
  { command: "06 4b", valid: ["01 01"], refused: OUT_OF_SESSION },
  { command: "06 4c", valid: ["01 02 02 00 00 00"], bad: ["0b 02 02 00 00 00", "01 82 02 00 00 00"] },
  { command: "06 4d", valid: ["01 02"], bad: ["0b 02", "01 00"] },
  { command: "06 4e", valid: ["01"], refused: OUT_OF_SESSION },
  { command: "06 4f", valid: ["01 01"], refused: OUT_OF_SESSION },
  { command: "06 50", valid: ["01"], refused: OUT_OF_SESSION },
  {
    command: "06 52",
    valid: ["01 a0 01 00"],
    bad: ["01 a0 ff 00", "01 b0 01 00"],
    shorter: "§22.11",
    longer: "§22.11",
  },
  { command: "06 54", valid: ["01 00 80"], bad: ["0b 00 80", "01 02 80"] },
  { command: "06 55", valid: ["01 01 00"], refused: OUT_OF_SESSION },
  { command: "06 56", valid: ["01 00 01"], bad: ["01 02 01", "0b 00 01"] },
  { command: "06 57", valid: ["00", "01"], bad: ["02", "0f"] },
  {
    command: "06 58",
    valid: ["01 00 00 03 31 2e 30", "00 01", "00 00"],
    bad: ["7f 00"],
    shorter: "v2 §22.14a: a block of up to 16 bytes",
    longer: "v2 §22.14a: a block of up to 16 bytes",
  },
  { command: "06 59", valid: ["00 01 00 00", "00 00 00 00", "80 01 00 00"], bad: ["00 7f 00 00"] },
  { command: "06 61", valid: [NETFN_FIELDS], bad: ["0b 06 00"] },
  {
    command: "06 60",
    valid: [`${NETFN_FIELDS} {06 61 ${NETFN_FIELDS}}`],
    bad: [`0b 06 00${" ff".repeat(16)}`, `${NETFN_FIELDS}${" ff".repeat(16)}`],
  },
  { command: "06 63", valid: [`${NETFN_FIELDS} 01`], bad: ["0b 06 00 01"] },
  {
    command: "06 62",
    valid: [`${NETFN_FIELDS} 01 {06 63 ${NETFN_FIELDS} 01}`],
    bad: [`${NETFN_FIELDS} 01 ff ff ff ff`],
  },
  { command: "06 64", valid: ["0e 2c 00"], bad: ["0e 2e 00", "0b 2c 00"] },
];

export const ASKED: readonly Asked[] = [
  ...CHASSIS,
  ...EVENTS,
  ...SENSORS,
  ...PEF,
  ...APP,
  ...STORAGE,
  ...LAN,
  ...DCMI,
  ...RESETS,
];

export const QUESTIONS = questionsOf(ASKED);
