/** Content of a FRU device: areas by field, bytes, or a file. */

import { encodeFru, type FruInventoryWords } from "../../bmc/records/fru/inventory.ts";
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { LayoutError } from "../../codec/layout.ts";
import { readRegularFile } from "../../os/regular-file.ts";

export interface FruContent extends FruInventoryWords {
  readonly data?: Uint8Array | undefined;
  readonly file?: string | undefined;
}

/** Reports a mistake at `path`, in a whole sentence. */
type Report = (path: readonly PropertyKey[], sentence: string) => void;

/** Returns the bytes of the device; empty if a mistake was reported. */
export function contentOf({ data, file, ...areas }: FruContent, report: Report): Uint8Array {
  const [area] = areaNames(areas);
  if (area && (data || file !== undefined)) {
    report([data ? "data" : "file"], `the area ${area} is set too; expected one of the two`);
  }
  if (data && file !== undefined) report(["file"], "data is set too; expected one of the two");
  if (data) return data;
  return file === undefined ? encoded(areas, report) : read(file);
}

function areaNames(areas: FruInventoryWords): (keyof FruInventoryWords)[] {
  const names = ["internalUse", "chassis", "board", "product", "multirecords"] as const;
  return names.filter((name) => areas[name] !== undefined);
}

/** Returns no bytes without areas: the device then reads as erased. */
function encoded(areas: FruInventoryWords, report: Report): Uint8Array {
  const names = areaNames(areas);
  // Each area alone, to report the first mistake of each; then all together, to check the total size.
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

/** Returns no bytes if the file cannot be read; the check of all file names reports that. */
function read(file: string): Uint8Array {
  try {
    return readRegularFile(file);
  } catch {
    return EMPTY_BYTES;
  }
}
