/** Files that commands write. */
import { writeFileSync } from "node:fs";
import { UsageError } from "../../service/errors.ts";
import { reasonOf } from "../../transport/door-error.ts";

/** @throws UsageError when the file cannot be written */
export function writeOutput(file: string, data: string | Uint8Array, mode = 0o666): void {
  try {
    writeFileSync(file, data, { mode });
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${reasonOf(error)}); choose another file`);
  }
}
