/** Prints every entry that a command lacks; `npm run check` calls it. Exit code 1 if there is one. */
import { findMissingEntries } from "./command-entries.ts";
import { readCommandEntries } from "./read-command-entries.ts";

const missing = findMissingEntries(await readCommandEntries());
for (const line of missing) console.error(line);
process.exitCode = missing.length > 0 ? 1 : 0;
