/**
 * The rows of a state file, each with a checksum. SQLite has none for its pages: without these, a flipped bit in a value would
 * be taken for the value.
 */
import { crc32 } from "node:zlib";
import { z } from "zod";
import { DamagedError } from "./errors.ts";

const valueRow = z.object({
  /** Slave address. */
  controller: z.int(),
  part: z.string(),
  item: z.string(),
  /** JSON. */
  value: z.string(),
  /** Digest of the configuration it was written under; null for the configuration of the next start. */
  configured: z.string().nullable(),
});
export type ValueRow = Readonly<z.output<typeof valueRow>>;

const recordRow = z.object({
  controller: z.int(),
  list: z.string(),
  /** 1 if the record came from the configuration. */
  configured: z.int(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type RecordRow = Readonly<z.output<typeof recordRow>>;

/** Absent in a row that an earlier version wrote. */
const sum = z.int().nullish();
const storedValue = valueRow.extend({ sum });
const storedRecord = recordRow.extend({ sum, id: z.int() });

/** @throws DamagedError */
export function checkedValue(row: unknown): ValueRow {
  const { sum: stored, ...value } = shaped(storedValue, row);
  checkSum(`${value.part}.${value.item}`, stored, sumOfValue(value));
  return value;
}

/** @throws DamagedError */
export function checkedRecord(row: unknown): RecordRow {
  const { sum: stored, id, ...record } = shaped(storedRecord, row);
  checkSum(`${record.list}: record ${id}`, stored, sumOfRecord(record, id));
  return record;
}

export function sumOfValue({ controller, part, item, value, configured }: ValueRow): number {
  return crc32([controller, part, item, value, configured].join("\n"));
}

export function sumOfRecord({ controller, list, configured, bytes }: RecordRow, id: number): number {
  return crc32(bytes, crc32([controller, list, id, configured].join("\n")));
}

function checkSum(name: string, stored: number | null | undefined, sum: number): void {
  if (typeof stored === "number" && stored !== sum) throw new DamagedError(`${name} does not match its checksum`);
}

/** @throws DamagedError */
export function shaped<T>(shape: z.ZodType<T>, row: unknown): T {
  const result = shape.safeParse(row);
  if (result.success) return result.data;
  throw new DamagedError(z.prettifyError(result.error));
}
