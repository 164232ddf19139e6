/** Completion scripts in the shells they are for. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/daemon/cli.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-completion-"));

const BASH = `source script.bash
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _extern_bmc
printf '%s\\n' "\${COMPREPLY[@]}"`;

/** The functions that zsh's own completion would bring. */
const ZSH = `compdef() { }
_describe() { print -rl -- \${(P)2} }
_files() { print -rl -- *(N) }
source ./script.zsh
words=("$@"); CURRENT=$#words; _extern_bmc`;

const FISH = "source script.fish; complete -C (string join ' ' -- $argv)";

const offersOf: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) => run("bash", ["--norc", "-c", BASH, "bash", ...words]),
  zsh: (words) => run("zsh", ["-f", "-c", ZSH, "zsh", ...words]),
  fish: (words) => run("fish", ["--no-config", "-c", FISH, ...words]),
};

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: directory, encoding: "utf8", env: { ...process.env, HOME: directory } });
}

const shells = Object.keys(offersOf);

beforeAll(async () => {
  for (const shell of shells) {
    const { code, stdout, stderr } = await runCli(["completion", shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    writeFileSync(join(directory, `script.${shell}`), stdout);
  }
  writeFileSync(join(directory, "bmc.yaml"), "");
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(shells)("%s", (shell) => {
  /** The words, without the descriptions that a shell prints after them. */
  const offers = (...words: string[]) => {
    const lines = offersOf[shell]?.(words).trim().split("\n") ?? [];
    return lines.map((line) => line.split(/[:\t]/)[0]);
  };

  test.each<[string, string[], string[]]>([
    ["subcommands", [""], ["serve", "status", "sensor", "lab", "completion"]],
    ["subcommands of one", ["sensor", ""], ["list", "get", "set", "release"]],
    ["what an argument may be", ["power", ""], ["status", "on", "off", "cycle", "reset", "soft", "diag"]],
    ["after an option with its value", ["power", "--machine", "vm0", ""], ["status", "on", "off"]],
    ["what an option may be", ["watchdog", "start", "--use", ""], ["biosFrb2", "biosPost", "osLoad", "smsOs", "oem"]],
    ["options", ["fault", "add", "--"], ["--socket", "--json", "--machine", "--shape", "--attention-stuck"]],
    ["files for an option that takes one", ["serve", "--config", ""], ["bmc.yaml"]],
  ])("offers %s", (_, words, expected) => {
    expect(offers("extern-bmc", ...words)).toEqual(expect.arrayContaining(expected));
  });

  test("offers nothing that belongs elsewhere in the tree", () => {
    expect(offers("extern-bmc", "sensor", "")).not.toContain("serve");
    expect(offers("extern-bmc", "sensor", "")).not.toContain("clear");
  });
});

test("refuses another shell", async () => {
  const { code, stderr } = await runCli(["completion", "csh"]);
  expect(code).toBe(2);
  expect(stderr).toContain("expected one of bash, zsh, fish");
});
