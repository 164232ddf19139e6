/** `npm run build:page`: bundles web/ into dist/page/, whose files have the hash of their contents in their names. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { routes } from "../../web/api/routes.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const WEB = join(ROOT, "web");

/** Style sheets in their order; those of packages are for the parts that are loaded late, but are small. */
const STYLES = [
  "base",
  "controls",
  "frame",
  "fleet",
  "machine",
  "media",
  "sensors",
  "exchanges",
  "forms",
  "lab",
  "plain",
  "motion",
];
const PACKAGE_STYLES = ["uplot/dist/uPlot.min.css", "@xterm/xterm/css/xterm.css"];

/** Makes dist/page/. Returns the modules that it has, for their licenses. */
export async function buildPage(to = join(ROOT, "dist/page")): Promise<readonly string[]> {
  mkdirSync(to, { recursive: true });
  const made = mkdtempSync(`${to}-`);
  const bundle = await rolldown({
    input: { page: join(WEB, "main.tsx") },
    platform: "browser",
    tsconfig: join(WEB, "tsconfig.json"),
    transform: { target: "es2024" },
    plugins: [routeTexts, styleElements, isIPv6Alone],
  });
  const { output } = await bundle.write({
    dir: made,
    entryFileNames: "[name]-[hash].js",
    chunkFileNames: "[name]-[hash].js",
    minify: true,
    comments: false,
  });
  const styles = [
    ...PACKAGE_STYLES.map((name) => join(ROOT, "node_modules", name)),
    ...STYLES.map((name) => join(WEB, "style", `${name}.css`)),
  ];
  const style = write(made, "page.css", styles.map((name) => compact(readFileSync(name, "utf8"))).join("\n"));
  const icon = write(made, "icon.svg", readFileSync(join(WEB, "icon.svg"), "utf8"));
  const script = output.find((file) => file.type === "chunk" && file.isEntry)?.fileName ?? "";
  const index = readFileSync(join(WEB, "index.html"), "utf8");
  writeFileSync(
    join(made, "index.html"),
    index.replace("ICON", icon).replace("STYLE", style).replace("SCRIPT", script),
  );
  publish(made, to);
  return [...output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : [])), ...styles];
}

/**
 * Moves the files of a build into their folder, and removes those of earlier builds. The folder is never without a file that
 * both builds have: two test files may build the page at the same time, and a daemon of either serves it.
 */
function publish(made: string, to: string): void {
  const names = readdirSync(made);
  for (const name of names) renameSync(join(made, name), join(to, name));
  for (const name of readdirSync(to)) if (!names.includes(name)) rmSync(join(to, name), { force: true });
  rmSync(made, { recursive: true });
}

/** Writes a file with its hash in its name, and returns that name. */
function write(folder: string, name: string, text: string): string {
  const hash = createHash("sha256").update(text).digest("base64url").slice(0, 8);
  const hashed = name.replace(".", `-${hash}.`);
  writeFileSync(join(folder, hashed), text);
  return hashed;
}

/** Style sheets without comments and indentation. */
function compact(css: string): string {
  return css.replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/\n\s*/g, "\n");
}

/** The page needs the routes of the calls as text, and not their schemas. */
const routeTexts: Plugin = {
  name: "route texts",
  load: (id) => (id === join(WEB, "api/routes.ts") ? `export const routes = ${JSON.stringify(routes)};` : undefined),
};

/**
 * xterm.js writes style elements and style attributes, which the page's Content-Security-Policy forbids. It gets elements
 * without an effect instead, whose text web/machine/console/styles.ts puts into a style sheet of the document. The attribute,
 * which characters in 24-bit color have, becomes a property.
 */
const styleElements: Plugin = {
  name: "style elements",
  transform: (code, id) =>
    id.includes("/@xterm/xterm/")
      ? code
          .replaceAll('createElement("style")', 'createElement("xterm-style")')
          .replaceAll(/\.setAttribute\("style",(`[^`]*`)\)/g, ".style.cssText=$1")
      : undefined,
};

/** The client lines need one function of Node. */
const NET = "\0net";
const isIPv6Alone: Plugin = {
  name: "isIPv6",
  resolveId: (id) => (id === "node:net" ? NET : undefined),
  load: (id) => (id === NET ? 'export const isIPv6 = (host) => host.includes(":");' : undefined),
};

if (import.meta.main) await buildPage();
