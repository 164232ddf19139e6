/**
 * The SDRs that a controller with persist_sdr has from the start: what sdrcomp makes, as text, which ipmi_sim keeps in its
 * state directory (sdr.20.main), or as a stream of records (sdrcomp -r).
 */
import { sdrSize } from "../../bmc/records/sdr.ts";
import type { Notes } from "../notes.ts";
import { wholeRecords } from "../whole-records.ts";

/** `2:d:` and the record, whose bytes stand for themselves or are \\ and two digits. Others are `last_add_time:i:1234`. */
const LINE = /^([^:]+):([dis]):(.*)$/s;
const ESCAPED = /\\([0-9a-f]{2})/gi;

export function persistedSdrs(file: string, bytes: Uint8Array, notes: Notes): readonly Uint8Array[] {
  const text = Buffer.from(bytes).toString("latin1");
  const lines = text.split("\n");
  if (!LINE.test(lines[0] ?? "")) return wholeRecords(file, bytes, notes).records;
  const records = new Map<number, Uint8Array>();
  for (const [index, content] of lines.entries()) {
    const [, id = "", type, data = ""] = LINE.exec(content) ?? [];
    if (type === "d") {
      const unescaped = data.replaceAll(ESCAPED, (_match, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );
      const record = Buffer.from(unescaped, "latin1");
      const size = sdrSize(record);
      if (size !== undefined && size <= record.length && /^\d+$/.test(id))
        records.set(Number(id), record.subarray(0, size));
      else notes.add({ file, line: index + 1 }, "dropped: not a whole record");
    } else if (type === undefined && content !== "") {
      notes.add({ file, line: index + 1 }, `dropped, not a line of sdrcomp: ${content}`);
    }
  }
  return [...records].sort(([one], [other]) => one - other).map(([, record]) => record);
}
