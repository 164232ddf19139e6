/**
 * Converts an `ipmitool fru read` dump to an entry of `frus`: fields if they give the same bytes, otherwise the file.
 */

import { decodeFru } from "../bmc/records/fru/inventory.ts";
import { frus } from "../config/fru/fru.ts";
import { hex } from "../text/hex.ts";
import type { Notes } from "./notes.ts";
import { type Settings, said } from "./settings.ts";

const schema = frus();
const MAX_SIZE = 0xffff;
const ERASED = 0xff;
/** Most bytes that are written inline; longer data stays in its file. */
const MAX_INLINE = 64;

export interface FruDump {
  readonly id: number;
  readonly file: string;
  /** Name of the file in the configuration. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Returns the entry; undefined if the dump cannot be a FRU device. */
export function readFruDump({ id, file, name, bytes }: FruDump, notes: Notes): Settings | undefined {
  if (bytes.length === 0 || bytes.length > MAX_SIZE) {
    notes.add({ file }, `dropped: a FRU device has 1 to ${MAX_SIZE} bytes, not ${bytes.length}`);
    return undefined;
  }
  const { damage, ...areas } = decodeFru(bytes);
  for (const problem of damage) notes.add({ file }, `kept unchanged: ${problem}`);
  const words = { id, size: bytes.length, ...withoutUndefined(said(areas)) };
  if (damage.length === 0 && gives(words, bytes)) return words;
  const content = bytes.subarray(0, bytes.findLastIndex((byte) => byte !== ERASED) + 1);
  if (content.length <= MAX_INLINE) return { id, size: bytes.length, data: hex(content) };
  if (damage.length === 0) notes.add({ file }, "kept as a file: words would not give the same bytes");
  return { id, file: name };
}

function gives(words: Settings, bytes: Uint8Array): boolean {
  const { success, data } = schema.safeParse([words]);
  const device = success ? data.find(({ id }) => id === words["id"]) : undefined;
  if (!device) return false;
  const { data: encoded } = device;
  return bytes.every((byte, at) => byte === (encoded[at] ?? ERASED));
}

function withoutUndefined(areas: Settings): Settings {
  return JSON.parse(JSON.stringify(areas));
}
