import { describe, expect, it } from "vitest";
import { type CommandEntries, findMissingEntries } from "../../scripts/lint/command-entries.ts";
import { readCommandEntries } from "../../scripts/lint/read-command-entries.ts";
import { empty } from "../../src/codec/struct.ts";
import { type Command, defineCommand } from "../../src/ipmi/command.ts";
import { Privilege } from "../../src/ipmi/privilege.ts";

it("every command of this repository has its entries", async () => {
  const entries = await readCommandEntries();
  expect(entries.exported.length).toBe(entries.table.length);
  expect(findMissingEntries(entries)).toEqual([]);
});

const codes = { name: "Get Foo", spec: "28.1", netFn: 0x00, cmd: 0x0a, privilege: Privilege.User };

function command(changes: Partial<typeof codes> & Pick<Command, "accepts"> = {}): Command {
  return defineCommand({ ...codes, request: empty, response: empty, handle: () => ({}), ...changes }) as Command;
}

/** Complete entries for these commands. */
function entriesOf(table: readonly Command[], changes: Partial<CommandEntries> = {}): CommandEntries {
  return {
    table,
    exported: table.map((each) => ({ file: "src/commands/foo.ts", command: each })),
    whole: table.map(({ netFn, cmd, name }) => [netFn, cmd, name] as const),
    unanswered: [],
    titles: table.map(({ spec, name }) => `${spec.replace(/§?(?=[\d.]+[a-z]?$)/, "§")} ${name}`),
    ...changes,
  };
}

describe("a missing entry is reported with the file to edit", () => {
  it.each<[missing: string, entries: CommandEntries, complaint: string]>([
    [
      "the place in the table",
      entriesOf([command()], { table: [] }),
      "Get Foo (netFn 00h, cmd 0Ah) of src/commands/foo.ts is not in the command table; list it in src/commands/index.ts",
    ],
    [
      "the place in the list of all codes",
      entriesOf([command()], { whole: [] }),
      'Get Foo (netFn 00h, cmd 0Ah) is not in test/support/machine/whole-bmc.ts; add [0x00, 0x0a, "Get Foo"]',
    ],
    [
      "the test with bytes",
      entriesOf([command()], { titles: ["§28.10 Get Bar", "§28.1.1 Get Baz", "§28.1a Get Qux"] }),
      "Get Foo (netFn 00h, cmd 0Ah) has no describe in test/conformance/; " +
        'add describe("§28.1 Get Foo", …) with its bytes',
    ],
    [
      "the section",
      entriesOf([command({ spec: "OEM" })]),
      'Get Foo (netFn 00h, cmd 0Ah): spec is "OEM"; expected "28.1", "v2 §22.9" or "DCMI 6.1.1"; ' +
        "a vendor's command belongs in a module (docs/adding-a-command.md)",
    ],
    [
      "codes of its own",
      entriesOf([command(), command({ name: "Set Foo" })]),
      "Set Foo (netFn 00h, cmd 0Ah) has the codes of Get Foo; give one of them another cmd or an accepts()",
    ],
    [
      "the order of the table",
      entriesOf([command(), command({ name: "Set Foo", cmd: 0x09 })]),
      "Set Foo (netFn 00h, cmd 09h) stands after Get Foo (netFn 00h, cmd 0Ah); " +
        "sort src/commands/index.ts by netFn, then cmd",
    ],
    [
      "an even netFn",
      entriesOf([command({ netFn: 0x01 })]),
      "Get Foo (netFn 01h, cmd 0Ah) has the netFn of a response; requests have an even one",
    ],
    [
      "the removal from the list of unanswered ones",
      entriesOf([command()], { unanswered: [{ ...codes, reason: "no client uses it" }] }),
      "Get Foo (netFn 00h, cmd 0Ah) is in the table and in src/commands/unanswered.ts; remove it from unanswered.ts",
    ],
  ])("%s", (_missing, entries, complaint) => {
    expect(findMissingEntries(entries)).toEqual([complaint]);
  });

  it("two commands may have the same codes where data tells them apart", () => {
    const accepts = () => true;
    expect(findMissingEntries(entriesOf([command({ accepts }), command({ accepts })]))).toEqual([]);
  });

  it.each(["28.1", "28.11a", "v2 §22.14a", "DCMI 6.1.1", "DCMI 6.4.6.1"])("%s is a section", (spec) => {
    expect(findMissingEntries(entriesOf([command({ spec })]))).toEqual([]);
  });
});
