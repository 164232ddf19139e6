/** A state file on a disk that takes no more. */
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commitNumberOf, Rows } from "../../src/store/rows.ts";
import { openStateFile } from "../../src/store/state-file.ts";
import { cutLog, logPathOf } from "../../src/store/write-ahead-log.ts";
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

/** A COMMIT whose wait for the disk fails has written all its frames. The torture trial disk-errors makes one fail. */
it("a commit that is cut off the log is gone after a kill", () => {
  const directory = temporaryDirectory();
  const [path, killed] = [join(directory, "a.sqlite"), join(directory, "killed.sqlite")];
  const db = openStateFile(path, "power");
  let frames = 0;
  const rows = new Rows(db, { cutLog: (count) => (frames = count) });
  rows.transaction(() => {});
  const fail = () =>
    rows.transaction(() => {
      throw new Error("EIO");
    });
  expect(fail).toThrow("EIO");
  rows.transaction(() => {});
  copyFileSync(path, killed);
  copyFileSync(logPathOf(path), logPathOf(killed));
  const commitsAfter = (cut: () => void) => {
    cut();
    const there = openStateFile(killed, "power");
    const commits = commitNumberOf(there);
    there.close();
    return commits;
  };
  const was = commitNumberOf(db);
  expect(commitsAfter(() => cutLog(killed, frames))).toBe(was - 1);
  copyFileSync(path, killed);
  copyFileSync(logPathOf(path), logPathOf(killed));
  expect(commitsAfter(() => {})).toBe(was);
  db.close();
});
