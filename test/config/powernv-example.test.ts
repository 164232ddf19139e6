/** HIOMAP (netFn 3Ah, cmd 5Ah) of config/examples/powernv.yaml, byte for byte, as skiboot and QEMU's own BMC have it. */
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { Machine } from "../../src/machine.ts";
import { ask } from "../support/machine/machine.ts";

const FILE = join(import.meta.dirname, "../../config/examples/powernv.yaml");

test.each([
  ["Reset", "01 11", "00 01 11"],
  ["Get Info of version 2", "02 12 02", "00 02 12 02 0c 00 00"],
  ["Get Info of version 3: the answer is version 2", "02 12 03", "00 02 12 02 0c 00 00"],
  ["Get Info of version 1", "02 12 01", "cc"],
  ["Get Flash Info", "03 13", "00 03 13 00 80 01 00"],
  ["Create Read Window: the whole flash", "04 14 34 12 01 00", "00 04 14 00 c0 00 80 00 00"],
  ["Create Write Window: the whole flash", "06 15 34 12 01 00", "00 06 15 00 c0 00 80 00 00"],
  ["Close Window", "05 16 01", "00 05 16"],
  ["Mark Dirty", "07 17 34 12 01 00", "00 07 17"],
  ["Flush", "08 18", "00 08 18"],
  ["Ack", "09 19 03", "00 09 19"],
  ["Erase", "0a 1a 34 12 01 00", "d5"],
  ["Create Read Window, one byte short", "04 14 34 12 01", "cc"],
  ["Flush, one byte long", "08 18 00", "cc"],
  ["no sequence number", "09", "cc"],
  ["Lock, a command of version 3", "0c 1c 34 12 01 00 00", "cc"],
])("%s", (_title, request, answer) => {
  const [options] = loadConfig(FILE).machines;
  if (!options) throw new Error("no machine");
  expect(ask(new Machine(options, pino({ level: "silent" })), `3a 5a ${request}`)).toBe(answer);
});
