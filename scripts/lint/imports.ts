/** `npm run check`, the fence: prints each import of src/ that the table in docs/architecture.md does not allow. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { breaches, readTable } from "./fence.ts";
import { importsIn } from "./import-graph.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SOURCES = resolve(ROOT, "src");

const table = readTable(readFileSync(resolve(ROOT, "docs/architecture.md"), "utf8"));
const found = breaches(importsIn(SOURCES), globSync("**/*.ts", { cwd: SOURCES }), table);
for (const breach of found) console.error(breach);
process.exitCode = found.length > 0 ? 1 : 0;
