/**
 * `node scripts/release-notes.ts v1.2.3`: prints the section of CHANGELOG.md for a tag. Exit code 1, with the reason on
 * standard error, when package.json, its lock file, CITATION.cff and CHANGELOG.md do not all have the tag's version.
 */
import { releaseNotes, versionMismatches } from "./release/versions.ts";

const [tag = ""] = process.argv.slice(2);
const mismatches = versionMismatches(tag.replace(/^v/, ""));
if (mismatches.length > 0) {
  console.error(mismatches.join("\n"));
  process.exitCode = 1;
} else {
  console.log(releaseNotes(tag.replace(/^v/, "")));
}
