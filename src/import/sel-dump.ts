/** Converts an `ipmitool sel writeraw` file to `sel.records`, 16 bytes per record. */
import { hex, hexDigits } from "../text/hex.ts";
import type { Notes } from "./notes.ts";
import { commented, type Settings } from "./settings.ts";

const SIZE = 16;
const MAX_ID = 0xfffe;
const TYPE_AT = 2;
const MANUFACTURER_AT = 7;
const FIRST_OEM_TYPE = 0xc0;
const LAST_STAMPED_OEM_TYPE = 0xdf;
const USUAL_CAPACITY = 1024;

export function readSelDump(file: string, bytes: Uint8Array, notes: Notes): Settings {
  const records: unknown[] = [];
  const ids = new Set<number>();
  for (let at = 0, number = 1; at < bytes.length; at += SIZE, number++) {
    const record = bytes.subarray(at, at + SIZE);
    const [low = 0, high = 0] = record;
    const id = 256 * high + low;
    const name = `${hexDigits(id, 1)}h`;
    const where = { file, part: `record ${number}` };
    if (record.length < SIZE) notes.add(where, `dropped: it has ${record.length} bytes; expected ${SIZE}`);
    else if (id < 1 || id > MAX_ID) notes.add(where, `dropped: its ID is ${name}, which is not the ID of a record`);
    else if (ids.has(id)) notes.add(where, `dropped: an earlier record has ID ${name} too`);
    else records.push(commented(hex(asSent(record)), name));
    ids.add(id);
  }
  const capacity = records.length > USUAL_CAPACITY ? { capacity: records.length } : {};
  return records.length === 0 ? {} : { ...capacity, records };
}

/**
 * Restores the bytes of OEM records with a timestamp (§32.2): ipmitool writes the manufacturer's three bytes in reverse
 * order (ipmi_sel_get_std_entry in its lib/ipmi_sel.c).
 */
function asSent(record: Uint8Array): Uint8Array {
  const type = record[TYPE_AT] ?? 0;
  if (type < FIRST_OEM_TYPE || type > LAST_STAMPED_OEM_TYPE) return record;
  const manufacturer = record.subarray(MANUFACTURER_AT, MANUFACTURER_AT + 3).toReversed();
  return Uint8Array.from([
    ...record.subarray(0, MANUFACTURER_AT),
    ...manufacturer,
    ...record.subarray(MANUFACTURER_AT + 3),
  ]);
}
