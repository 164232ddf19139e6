/** Reads the event log, and only its new records where it can. */
import type { SelRecord } from "../../src/control/calls/sel.ts";
import { ApiError, call, everyPage } from "../api/client.ts";
import { SEL_RECORDS } from "../limits.ts";

/** Returns the newest records, oldest first. `known`: those that were read before. */
export async function readSel(machine: string, known: readonly SelRecord[] | undefined): Promise<readonly SelRecord[]> {
  const last = known?.at(-1);
  if (!known || !last) return await read(machine, undefined);
  try {
    const [same, ...more] = await read(machine, last.id);
    // An other record under this id: the log was cleared, and has begun anew.
    if (same?.bytes !== last.bytes) return await read(machine, undefined);
    return more.length === 0 ? known : [...known, ...more].slice(-SEL_RECORDS);
  } catch (error) {
    if (error instanceof ApiError && error.status > 0) return await read(machine, undefined);
    throw error;
  }
}

async function read(machine: string, first: number | undefined): Promise<readonly SelRecord[]> {
  const pages = await everyPage((from) => call("sel.list", { machine, from: from ?? first }));
  return pages.flatMap(({ records }) => records).slice(-SEL_RECORDS);
}
