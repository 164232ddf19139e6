/** The commands of a clone: `npm start`, and scripts/extern-bmc linked into a directory of the path. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "extern-bmc-clone-"));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("npm start & kill $!: the daemon ends with npm, and its door is closed", async () => {
  const door = join(directory, "bmc.sock");
  const env = { EXTERN_BMC_LISTEN: `unix:${door}`, EXTERN_BMC_CONTROL_SOCKET: join(directory, "control.sock") };
  const npm = spawn("npm", ["start"], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(npm, "close");
  for await (const line of createInterface(npm.stdout)) if (line.startsWith("extern-bmc ready")) break;
  expect(existsSync(door)).toBe(true);
  npm.kill("SIGTERM");
  // The output closes when every process that has it open is gone, the daemon among them.
  await ended;
  expect(existsSync(door)).toBe(false);
});

it("scripts/extern-bmc is the command of the clone, through any link and on any Node.js", () => {
  const link = join(directory, "extern-bmc");
  symlinkSync(join(ROOT, "scripts/extern-bmc"), link);
  const { status, stdout } = spawnSync(link, ["--version"], { cwd: directory, env: { PATH: "/usr/bin:/bin" } });
  expect({ status, stdout: String(stdout) }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
