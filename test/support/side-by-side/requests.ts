/**
 * What the BMCs are asked, in this order; the broken ones of a command come before those that change something.
 *
 * Of a command's first request two more are made: one byte short (where it has data) and one byte long.
 */
export interface Asked {
  /** "netFn cmd" */
  readonly command: string;
  /** Data of requests. */
  readonly data: readonly string[];
  /** What of an answer tells the time or is chance: "??" in its place. */
  readonly moving?: string;
}

const TIME = "?? ?? ?? ??";
const EVENT = "00 00 02 00 00 00 00 20 00 04 01 30 01 a0 a1 aa";
const RECORD = "00 00 51 c0 05 57 01 00 aa bb";

const CHASSIS: readonly Asked[] = [
  { command: "00 00", data: [""] },
  { command: "00 01", data: [""] },
  { command: "00 02", data: ["0f", "06"] },
  { command: "00 03", data: [""] },
  { command: "00 04", data: ["01 00", "ff 03"] },
  { command: "00 05", data: ["00 20 20 20 20 20"] },
  { command: "00 06", data: ["03", "04", "01"] },
  { command: "00 07", data: [""] },
  { command: "00 08", data: ["05 80 04 00 00 00", "05 80 04 00 00", "00 01", "00 00", "7f 00", "03 1f"] },
  {
    command: "00 09",
    data: [
      "05 00 00",
      "00 00 00",
      "01 00 00",
      "02 00 00",
      "03 00 00",
      "04 00 00",
      "06 00 00",
      "07 00 00",
      "7f 00 00",
      "80 00 00",
    ],
  },
  { command: "00 0a", data: ["00"] },
  { command: "00 0b", data: ["05"] },
  { command: "00 0f", data: [""] },
];

const EVENTS: readonly Asked[] = [
  { command: "04 01", data: [""] },
  { command: "04 00", data: ["20 00", "21 00", "20 04", "ff 00"] },
  { command: "04 02", data: ["41 04 01 30 01 a0 a1 aa"] },
];

/** Sensor 01h is one with upper thresholds, FFh none. */
const SENSORS: readonly Asked[] = [
  { command: "04 20", data: [""] },
  { command: "04 22", data: [""] },
  { command: "04 21", data: ["00 00 00 00 00 05"] },
  { command: "04 23", data: ["01 60"] },
  { command: "04 25", data: ["01 ff", "ff ff"] },
  { command: "04 24", data: ["01 ff 02 02", "ff ff 02 02"] },
  { command: "04 27", data: ["01", "ff"] },
  { command: "04 26", data: ["01 08 00 00 00 75 00 00", "01 01 10 00 00 00 00 00", "ff 08 00 00 00 75 00 00"] },
  { command: "04 29", data: ["01", "ff"] },
  { command: "04 28", data: ["01 c0", "ff c0"] },
  { command: "04 2b", data: ["01", "ff"] },
  { command: "04 2a", data: ["01 00 00 00 00 00", "01 00", "ff 00"] },
  { command: "04 2d", data: ["01", "ff"] },
  { command: "04 2f", data: ["01", "ff"] },
  { command: "04 2e", data: ["01 02 01", "ff 01 01"] },
  { command: "04 30", data: ["01 01 58", "ff 01 58"] },
];

const PEF: readonly Asked[] = [
  { command: "04 10", data: [""] },
  { command: "04 13", data: ["01 00 00", "00 00 00", "06 01 00", "7f 00 00"] },
  { command: "04 12", data: ["01 01", "00 01", "00 00", "05 01", "7f 00"] },
  { command: "04 11", data: ["00", "fe"] },
  { command: "04 15", data: [""] },
  { command: "04 14", data: ["00 01 00"] },
  { command: "04 16", data: ["01 00 00"] },
  { command: "04 17", data: ["00 00 00 00 00 00 00 00 00 00 00 00"] },
];

