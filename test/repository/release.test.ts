/** The version is the same in every file, and scripts/ makes a release's notes and SBOM from the repository. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { bundledPackages, narrowSbom } from "../../scripts/release/sbom.ts";
import { releasedVersions, releaseNotes, statedVersions, versionMismatches } from "../../scripts/release/versions.ts";

const CHANGELOG = [
  "# Changelog",
  "",
  "## [Unreleased]",
  "",
  "## [9.9.9] - 2030-01-31",
  "",
  "### Fixed",
  "",
  "- A [bug].",
  "",
  "## [0.0.1] - 2029-01-01",
  "",
  "- The first.",
].join("\n");

describe("the version", () => {
  it("is the same in package.json, package-lock.json and CITATION.cff", () => {
    expect(new Set(statedVersions().map(({ version }) => version)).size).toBe(1);
  });

  it("is that of the newest release in CHANGELOG.md, if there is one", () => {
    const [newest = statedVersions()[0]?.version] = releasedVersions();
    expect(newest).toBe(statedVersions()[0]?.version);
  });

  it("is compared with every file when a tag is released", () => {
    expect(versionMismatches("9.9.9", CHANGELOG)).toEqual(
      statedVersions().map(({ file, version }) => `${file} has version ${version}; expected 9.9.9`),
    );
    expect(versionMismatches("0.0.1", CHANGELOG).at(-1)).toBe(
      'CHANGELOG.md has no "## [0.0.1] - DATE" above its other versions; rename "Unreleased"',
    );
  });
});

describe("release-notes.ts", () => {
  it("prints the section of the version", () => {
    expect(releaseNotes("9.9.9", CHANGELOG)).toBe("### Fixed\n\n- A [bug].");
    expect(releaseNotes("0.0.1", CHANGELOG)).toBe("- The first.");
  });

  it("refuses a tag that is no version of this repository", () => {
    const { status, stdout, stderr } = spawnSync("node", ["scripts/release-notes.ts", "v99.0.0"], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^package\.json has version \S+; expected 99\.0\.0\n/);
  });
});

describe("the SBOM", () => {
  const component = (name: string) => ({ "bom-ref": `${name}@1.0.0`, name, version: "1.0.0" });
  const sbom = {
    metadata: { component: component("folder") },
    components: [component("bundled"), component("@scope/deep"), component("linter")],
    dependencies: [
      { ref: "folder@1.0.0", dependsOn: ["bundled@1.0.0", "linter@1.0.0"] },
      { ref: "bundled@1.0.0", dependsOn: ["@scope/deep@1.0.0"] },
      { ref: "linter@1.0.0", dependsOn: [] },
    ],
  };
  const licences = "@scope/deep 1.0.0: MIT\n\nPermission is granted 1.0.0: to all\n\n\nbundled 1.0.0: ISC\n";

  it("has the packages that the licence file of the bundle names, and what they depend on", () => {
    const { metadata, components, dependencies } = narrowSbom(sbom, "extern-bmc", bundledPackages(licences));
    expect(metadata.component.name).toBe("extern-bmc");
    expect(components.map(({ name }) => name)).toEqual(["bundled", "@scope/deep"]);
    expect(dependencies).toEqual([
      { ref: "folder@1.0.0", dependsOn: ["bundled@1.0.0"] },
      { ref: "bundled@1.0.0", dependsOn: ["@scope/deep@1.0.0"] },
    ]);
  });

  it("is refused when the lock file lacks a package of the bundle", () => {
    expect(() => narrowSbom(sbom, "extern-bmc", new Set(["gone@2.0.0"]))).toThrow("does not have gone@2.0.0");
  });
});
