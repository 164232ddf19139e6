// Runs before the tests, on the Node that npm found. It must be JavaScript that an old Node can read.
const NEEDED_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR) {
  console.error(
    `The tests need Node.js ${NEEDED_MAJOR} and this is ${process.versions.node} (${process.execPath}): run "npm ci" first, ` +
      'with install scripts allowed, because its package "node" puts the right one on the path.',
  );
  process.exit(2);
}
