/**
 * `npm run build`: makes dist/, the code that the package runs. It contains the packages that the daemon needs, because
 * opening hundreds of files would take most of a start; their licenses and the types of src/index.ts are beside it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { rolldown } from "rolldown";
import { ascii, builtins } from "./builtins.ts";
import { layers } from "./layers.ts";
import { buildPage } from "./page.ts";
import { personalityModules } from "./personalities.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");

rmSync(DIST, { recursive: true, force: true });
const { plugin, codeSplitting } = layers(join(ROOT, "src"));
const bundle = await rolldown({
  input: {
    main: join(ROOT, "src/cli/main.ts"),
    library: join(ROOT, "src/index.ts"),
    healthcheck: join(ROOT, "src/service/container-healthcheck.ts"),
  },
  platform: "node",
  transform: { target: `node${oldestNode()}` },
  plugins: [plugin, builtins, ascii],
  preserveEntrySignatures: "allow-extension",
  // No comments with the path of each module: where node_modules is a link, the paths and all hashes depend on the folder.
  experimental: { attachDebugInfo: "none" },
  // The sources load some modules late that the bundle has in the same file.
  checks: { ineffectiveDynamicImport: false },
});
// One folder without subfolders: src/package-files.ts finds files relative to its own place.
const { output } = await bundle.write({
  dir: DIST,
  chunkFileNames: "[name]-[hash].js",
  codeSplitting,
  // Names and lines stay readable: Node prints the whole line of an uncaught error. White space does not slow a start
  // measurably; comments would make the files an eighth larger.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: false } },
  comments: false,
});
// The check comes first, so that an old Node.js prints one sentence instead of a syntax error in the bundle.
writeFileSync(join(DIST, "index.js"), 'import "../bin/refuse-old-node.js";\nexport * from "./library.js";\n');
for (const [name, text] of personalityModules()) writeFileSync(join(DIST, name), text);
const modules = [...output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : [])), ...(await buildPage())];
writeFileSync(join(DIST, "LICENSES.txt"), licencesOf(modules));
execFileSync("tsc", ["-p", "tsconfig.build.json"], { cwd: ROOT, stdio: "inherit" });

/** The oldest Node that package.json allows; it does not know all that the sources use, such as "using". */
function oldestNode(): string {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return engines.node.replace(">=", "");
}

/** Returns the license of every package that a module came from. */
function licencesOf(modules: readonly string[]): string {
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
  return [...new Set(folders)].sort().map(licenceOf).join("\n\n");
}

/** Returns the license of a package. @throws Error if the package names none */
function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!license) throw new Error(`${folder} names no license: it cannot be shipped`);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each) && existsSync(join(folder, each)));
  const text = file === undefined ? "" : `\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
  return `${name} ${version}: ${license}${text}\n`;
}
