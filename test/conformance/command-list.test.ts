/** The table has every command it must, nothing else, and each command has its tests in this folder. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { unanswered } from "../../src/commands/unanswered.ts";
import { ask, machine } from "../support/machine.ts";
import { WHOLE_BMC } from "../support/whole-bmc.ts";

/** "v2 §22.9 Get System Interface Capabilities" or two of these with a comma, as `describe` has them → the names. */
function describedCommands(): ReadonlySet<string> {
  const folder = new URL("./", import.meta.url);
  const files = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8"));
  const titles = files.flatMap((text) => [...text.matchAll(/^describe\("(.+)",/gm)].map(([, title = ""]) => title));
  return new Set(titles.flatMap((title) => title.split(", ")).map((part) => part.replace(/^(?:\w+ )?§\S+ /, "")));
}

const answered = new Set(commandTable.map(({ netFn, cmd }) => `${netFn}/${cmd}`));

describe("the command table", () => {
  it.each(WHOLE_BMC)("netFn %i, cmd %i: %s", (netFn, cmd) => {
    expect(answered).toContain(`${netFn}/${cmd}`);
  });

  it.each(unanswered.map(({ netFn, cmd, name }) => [netFn, cmd, name] as const))(
    "netFn %i, cmd %i is C1h on purpose: %s",
    (netFn, cmd) => {
      expect(ask(machine(), Buffer.from([netFn, cmd]).toString("hex"))).toBe("c1");
    },
  );

  it("has a describe for each command, with its section and its name", () => {
    const described = describedCommands();
    expect(commandTable.map(({ name }) => name).filter((name) => !described.has(name))).toEqual([]);
  });

  it("has nothing that stands in neither list", () => {
    const known = new Set(WHOLE_BMC.map(([netFn, cmd]) => `${netFn}/${cmd}`));
    expect([...answered].filter((codes) => !known.has(codes))).toEqual([]);
  });
});
