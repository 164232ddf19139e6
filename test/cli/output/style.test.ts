/** Styles: on a terminal, unless NO_COLOR is set; elsewhere with FORCE_COLOR only. */
import { Writable } from "node:stream";
import { WriteStream } from "node:tty";
import { beforeEach, describe, expect, it, test, vi } from "vitest";
import { bad } from "../../../src/cli/output/style.ts";
import { runCli } from "../../support/daemon/cli.ts";

const RED = "\u001b[31mDIFF\u001b[39m";

const stream = (isTTY: boolean) =>
  Object.assign(new Writable(), { isTTY, getColorDepth: WriteStream.prototype.getColorDepth }) as WriteStream;

beforeEach(() => {
  for (const name of ["NO_COLOR", "FORCE_COLOR", "CI"]) vi.stubEnv(name, undefined);
  vi.stubEnv("TERM", "xterm");
  return () => vi.unstubAllEnvs();
});

test.each([
  ["a terminal", true, {}, RED],
  ["a terminal, NO_COLOR is empty", true, { NO_COLOR: "" }, RED],
  ["a terminal, NO_COLOR is set", true, { NO_COLOR: "1" }, "DIFF"],
  ["a pipe", false, {}, "DIFF"],
  ["a pipe, FORCE_COLOR is set", false, { FORCE_COLOR: "1" }, RED],
  ["a terminal, FORCE_COLOR is 0", true, { FORCE_COLOR: "0" }, "DIFF"],
])("%s", (_where, isTTY, env, text) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  expect(bad("DIFF", stream(isTTY))).toBe(text);
});

describe("lab run", () => {
  const run = async (acceptance: string, env: NodeJS.ProcessEnv) => {
    const args = ["--host", "model", "--acceptance", acceptance, "--scenario", "wrong-id", "--expect", "strict"];
    return (await runCli(["lab", "run", ...args], { env })).stdout;
  };

  it("prints ok in green, DIFF in red and the verdict in bold", async () => {
    expect(await run("strict", { FORCE_COLOR: "1" })).toContain("\u001b[32mok  \u001b[39m wrong-id");
    const other = await run("any", { FORCE_COLOR: "1" });
    expect(other).toContain(`${RED} wrong-id`);
    expect(other).toContain("  \u001b[1mbt: any\u001b[22m\n");
  });

  it("prints no styles into a pipe", async () => {
    const text = await run("any", {});
    expect(text).toContain("DIFF wrong-id");
    expect(text).not.toContain("\u001b");
  });
});
