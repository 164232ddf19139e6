/** A daemon without an HTTP port and without Redfish loads nothing of them: they cost it no memory and no start-up time. */
import { expect, it } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { SOURCES } from "../support/daemon/entry.ts";

const MARK = "loaded: ";
/** Writes the names of all modules to standard error at the end: "http/server.ts", "fastify", "node:http". */
const LISTING = `
import { registerHooks } from "node:module";
import { writeSync } from "node:fs";
const urls = [];
registerHooks({ load(url, context, next) { urls.push(url); return next(url, context); } });
const NAMES = [/\\/src\\/(.+)$/, /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/, /^(node:.*)/];
process.on("exit", () => {
  const loaded = urls.flatMap((url) => NAMES.flatMap((name) => name.exec(url)?.[1] ?? []).slice(-1));
  const builtin = process.moduleLoadList.flatMap((name) => /^NativeModule (.*)$/.exec(name)?.[1] ?? []);
  writeSync(2, "${MARK}" + JSON.stringify([...new Set([...loaded, ...builtin.map((name) => "node:" + name)])]) + "\\n");
});`;

async function modulesOf(...args: readonly string[]): Promise<readonly string[]> {
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(LISTING)}` };
  const given = ["--listen", "tcp:127.0.0.1:0", "--control", "off", ...args];
  // A built package has no module for each file.
  const daemon = await startTestDaemon({ args: given, env, entry: SOURCES });
  await daemon.stop();
  const line = daemon
    .stderr()
    .split("\n")
    .find((each) => each.startsWith(MARK));
  return JSON.parse(line?.slice(MARK.length) ?? "[]");
}

/** Modules that only HTTP needs. */
function ofHttp(modules: readonly string[]): readonly string[] {
  return modules.filter((name) => /^(api|http|media|redfish|web)\/|^fastify$|^node:https?$/.test(name));
}

it("loads nothing of the HTTP port, the API, the page, Redfish and virtual media unless they are configured", async () => {
  const without = await modulesOf();
  expect(without).toContain("daemon/daemon.ts");
  expect(ofHttp(without)).toEqual([]);
  const withPort = ofHttp(await modulesOf("--http", "127.0.0.1:0"));
  expect(withPort).toEqual(expect.arrayContaining(["http/server.ts", "fastify", "node:http"]));
  expect(withPort.filter((name) => /^(api|media|redfish|web)\//.test(name))).toEqual([]);
  const withRedfish = ofHttp(await modulesOf("--redfish", "http:127.0.0.1:0"));
  expect(withRedfish).toEqual(expect.arrayContaining(["redfish/service.ts", "node:http"]));
  expect(withRedfish.filter((name) => /^(api|web)\/|^fastify$/.test(name))).toEqual([]);
});
