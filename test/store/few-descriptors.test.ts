/** A state file is opened while the process has few descriptors left. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryDirectory } from "../support/doors/door.ts";

const MODULE = new URL("../../src/store/state-file.ts", import.meta.url).href;
const MAX_LEFT = 12;

/** Prints what happens with 0 to MAX_LEFT descriptors left, as JSON: an error's message, or "opened". */
const PROGRAM = `
  import { closeSync, openSync } from "node:fs";
  import { openStateFile } from ${JSON.stringify(MODULE)};
  const path = process.argv[1];
  openStateFile(path, "process").close();
  const taken = [];
  try { for (;;) taken.push(openSync("/dev/null")); } catch {}
  const outcomes = [];
  for (let left = 0; left <= ${MAX_LEFT}; left++) {
    try {
      openStateFile(path, "process").close();
      outcomes.push("opened");
    } catch ({ message }) {
      outcomes.push(message);
    }
    closeSync(taken.pop());
  }
  console.log(JSON.stringify(outcomes));`;

it("is opened, or the message says that too many files are open", () => {
  const path = join(temporaryDirectory(), "a.sqlite");
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", "--input-type=module"];
  const printed = execFileSync("prlimit", ["--nofile=64", "--", ...node, "--eval", PROGRAM, path], {
    encoding: "utf8",
  });
  const outcomes: string[] = JSON.parse(printed);
  expect(outcomes.at(0)).toContain("EMFILE");
  expect(outcomes.at(-1)).toBe("opened");
  const failures = outcomes.filter((outcome) => outcome !== "opened");
  expect(failures.filter((message) => !message.includes("too many open files"))).toEqual([]);
  expect(failures.some((message) => message.includes("cannot be used"))).toBe(true);
});
