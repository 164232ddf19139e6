/**
 * `npm run lock`: package-lock.json without the packages' own `engines`. Every script runs on the Node.js that the
 * package "node" brings, but npm compares `engines` with the Node.js that npm itself runs on: on an older one it would
 * print warnings and leave out native bindings that the tests need.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const FILE = resolve(import.meta.dirname, "../package-lock.json");

execFileSync("npm", ["install", "--package-lock-only"], { stdio: "inherit" });
const lock: { packages: Record<string, { engines?: unknown }> } = JSON.parse(readFileSync(FILE, "utf8"));
for (const [path, entry] of Object.entries(lock.packages)) if (path !== "") delete entry.engines;
writeFileSync(FILE, `${JSON.stringify(lock, undefined, 2)}\n`);
