/** The scripts that CI and a release run on the packed package. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { bundledPackages } from "../../scripts/release/sbom.ts";

const ROOT = resolve(import.meta.dirname, "../..");

it(".ci/package packs the package and runs it where it is installed", () => {
  const { status, stdout, stderr } = run(".ci/package");
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^ok {3}echo /m);
  expect(stdout).toMatch(/^extern-bmc ready unix:\S+$/m);
});

it("dist/ has no syntax that the oldest Node of package.json cannot read", () => {
  const late = readdirSync(resolve(ROOT, "dist")).filter(
    (name) => name.endsWith(".js") && /\busing [\w$]+ ?=/.test(readFileSync(resolve(ROOT, "dist", name), "utf8")),
  );
  expect(late).toEqual([]);
});

it("scripts/sbom.ts describes every package in dist/, and no other", () => {
  const { status, stdout, stderr } = run("node", "scripts/sbom.ts");
  expect(status, stderr).toBe(0);
  const { bomFormat, metadata, components } = JSON.parse(stdout);
  expect({ bomFormat, product: metadata.component.name }).toEqual({ bomFormat: "CycloneDX", product: "extern-bmc" });
  const described = components.map(({ name, version }: { name: string; version: string }) => `${name}@${version}`);
  const bundled = bundledPackages(readFileSync(resolve(ROOT, "dist/LICENSES.txt"), "utf8"));
  expect(described.sort()).toEqual([...bundled].sort());
  expect(described).toContainEqual(expect.stringMatching(/^node-ipc@/));
});

function run(program: string, ...args: readonly string[]) {
  return spawnSync(program, args, { cwd: ROOT, encoding: "utf8" });
}
