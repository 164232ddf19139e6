/** A machine's state as readable, portable JSON: the output of `state export`. */

import { z } from "zod";
import { recordId } from "../bmc/record-list.ts";
import { sdrSize } from "../bmc/records/sdr.ts";
import { SEL_RECORD_SIZE } from "../bmc/sel.ts";
import { hex, hexNumber } from "../text/hex.ts";
import { StateError } from "./errors.ts";
import { fromHex } from "./forms.ts";
import { PARTS } from "./parts/index.ts";
import type { RecordRow } from "./row.ts";
import type { Rows } from "./rows.ts";

/** Version of the parts and items in an export. */
const VERSION = 1;

const FORMAT = "extern-bmc state";

const ADDRESS = /^0x[0-9a-f]{2}$/;

const record = z.strictObject({
  /** The record in hex, from its id on. */
  record: z.string().regex(/^(?:[0-9a-f]{2})+$/, "bytes in hex"),
  /** True if the record came from the configuration: a changed configuration replaces it. */
  configured: z.literal(true).optional(),
});

const controller = z.strictObject({
  /** Values by part and item. */
  values: z.record(z.string(), z.record(z.string(), z.unknown())),
  /** Records by list: sel, sdr. */
  records: z.partialRecord(z.enum(["sel", "sdr"]), z.array(record)),
});

const portable = z.strictObject({
  format: z.literal(FORMAT),
  version: z.int().min(1).max(VERSION, `a version up to ${VERSION}; it was made by a later extern-bmc`),
  machine: z.string(),
  /** Controllers by slave address, such as 0x20. */
  controllers: z.record(z.string(), controller),
});

export type PortableState = z.output<typeof portable>;
type PortableController = z.output<typeof controller>;

export function exportState(rows: Rows, machine: string): PortableState {
  const controllers: Record<string, PortableController> = {};
  const of = (address: number) => {
    const name = hexNumber(address);
    controllers[name] ??= { values: {}, records: {} };
    return controllers[name];
  };
  for (const { controller, part, item, value } of rows.values()) {
    const { values } = of(controller);
    values[part] = { ...values[part], [item]: JSON.parse(value) };
  }
  for (const { controller, list, configured, bytes } of rows.records()) {
    if (list !== "sel" && list !== "sdr") continue;
    const { records } = of(controller);
    records[list] ??= [];
    records[list].push({ record: hex(bytes), ...(configured === 1 && { configured: true }) });
  }
  return { format: FORMAT, version: VERSION, machine, controllers };
}

/**
 * Replaces the whole state by an export. At the next start the imported values override the configuration, and keep
 * doing so until the configuration changes.
 * @throws StateError that lists every problem
 */
export function importState(rows: Rows, value: unknown): void {
  const result = portable.safeParse(value);
  if (!result.success) throw new StateError(z.prettifyError(result.error));
  const { controllers } = result.data;
  const problems = Object.entries(controllers).flatMap(([name, each]) => {
    if (!ADDRESS.test(name)) return [`controllers.${name}: expected a slave address such as 0x20`];
    return [...valueProblems(each), ...recordProblems(each)].map((problem) => `controllers.${name}.${problem}`);
  });
  if (problems.length > 0) throw new StateError(problems.join("\n"));
  rows.transaction(() => {
    rows.clear();
    for (const [name, { values, records }] of Object.entries(controllers)) {
      const controller = Number(name);
      for (const [part, items] of Object.entries(values)) {
        for (const [item, each] of Object.entries(items)) {
          rows.putValue({ controller, part, item, value: JSON.stringify(each), configured: null });
        }
      }
      for (const [list, entries] of Object.entries(records)) {
        for (const entry of entries) {
          const row: RecordRow = {
            controller,
            list,
            configured: Number(entry.configured ?? 0),
            bytes: fromHex(entry.record),
          };
          rows.addRecord(row, recordId(row.bytes));
        }
      }
    }
  });
}

function valueProblems({ values }: PortableController): string[] {
  return Object.entries(values).flatMap(([name, items]) => {
    const part = PARTS.find((each) => each.name === name);
    if (!part) return [`values.${name}: expected one of ${PARTS.map((each) => each.name).join(", ")}`];
    return Object.entries(items).flatMap(([item, value]) => {
      const form = part.formOf(item);
      if (!form) return [`values.${name}.${item}: no item has this name`];
      const result = form.safeParse(value);
      return result.success ? [] : [`values.${name}.${item}: ${z.prettifyError(result.error)}`];
    });
  });
}

function recordProblems({ values, records }: PortableController): string[] {
  return Object.entries(records).flatMap(([list, entries]) => {
    const all = entries.map((entry) => fromHex(entry.record));
    const wrong = all.findIndex((bytes) => bytes.length !== (list === "sel" ? SEL_RECORD_SIZE : sdrSize(bytes)));
    if (wrong >= 0) return [`records.${list}.${wrong}: ${all[wrong]?.length} bytes is not the length of this record`];
    if (new Set(all.map(recordId)).size < all.length) return [`records.${list}: two records have the same id`];
    return values[list] ? [] : [`records.${list}: values.${list} is missing; an export has both`];
  });
}
