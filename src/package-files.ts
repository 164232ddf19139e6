/** The files of the package, which stand one folder up from this one in src/ as from what is made of it in dist/. */
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../", import.meta.url);

/** The absolute path of a file or folder of the package: `config/examples/`. */
export function packageFile(name: string): string {
  return fileURLToPath(new URL(name, ROOT));
}

/** The URL of the library's entry point, beside this file: `index.ts` in src/, `index.js` in dist/. */
export function libraryUrl(): string {
  return new URL(`index${extname(import.meta.filename)}`, import.meta.url).href;
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string }).version;
}
