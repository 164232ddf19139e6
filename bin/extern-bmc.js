#!/usr/bin/env node
// Starts the command line interface: from its sources in a clone, from dist/ in the package.
// Every Node that has modules must be able to read this file, so that an old one can say that it is too old.
import { existsSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import v8 from "node:v8";
import { tooOld, tooOldForSources } from "./node-version.js";

const source = new URL("../src/cli/main.ts", import.meta.url);
const fromSource = existsSync(source);
const problem = fromSource ? tooOldForSources : tooOld;

if (problem === undefined) {
  // Keeps the young generation at 1 MiB. A client that connects and leaves in a storm would fill 16 MiB with objects, and their
  // collection would stop all machines for 20 ms and more; one of 1 MiB takes 0.2 ms.
  v8.setFlagsFromString("--semi-space-growth-factor=1");
  // V8's middle compiler takes 20 MiB while a daemon of many machines starts, which the C library keeps. A daemon that runs for
  // long gets its speed from the last compiler.
  v8.setFlagsFromString("--no-maglev");
  // Node keeps its compiled code for the next start in the user's own directory: nobody else may write there.
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE ?? join(caches, "extern-bmc", "node"));
  const { main } = await import(fromSource ? source.href : new URL("../dist/main.js", import.meta.url).href);
  const code = await main(process.argv.slice(2));
  // exit() does not wait for a pipe whose reader is slow; a write does. Its error is reported a tick after its end.
  const exit = () => process.exit(process.exitCode ?? code);
  process.stdout.write("", () => process.stderr.write("", () => setImmediate(exit)));
} else {
  console.error(
    fromSource ? `${problem} In this clone, npx --no -- extern-bmc runs on the clone's own Node.js.` : problem,
  );
  process.exit(2);
}
