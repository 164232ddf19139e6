// Runs before the tests, on whatever Node npm found, so it is JavaScript that an old one can read.
const NEEDED_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR) {
  console.error(
    `The tests need Node.js ${NEEDED_MAJOR} and this is ${process.versions.node} (${process.execPath}): run "npm ci" first, ` +
      'with install scripts allowed, because its package "node" puts the right one on the path.',
  );
  process.exit(2);
}