const APP: readonly Asked[] = [
  { command: "06 01", data: [""] },
  { command: "06 04", data: [""] },
  { command: "06 05", data: [""] },
  { command: "06 06", data: ["80 80", "86 80", "80 84"] },
  { command: "06 07", data: [""] },
  { command: "06 08", data: [""] },
  { command: "06 09", data: ["0e", "0b"] },
  { command: "06 0a", data: ["0e 06 00", "0e 46 00", "0b 06 00"] },
  { command: "06 0b", data: ["0e 06 00 01"] },
  { command: "06 0c", data: ["0e 06 00", "0b 06 00"] },
  { command: "06 0d", data: ["0e 06 00 01"] },
  { command: "06 22", data: [""] },
  {
    command: "06 24",
    data: ["04 00 00 10 64 00", "06 00 00 10 64 00", "04 05 00 10 64 00", "84 03 0a 3e 64 00", "04 40 00 10 64 00"],
  },
  { command: "06 25", data: [""] },
  { command: "06 2f", data: [""] },
  { command: "06 2e", data: ["08", "18", "0f"] },
  { command: "06 31", data: [""] },
  { command: "06 30", data: ["0b", "ff"] },
  { command: "06 32", data: ["00 02", "00 03", "0b 02"] },
  { command: "06 33", data: [""] },
  { command: "06 34", data: ["00 20 18 c8 81 00 01 7e", "0b 20 18 c8 81 00 01 7e"] },
  { command: "06 35", data: [""] },
  { command: "06 36", data: [""] },
  { command: "06 37", data: [""] },
  { command: "06 40", data: ["0f 80 04", "01 82 44", "0b 82 44"] },
  { command: "06 41", data: ["0f 40", "01 40", "01 80", "01 00", "0b 40"] },
  { command: "06 42", data: ["0f", "0e", "00", "01", "0b", "1f"] },
  { command: "06 43", data: ["91 02 04 00", "91 3f 04 00", "8b 02 04 00"] },
  { command: "06 44", data: ["01 02", "01 00", "01 3f", "0b 02"] },
  { command: "06 45", data: [`02 61 62 63${" 00".repeat(13)}`, `00 61 62 63${" 00".repeat(13)}`] },
  { command: "06 46", data: ["02", "00", "3f"] },
  {
    command: "06 47",
    data: [
      `02 02 70 77${" 00".repeat(14)}`,
      `02 03 70 77${" 00".repeat(14)}`,
      `02 03 70 78${" 00".repeat(14)}`,
      "02 01",
      "3f 01",
    ],
  },
  { command: "06 52", data: ["01 a0 01 00", "01 a0 ff 00"] },
  { command: "06 57", data: ["00", "01", "02", "0f"] },
  { command: "06 58", data: ["01 00 00 03 31 2e 30", "00 01", "00 00", "7f 00"] },
  { command: "06 59", data: ["00 01 00 00", "00 00 00 00", "00 7f 00 00", "80 01 00 00"] },
  { command: "06 61", data: ["0e 06 00", "0b 06 00"] },
  { command: "06 60", data: [`0e 06 00${" ff".repeat(16)}`, `0b 06 00${" ff".repeat(16)}`] },
  { command: "06 63", data: ["0e 06 00 01"] },
  { command: "06 62", data: ["0e 06 00 01 ff ff ff ff"] },
  { command: "06 64", data: ["0e 2e 00", "0b 2e 00"] },
];

