/**
 * Node's own modules as late and as little as can be. An import statement reads all exports of one, some of which load
 * further modules; and node-ipc asks for TLS, and with it for OpenSSL, whether there is a door for it or not.
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

/** Node reads a file of ASCII faster, and keeps it in half the memory. In strings and comments this means the same. */
export const ascii: Plugin = {
  name: "ascii",
  renderChunk: (code) => code.replaceAll(/[^\0-\x7f]/g, escaped),
};

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
