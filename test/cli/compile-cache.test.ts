/** The cache of compiled code: in the user's own directory, because whoever can write there runs code as the user. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

it.each([
  ["~/.cache/extern-bmc by default", {}, "home/.cache/extern-bmc/node"],
  ["extern-bmc in XDG_CACHE_HOME", { XDG_CACHE_HOME: "xdg" }, "xdg/extern-bmc/node"],
  ["NODE_COMPILE_CACHE", { XDG_CACHE_HOME: "xdg", NODE_COMPILE_CACHE: "own" }, "own"],
])("is %s", async (_title, given: Readonly<Record<string, string>>, expected) => {
  const directory = temporaryDirectory();
  const env: NodeJS.ProcessEnv = {
    HOME: join(directory, "home"),
    XDG_CACHE_HOME: undefined,
    NODE_COMPILE_CACHE: undefined,
  };
  for (const [name, value] of Object.entries(given)) env[name] = join(directory, value);
  const { code } = await runCli(["--version"], { cwd: directory, env });
  expect(code).toBe(0);
  expect(readdirSync(directory)).toEqual([expected.split("/")[0]]);
  expect(existsSync(join(directory, expected))).toBe(true);
});
