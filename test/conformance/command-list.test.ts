/** The commands that the table must have, and those that it must not. */
import { describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { unanswered } from "../../src/commands/unanswered.ts";
import { ask, machine } from "../support/machine/machine.ts";
import { WHOLE_BMC } from "../support/machine/whole-bmc.ts";

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
});
