/** The examples of docs/state.md: settings that are read, commands that work in the order of the page, parts that there are. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { runCli } from "../../support/daemon/cli.ts";
import { ask } from "../../support/machine/machine.ts";
import { keptMachine, stateDirectory } from "../../support/store/store.ts";

const page = readFileSync(new URL("../../../docs/state.md", import.meta.url), "utf8");
const block = (language: string) => new RegExp(`\`\`\`${language}\n([^\`]+)\`\`\``).exec(page)?.[1] ?? "";
const ADD_EVENT = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";

test("the settings are the defaults, except the directory", () => {
  const { state } = configSchema.parse(parse(block("yaml")));
  expect(state).toEqual({ ...configSchema.parse({}).state, directory: "state" });
});

test("the commands, one after the other", async () => {
  const cwd = stateDirectory();
  mkdirSync(join(cwd, "state"));
  const { machine } = keptMachine(join(cwd, "state"));
  ask(machine, ADD_EVENT);
  machine.close();
  const lines = block("sh").trim().split("\n");
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    const [program, ...args] = line.split(" ");
    expect(program).toBe("extern-bmc");
    expect(await runCli(args, { cwd })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^(?:(?:exported|imported|deleted) .+\n)?$/),
    });
  }
  expect(ask(keptMachine(join(cwd, "state")).machine, "0a 40")).toMatch(/^00 51 00 00/);
  expect(ask(keptMachine(join(cwd, "other")).machine, "0a 40")).toMatch(/^00 51 01 00/);
});

test("the log has the item of the page", () => {
  const directory = stateDirectory();
  const before = keptMachine(directory);
  ask(before.machine, "0c 01 01 03 0a 00 00 05");
  before.machine.close();
  const { log } = keptMachine(directory, { lan: { address: "10.0.0.9" } });
  expect(log().map(({ item }) => `item: ${item}`)).toEqual([/`(item: [\w.]+)`/.exec(page)?.[1]]);
});
