#!/usr/bin/env node
// Starts the command line interface: from its sources where they are (a clone), else from dist/ (the package).
// This file must stay readable by every Node that knows modules, so that an old one can say that it is too old.
import { existsSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

const source = new URL("../src/cli/main.ts", import.meta.url);
const fromSource = existsSync(source);
const [needMajor, needMinor] = fromSource ? [22, 18] : [22, 13];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > needMajor || (major === needMajor && minor >= needMinor)) {
  // What Node has compiled is kept for the next start, in the user's own directory: nobody else may write there.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE ?? join(caches, "extern-bmc", "node"));
  const { main } = await import(fromSource ? source.href : new URL("../dist/main.js", import.meta.url).href);
  const code = await main(process.argv.slice(2));
  // To exit does not wait for a pipe whose reader is slow; a write does. Its error is told a tick after its end.
  const exit = () => process.exit(process.exitCode ?? code);
  process.stdout.write("", () => process.stderr.write("", () => setImmediate(exit)));
} else {
  const version = `${needMajor}.${needMinor}`;
  console.error(
    `extern-bmc needs Node.js ${version} or newer, and this is ${process.versions.node} (${process.execPath}).`,
  );
  process.exit(2);
}
