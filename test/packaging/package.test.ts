/** What `npm pack` makes, installed in a directory of its own: it runs from dist/, and brings nothing it does not need. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { getDeviceId } from "../support/get-device-id.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-package-"));
const home = join(directory, "node_modules/extern-bmc");
let files: readonly string[] = [];

beforeAll(() => {
  const [tarball = ""] = run("npm", ["pack", ROOT]).stdout.trim().split("\n").slice(-1);
  run("npm", ["init", "--yes"]);
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(directory, tarball)]);
  files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith("node_modules/"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the package", () => {
  it("has the command, dist/, the configurations and the licence", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "bin/extern-bmc.js",
        "dist/cli/main.js",
        "config/default.yaml",
        "config/examples/server.yaml",
        "LICENSE",
        "CHANGELOG.md",
      ]),
    );
  });

  it("has neither sources nor tests", () => {
    const ours = files.filter((name) => /^(?:src|test|scripts|bench)\b|\.test\.|\.map$|(?<!\.d)\.ts$/.test(name));
    expect(ours).toEqual([]);
  });

  it("has the types of every module", () => {
    const modules = files.filter((name) => name.startsWith("dist/") && name.endsWith(".js"));
    expect(modules.length).toBeGreaterThan(0);
    expect(modules.filter((name) => !files.includes(name.replace(/\.js$/, ".d.ts")))).toEqual([]);
  });
});

it("is a library for modules of commands", () => {
  const use = 'import { defineCommand } from "extern-bmc"; console.log(typeof defineCommand)';
  expect(run("node", ["--input-type=module", "--eval", use]).stdout).toBe("function\n");
});

describe("the installed command", () => {
  it("says its version", () => {
    expect(run("npm", ["exec", "--no", "--", "extern-bmc", "--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("answers Get Device ID, and leaves no socket behind", async () => {
    const socket = join(directory, "bmc.sock");
    const command = join(directory, "node_modules/.bin/extern-bmc");
    const daemon = spawn(command, ["serve", "--log-level", "error", "--listen", `unix:${socket}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void daemon.kill("SIGKILL"));

    expect(await once(createInterface(daemon.stdout), "line")).toEqual([`extern-bmc ready unix:${socket}`]);
    expect(await getDeviceId({ path: socket })).toMatch(/^20/);

    daemon.kill("SIGTERM");
    expect(await once(daemon, "exit")).toEqual([0, null]);
    expect(existsSync(socket)).toBe(false);
  });

  it("says in one sentence that Node is too old, exit code 2", () => {
    const old = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.20.2" } })';
    const { status, stdout, stderr } = run(process.execPath, ["--import", old, join(home, "bin/extern-bmc.js")], 2);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^extern-bmc needs Node\.js 22\.13 or newer, and this is 20\.20\.2 \(.+\)\.\n$/);
  });
});

function run(program: string, args: readonly string[], expectedStatus = 0) {
  const result = spawnSync(program, args, { cwd: directory, encoding: "utf8" });
  if (result.error) throw result.error;
  if (result.status !== expectedStatus)
    throw new Error(`${program} ${args.join(" ")}: ${result.stdout}${result.stderr}`);
  return result;
}
