/** What a FRU device of the configuration contains: areas in words, bytes, or a file. */

import { readFileSync } from "node:fs";
import { encodeFru, type FruInventoryWords } from "../../bmc/records/fru/inventory.ts";
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { LayoutError } from "../../codec/layout.ts";

export interface FruContent extends FruInventoryWords {
  readonly data?: Uint8Array | undefined;
  readonly file?: string | undefined;
}

/** A mistake: a whole sentence about what is at `path`. */
type Report = (path: readonly PropertyKey[], sentence: string) => void;

/** Its bytes; none of what was reported. */
export function contentOf({ data, file, ...areas }: FruContent, report: Report): Uint8Array {
  const [area] = areaNames(areas);
  if (area && (data || file !== undefined)) {
    report([data ? "data" : "file"], `expected either this or areas (${area} is one), not both`);
  }
  if (data && file !== undefined) report(["file"], "expected either this or data, not both");
  if (data) return data;
  return file === undefined ? encoded(areas, report) : read(file);
}

function areaNames(areas: FruInventoryWords): (keyof FruInventoryWords)[] {
  const names = ["internalUse", "chassis", "board", "product", "multirecords"] as const;
  return names.filter((name) => areas[name] !== undefined);
}

/** None where there are no areas: then the device is as erased. */
function encoded(areas: FruInventoryWords, report: Report): Uint8Array {
  const names = areaNames(areas);
  // Each alone, so that the first mistake in each is told; then all, for how long they are together.
  const alone = names.flatMap((name) => flawOf({ [name]: areas[name] }) ?? []);
  const flaws = alone.length > 0 ? alone : [flawOf(areas) ?? []].flat();
  for (const { path, problem } of flaws) {
    const keys = path.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    report(keys, problem);
  }
  return names.length === 0 || flaws.length > 0 ? EMPTY_BYTES : encodeFru(areas);
}

function flawOf(words: FruInventoryWords): LayoutError | undefined {
  try {
    encodeFru(words);
    return undefined;
  } catch (error) {
    if (error instanceof LayoutError) return error;
    throw error;
  }
}

/** Nothing of a file that cannot be read, which is told of all that files are named for. */
function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    return EMPTY_BYTES;
  }
}
