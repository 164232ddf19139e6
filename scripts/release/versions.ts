/** The places in the repository that state the version, and the release notes of one version. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";

interface Stated {
  readonly file: string;
  readonly version: string;
}

/** Version of package.json, package-lock.json and CITATION.cff. */
export function statedVersions(): readonly Stated[] {
  return [
    { file: "package.json", version: JSON.parse(read("package.json")).version },
    { file: "package-lock.json", version: JSON.parse(read("package-lock.json")).version },
    { file: "CITATION.cff", version: String(parse(read("CITATION.cff")).version) },
  ];
}

/** Returns a complaint for each file that does not have the version; empty when the version can be released. */
export function versionMismatches(version: string, changelog: string = read("CHANGELOG.md")): readonly string[] {
  const wrong = statedVersions().filter((stated) => stated.version !== version);
  const complaints = wrong.map((stated) => `${stated.file} has version ${stated.version}; expected ${version}`);
  if (releasedVersions(changelog)[0] !== version) {
    complaints.push(`CHANGELOG.md has no "## [${version}] - DATE" above its other versions; rename "Unreleased"`);
  }
  return complaints;
}

/** The numbered sections of the changelog, newest first. */
export function releasedVersions(changelog: string = read("CHANGELOG.md")): readonly string[] {
  return [...changelog.matchAll(/^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$/gm)].map(([, version = ""]) => version);
}

/** The text below the heading of a version, up to the next version. */
export function releaseNotes(version: string, changelog: string = read("CHANGELOG.md")): string {
  const section = changelog.split(/^## /m).find((each) => each.startsWith(`[${version}] `)) ?? "";
  return section.slice(section.indexOf("\n")).trim();
}

function read(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
}
