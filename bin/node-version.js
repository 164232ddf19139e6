// The oldest Node.js that extern-bmc runs on, which package.json names too. Old ones must be able to read this file.
const NEEDED = [22, 18];

const [major, minor] = process.versions.node.split(".").map(Number);
const isNewEnough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);

/** One sentence for the person whose Node.js is too old; undefined where it is not. */
export const tooOld = isNewEnough
  ? undefined
  : `extern-bmc needs Node.js ${NEEDED.join(".")} or newer, and this is ${process.versions.node} (${process.execPath}); ` +
    "get a newer one from https://nodejs.org or your distribution.";