const STORAGE: readonly Asked[] = [
  { command: "0a 10", data: ["00", "05"] },
  { command: "0a 11", data: ["00 00 00 08", "00 3f 00 08", "00 40 00 01", "05 00 00 08"] },
  { command: "0a 12", data: ["00 00 00 01", "00 3f 00 01 02", "05 00 00 01"] },
  { command: "0a 20", data: [""] },
  { command: "0a 21", data: [""] },
  { command: "0a 28", data: [""], moving: `00 ${TIME}` },
  { command: "0a 29", data: ["00 00 00 60"] },
  { command: "0a 22", data: [""], moving: "00 ?? ??" },
  { command: "0a 23", data: ["00 00 00 00 00 05", "00 00 fe fe 00 ff", "01 01 00 00 05 05"] },
  { command: "0a 24", data: [RECORD] },
  { command: "0a 25", data: [`01 01 00 00 00 00 ${RECORD}`] },
  { command: "0a 26", data: ["01 01 01 00"] },
  { command: "0a 27", data: ["01 01 43 4c 52 aa", "01 01 43 4c 52 00"] },
  { command: "0a 2a", data: [""] },
  { command: "0a 2b", data: [""] },
  { command: "0a 2c", data: ["00", "01"] },
  { command: "0a 40", data: [""] },
  { command: "0a 41", data: [""] },
  { command: "0a 48", data: [""], moving: `00 ${TIME}` },
  { command: "0a 49", data: ["00 00 00 60"] },
  { command: "0a 42", data: [""], moving: "00 ?? ??" },
  { command: "0a 44", data: [EVENT] },
  {
    command: "0a 43",
    data: ["00 00 00 00 00 ff", "00 00 ff ff 00 ff", "00 00 fe fe 00 ff", "01 01 00 00 05 05", "00 00 00 00 10 01"],
  },
  { command: "0a 45", data: [`01 01 00 00 00 01 ${EVENT}`] },
  { command: "0a 46", data: ["01 01 01 00"] },
  { command: "0a 47", data: ["01 01 43 4c 52 aa", "01 01 43 4c 53 aa", "01 01 43 4c 52 01"] },
  { command: "0a 5a", data: ["00"] },
  { command: "0a 5b", data: ["00 00 00 00 60 01 00 00 00"] },
  { command: "0a 5c", data: [""] },
  { command: "0a 5d", data: ["3c 00"] },
];

const LAN: readonly Asked[] = [
  {
    command: "0c 02",
    data: ["01 03 00 00", "01 00 00 00", "01 02 00 00", "01 7f 00 00", "0f 03 00 00", "81 03 00 00"],
  },
  { command: "0c 01", data: ["01 03 0a 00 00 02", "01 02 00", "01 7f 00", "0f 03 0a 00 00 02"] },
  { command: "0c 03", data: ["01 00"] },
  { command: "0c 04", data: ["01 00"] },
];

/** DCh first, as every DCMI command has it. */
const DCMI: readonly Asked[] = [
  { command: "2c 01", data: ["dc 01", "dc 7f", "dd 01"] },
  { command: "2c 02", data: ["dc 01 00 00", "dc 7f 00 00"] },
  { command: "2c 03", data: ["dc 00 00"] },
  { command: "2c 04", data: ["dc 00 00 00 00 f4 01 e8 03 00 00 00 00 01 00"] },
  { command: "2c 05", data: ["dc 00 00 00"] },
  { command: "2c 06", data: ["dc 00 10", "dc f0 10"] },
  { command: "2c 07", data: ["dc 01 40 00 00", "dc 01 77 00 00"] },
  { command: "2c 08", data: ["dc 00 02 61 62"] },
  { command: "2c 09", data: ["dc 00 10", "dc f0 10"] },
  { command: "2c 0a", data: ["dc 00 03 61 62 00"] },
  { command: "2c 0b", data: ["dc 40 01 80 50 3c 00"] },
  { command: "2c 0c", data: ["dc 40 01"] },
  { command: "2c 10", data: ["dc 01 40 00 00", "dc 01 77 00 00"] },
  { command: "2c 12", data: ["dc 02 00 00", "dc 7f 00 00"] },
  { command: "2c 13", data: ["dc 02 00", "dc 7f 00"] },
];

/** Of last resort: they undo what came before. */
const RESETS: readonly Asked[] = [
  { command: "06 03", data: [""] },
  { command: "06 02", data: [""] },
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

export interface Question {
  readonly request: string;
  readonly command: string;
  readonly moving: string | undefined;
  /** Whether it is the first request with a byte more. */
  readonly long: boolean;
}

/** Every request in its order. */
export function questions(): Question[] {
  return ASKED.flatMap(({ command, data, moving }) => {
    const [first = "", ...others] = data;
    const short = first === "" ? [] : [first.slice(0, -3)];
    const all = [...short, `${first} 00`, ...others, first];
    return [...new Set(all)].map((bytes) => ({
      request: joined(command, bytes),
      command,
      moving,
      long: bytes === `${first} 00`,
    }));
  });
}

function joined(command: string, bytes: string): string {
  return `${command} ${bytes.trim()}`.trim();
}
