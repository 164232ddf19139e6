/** A state file on a disk that takes no more. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../support/doors/door.ts";

const MODULE = new URL("../../src/store/state-file.ts", import.meta.url).href;
const PROGRAM = `
  import { openStateFile } from ${JSON.stringify(MODULE)};
  openStateFile(process.argv[1], "process").close();`;

it("cannot be opened, and the message names the file and what to do", () => {
  const path = join(temporaryDirectory(), "a.sqlite");
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", "--input-type=module"];
  const { stderr } = spawnSync("prlimit", ["--fsize=100", "--", ...node, "--eval", PROGRAM, path], {
    encoding: "utf8",
  });
  expect(stderr).toContain(`StateError: ${path} cannot be used: `);
  expect(stderr).toContain("; check the disk and its free space, or choose another state directory");
});
