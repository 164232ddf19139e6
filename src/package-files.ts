/** Files of the package. Its root is one folder above this module, both in src/ and in dist/. */
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../", import.meta.url);

/** Returns the absolute path of a file or folder of the package, such as `config/examples/`. */
export function packageFile(name: string): string {
  return fileURLToPath(new URL(name, ROOT));
}

/** Returns the URL of the library's entry point, which is beside this file: `index.ts` in src/, `index.js` in dist/. */
export function libraryUrl(): string {
  return new URL(`index${extname(import.meta.filename)}`, import.meta.url).href;
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string }).version;
}
