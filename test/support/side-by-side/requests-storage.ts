/** Requests to the BMCs: storage, LAN, DCMI, and resets at the end. */
import type { Asked } from "./asked.ts";

const TIME = "?? ?? ?? ??";
const EVENT = "00 00 02 00 00 00 00 20 00 04 01 30 01 a0 a1 aa";
const RECORD = "00 00 51 c0 05 57 01 00 aa bb";
const SDR_RESERVATION = "{0a 22}";
const SEL_RESERVATION = "{0a 42}";

export const STORAGE: readonly Asked[] = [
  { command: "0a 10", valid: ["00"], bad: ["05"] },
  { command: "0a 11", valid: ["00 00 00 08", "00 3f 00 08"], bad: ["00 40 00 01", "05 00 00 08"] },
  {
    command: "0a 12",
    valid: ["00 00 00 01"],
    bad: ["00 3f 00 01 02", "05 00 00 01"],
    longer: "§34.3: any number of bytes to write",
  },
  { command: "0a 20", valid: [""], moving: `00 51 02 00 b5 ff ${TIME} ${TIME} 6f` },
  { command: "0a 21", valid: [""] },
  { command: "0a 28", valid: [""], moving: `00 ${TIME}` },
  { command: "0a 29", valid: ["00 00 00 60"], anyField: "a time" },
  { command: "0a 22", valid: [""], moving: "00 ?? ??" },
  {
    command: "0a 23",
    valid: ["00 00 00 00 00 05", `${SDR_RESERVATION} 01 00 05 20`],
    bad: ["00 00 fe fe 00 ff", "01 01 00 00 05 05"],
  },
  { command: "0a 24", valid: [RECORD], anyField: "a record, whatever it says" },
  { command: "0a 25", valid: [`${SDR_RESERVATION} 00 00 00 01 ${RECORD}`], bad: [`01 01 00 00 00 00 ${RECORD}`] },
  { command: "0a 26", valid: [`${SDR_RESERVATION} 01 00`], bad: ["01 01 01 00", `${SDR_RESERVATION} fe fe`] },
  /** Not asked is 00h, which reads the progress: ipmi_sim frees its records at that, keeps the list, and ends by SIGSEGV. */
  {
    command: "0a 27",
    valid: [`${SDR_RESERVATION} 43 4c 52 aa`],
    bad: ["01 01 43 4c 52 aa", "01 01 43 4c 52 00", `${SDR_RESERVATION} 43 4c 53 aa`],
  },
  { command: "0a 2a", valid: [""] },
  { command: "0a 2b", valid: [""] },
  { command: "0a 2c", valid: ["00", "01"], anyField: "bit 0 alone is looked at" },
  { command: "0a 40", valid: [""] },
  { command: "0a 41", valid: [""] },
  { command: "0a 48", valid: [""], moving: `00 ${TIME}` },
  { command: "0a 49", valid: ["00 00 00 60"], anyField: "a time" },
  { command: "0a 42", valid: [""], moving: "00 ?? ??" },
  { command: "0a 44", valid: [EVENT], anyField: "a record, whatever it says" },
  {
    command: "0a 43",
    valid: ["00 00 00 00 00 ff", "00 00 ff ff 00 ff", `${SEL_RESERVATION} 00 00 0a 02`],
    bad: ["00 00 fe fe 00 ff", "01 01 00 00 05 05", "00 00 00 00 10 01"],
  },
  { command: "0a 45", valid: [`${SEL_RESERVATION} 00 00 00 01 ${EVENT}`], bad: [`01 01 00 00 00 01 ${EVENT}`] },
  { command: "0a 46", valid: [`${SEL_RESERVATION} 00 00`], bad: ["01 01 01 00", `${SEL_RESERVATION} fe fe`] },
  {
    command: "0a 47",
    valid: [`${SEL_RESERVATION} 43 4c 52 aa`, `${SEL_RESERVATION} 43 4c 52 00`],
    bad: ["01 01 43 4c 52 aa", `${SEL_RESERVATION} 43 4c 53 aa`, `${SEL_RESERVATION} 43 4c 52 01`],
  },
  { command: "0a 5a", valid: ["00"], bad: ["0f"] },
  { command: "0a 5b", valid: ["00 00 00 00 60 01 00 00 00"], bad: ["0f 00 00 00 60 01 00 00 00"] },
  { command: "0a 5c", valid: [""] },
  { command: "0a 5d", valid: ["3c 00"], bad: ["ff 7f"] },
];

export const LAN: readonly Asked[] = [
  {
    command: "0c 02",
    valid: ["01 03 00 00", "01 00 00 00", "01 02 00 00", "81 03 00 00"],
    bad: ["01 7f 00 00", "0f 03 00 00"],
  },
  { command: "0c 01", valid: ["01 03 0a 00 00 02"], bad: ["01 02 00", "01 7f 00", "0f 03 0a 00 00 02"] },
  { command: "0c 03", valid: ["01 00"], bad: ["0f 00"] },
  { command: "0c 04", valid: ["01 00"], bad: ["0f 00"] },
  { command: "0c 21", valid: ["01 01 01"], bad: ["01 7f 01", "0f 01 01"] },
  { command: "0c 22", valid: ["01 01 00 00"], bad: ["01 7f 00 00", "0f 01 00 00"] },
];

/** DCh first, as every DCMI command has it. */
export const DCMI: readonly Asked[] = [
  { command: "2c 01", valid: ["dc 01"], bad: ["dc 7f", "dd 01"] },
  {
    command: "2c 02",
    valid: ["dc 01 00 00"],
    bad: ["dc 7f 00 00"],
    moving: "00 dc ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??",
  },
  {
    command: "2c 04",
    valid: ["dc 00 00 00 00 f4 01 e8 03 00 00 00 00 01 00"],
    bad: ["dd 00 00 00 00 f4 01 e8 03 00 00 00 00 01 00"],
  },
  { command: "2c 05", valid: ["dc 00 00 00", "dc 01 00 00"], bad: ["dd 00 00 00"] },
  { command: "2c 03", valid: ["dc 00 00"], bad: ["dd 00 00"] },
  { command: "2c 06", valid: ["dc 00 10"], bad: ["dc f0 10"] },
  { command: "2c 07", valid: ["dc 01 37 00 00"], bad: ["dc 01 77 00 00"] },
  { command: "2c 08", valid: ["dc 00 02 61 62"], bad: ["dc f0 02 61 62"] },
  { command: "2c 09", valid: ["dc 00 10"], bad: ["dc f0 10"] },
  { command: "2c 0a", valid: ["dc 00 03 61 62 00"], bad: ["dc f0 03 61 62 00"] },
  { command: "2c 0b", valid: ["dc 37 01 80 50 3c 00"], bad: ["dc 37 05 80 50 3c 00"] },
  { command: "2c 0c", valid: ["dc 37 01"], bad: ["dc 37 05"] },
  { command: "2c 10", valid: ["dc 01 37 00 00"], bad: ["dc 01 77 00 00"] },
  { command: "2c 12", valid: ["dc 02 00 00"], bad: ["dc 7f 00 00"] },
  { command: "2c 13", valid: ["dc 02 00"], bad: ["dc 7f 00"] },
];

/** Requests for the end, because they undo the effects of the others. */
export const RESETS: readonly Asked[] = [
  { command: "06 03", valid: [""] },
  { command: "06 02", valid: [""] },
];
