/**
 * `node scripts/sbom.ts`, after a build: prints a CycloneDX SBOM of the packages inside dist/, as `npm sbom` describes
 * them. `npm sbom` alone cannot tell: the bundle is made of development dependencies, and most of those are not in it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundledPackages, narrowSbom } from "./release/sbom.ts";

const ROOT = resolve(import.meta.dirname, "..");

const { name } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const bundled = bundledPackages(readFileSync(join(ROOT, "dist/LICENSES.txt"), "utf8"));
const flags = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
const whole = execFileSync("npm", flags, { cwd: ROOT, encoding: "utf8", maxBuffer: Number.POSITIVE_INFINITY });
console.log(JSON.stringify(narrowSbom(JSON.parse(whole), name, bundled), undefined, 2));
