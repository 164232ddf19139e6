/** Directories that are made together with those above them. */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes the directory and those above it. mkdirSync's own `recursive` never returns where /proc says ENOENT.
 * @throws the system's error
 */
export function makeDirectory(directory: string, mode?: number): void {
  if (existsSync(directory)) return;
  const above = dirname(directory);
  if (above !== directory) makeDirectory(above, mode);
  try {
    mkdirSync(directory, { mode });
  } catch (error) {
    // Another process may have been faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
