/** The fault catalogue: YAML files, each a way in which a BMC misbehaves while firmware boots. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { z } from "zod";
import { Complaints } from "../../config/reading/complaints.ts";
import { readConfigFile } from "../../config/reading/file.ts";
import { ConfigError, problemsOf } from "../../config/reading/problem.ts";
import { valuesOf } from "../../config/reading/tree.ts";
import { replies } from "../../config/sections/replies.ts";
import { group, integer, listOf, oneOf, text } from "../../config/values/values.ts";

export const FIRMWARE_INTERFACES = ["bt", "kcs", "ssif"] as const;
export type FirmwareInterface = (typeof FIRMWARE_INTERFACES)[number];

const MAX_MS = 600_000;
const MAX_IDS = 0xff;

const faultSchema = group({
  title: text("a line").describe("The fault in one line."),
  interfaces: listOf(oneOf(FIRMWARE_INTERFACES))
    .default([...FIRMWARE_INTERFACES])
    .describe("Interfaces that the fault can happen on."),
  forMs: integer(1, MAX_MS)
    .optional()
    .describe("The rules end this many milliseconds after the firmware's first request. Default: they stay."),
  idsBefore: integer(0, MAX_IDS)
    .default(0)
    .describe("Number of message ids that are used up before the firmware starts: its first request has this id."),
  bmc: replies().describe("The replies section of a configuration."),
});

export interface Fault extends z.output<typeof faultSchema> {
  /** The file's name without .yaml. */
  readonly name: string;
}

/** The boot without a fault, which the others are compared with. */
export const FAULTLESS: Fault = {
  name: "none",
  ...faultSchema.parse({ title: "The BMC answers every request at once, and correctly", bmc: {} }),
};

/** Reads a fault. @throws ConfigError that lists every problem with file, line and column. */
export function loadFault(fileName: string): Fault {
  const file = readConfigFile(fileName, "the file is empty; config/faults/README.md shows what is in a fault");
  const values = valuesOf(file);
  const result = faultSchema.safeParse(values);
  if (result.success) return { name: basename(fileName, ".yaml"), ...result.data };
  const complaints = new Complaints();
  for (const problem of problemsOf(result.error.issues, values, faultSchema)) complaints.addProblem(file, problem);
  throw new ConfigError(complaints.lines(fileName));
}

/** All faults of a directory, by name. */
export function loadFaults(directory: string): readonly Fault[] {
  const files = readdirSync(directory).filter((name) => name.endsWith(".yaml"));
  return files.sort().map((name) => loadFault(join(directory, name)));
}
