/**
 * Requests of a guest, one after another → answers. A line is netFn, command and data in hex; "1:" before it is the LUN,
 * "@" sends it to the satellite, "~" and a number lets milliseconds pass.
 */
import { commandTable } from "../../../src/commands/index.ts";
import { toHex } from "../../support/bytes/hex.ts";
import { observe } from "../../support/fuzz/coverage.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import type { RandomRequest } from "../../support/machine/random-requests.ts";
import { BLADE, SEEDS, Trial } from "../../support/machine/trial.ts";

/** Requests of one execution: enough for a dialogue of several steps. */
const MAX_REQUESTS = 48;
/** Longest pause: DCMI samples the power each second of it. */
const MAX_MS = 1_000_000;
const LINE = /^(@?)(?:([0-3]):)?((?:[0-9a-f]{2} ?){2,304})/;

const EVERY_COMMAND = commandTable.map(({ netFn, cmd }) => toHex(Uint8Array.of(netFn, cmd)));

function requestOf(lun: string, digits: string): RandomRequest {
  const [netFn = 0, cmd = 0, ...data] = Buffer.from(digits.replaceAll(" ", ""), "hex");
  return { netFn: netFn & 0x3e, lun: Number(lun), cmd, data: Uint8Array.from(data) };
}

export const requests: Target = {
  name: "requests",
  never: "FFh, an answer longer than a frame, a change by a refused request, an error in the log",
  form: "text",
  maxBytes: 4096,
  seeds: [...SEEDS.map((bytes) => toHex(Uint8Array.from(bytes))), ...dialogues(), ...EVERY_COMMAND],
  words: [...EVERY_COMMAND, "@", "1:", "~1000", "~60000", "dc", "06 34 00 82 18 66 20 04 01 db"],
  run(input) {
    const trial = new Trial();
    try {
      for (const line of textOf(input).split("\n").slice(0, MAX_REQUESTS)) play(line, trial);
    } finally {
      trial.close();
    }
  },
};

function play(line: string, trial: Trial): void {
  const pause = /^~(\d{1,9})/.exec(line)?.[1];
  if (pause !== undefined) trial.pause(Math.min(Number(pause), MAX_MS));
  const [, satellite, lun = "0", digits] = LINE.exec(line) ?? [];
  if (digits === undefined) return;
  const request = requestOf(lun, digits);
  const { code, problem } = trial.ask(request, satellite === "@" ? BLADE : undefined);
  if (problem !== undefined) throw new Error(`${line.slice(0, 5)}: ${code.toString(16)}: ${problem}`);
  if (commandTable.some(({ netFn, cmd }) => netFn === request.netFn && cmd === request.cmd))
    observe(`${request.netFn} ${request.cmd} ${code}`);
}

/** Requests that need an earlier one's effect, or one's time. */
function dialogues(): readonly string[] {
  return [
    "0a 42\n0a 45 01 00 00 00 00 00 00 00 02\n0a 45 01 00 00 00 02 01 00 00 00 00 20 00 04 01 30 01 55 00 00\n0a 40",
    "0a 22\n0a 25 01 00 00 00 00 00 00 00 51 c0\n0a 2a\n0a 2b\n0a 20",
    "06 24 03 01 0a 3e 32 00\n06 22\n~4000\n06 25\n06 31\n~2000\n06 35\n06 33",
    "06 45 02 61 62 63 00 00 00 00 00 00 00 00 00 00 00 00\n06 47 02 02 31 32 33 00 00 00 00 00 00 00 00 00 00 00 00 00\n06 43 91 02 04 00\n06 46 02\n06 44 01 02",
    "04 02 20 04 01 00 01 59 00 00\n06 31\n06 35\n0a 43 00 00 00 00 00 ff",
    "0a 27 01 00 43 4c 52 aa\n0a 47 01 00 43 4c 52 aa\n~400\n0a 47 01 00 43 4c 52 00\n~400\n0a 40",
    "00 08 00 01\n00 08 05 80 04 00 00 00\n00 09 05 00 00\n00 08 00 00",
    "00 02 00\n~2000\n00 01\n00 02 01\n~2000\n00 01\n00 07",
    "04 12 00 01\n04 12 06 01 80 01 01 00 00 ff ff ff ff ff 00 00 00 00 00 00 00 00\n04 12 01 01\n04 11 3c\n~60000\n04 13 0b 00 00",
    "06 34 00 82 18 66 20 04 01 db\n06 33\n@06 01\n@04 2d 02\n@0a 43 00 00 00 00 00 ff",
    "04 30 00 35 50 00 00 00 00 00 00 00\n04 2d 00\n04 26 00 3f 05 04 03 5a 5f 64\n04 28 00 c0 00 00 00 00\n04 2a 00",
  ];
}
