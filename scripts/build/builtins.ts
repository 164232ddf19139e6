/**
 * Rolldown plugins that load Node's own modules late and only as needed. An import statement reads all exports of a
 * module, and some of them load further modules; node-ipc imports TLS, and so OpenSSL, even if no door uses it.
 */
import type { Plugin } from "rolldown";

const TLS = "\0tls";
const LATE_TLS = 'export default new Proxy({}, { get: (_, name) => process.getBuiltinModule("node:tls")[name] })';

/** `import a from`, `import * as a from`, `import { a, b as c } from`, `import a, { b } from`. */
const IMPORT = /^import (?:\* as )?(\w\S*?)?(?:, )?(\{.*\})? from "(node:[^"]+)";$/gm;

export const builtins: Plugin = {
  name: "builtins",
  resolveId: (id) => (id === "node:tls" ? TLS : undefined),
  load: (id) => (id === TLS ? LATE_TLS : undefined),
  renderChunk: (code) =>
    code.replaceAll(IMPORT, (_, whole: string | undefined, names: string | undefined, id: string) =>
      [whole, names?.replaceAll(" as ", ": ")]
        .filter((wanted) => wanted !== undefined)
        .map((wanted) => `const ${wanted} = globalThis.process.getBuiltinModule("${id}");`)
        .join(" "),
    ),
};

/** Escapes non-ASCII characters: Node reads an ASCII file faster, and keeps it in half the memory. */
export const ascii: Plugin = {
  name: "ascii",
  renderChunk: (code) => code.replaceAll(/[^\0-\x7f]/g, escaped),
};

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
