// The oldest Node.js versions that extern-bmc runs on. Old ones must be able to read this file.
/** The package, as package.json says: its build rewrites the syntax that this one cannot read. */
const NEEDED = [22, 18];
/** A clone, whose sources have "using". */
const NEEDED_BY_SOURCES = [24, 0];

/** One sentence for the person whose Node.js is too old; undefined if it is not. */
export const tooOld = complaint(NEEDED);
export const tooOldForSources = complaint(NEEDED_BY_SOURCES);

function complaint([neededMajor, neededMinor]) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined;
  return (
    `extern-bmc needs Node.js ${neededMajor}.${neededMinor} or newer, and this is ${process.versions.node} (${process.execPath}); ` +
    "get a newer one from https://nodejs.org or your distribution."
  );
}
