/** `commands`: the table in its three forms. */
import { expect, test } from "vitest";
import { commandsAsJson, commandsAsMarkdown, commandsAsText } from "../../../src/cli/output/command-list.ts";
import { empty } from "../../../src/codec/struct.ts";
import { commandTable } from "../../../src/commands/index.ts";
import { defineCommand } from "../../../src/ipmi/command.ts";
import { runCli } from "../../support/daemon/cli.ts";

const none = { request: empty, response: empty, handle: () => ({}) };
const table = [
  defineCommand({ name: "Get Device ID", spec: "20.1", netFn: 0x06, cmd: 0x01, privilege: 2, ...none }),
  defineCommand({ name: "Set Fan Mode", spec: "5.1", netFn: 0x30, cmd: 0xab, privilege: 4, ...none }),
];

test("for people", () => {
  expect(commandsAsText(table).split("\n")).toEqual([
    "NetFn    Cmd  Name           Section  Privilege",
    "App 06h  01h  Get Device ID  20.1     User",
    "30h      ABh  Set Fan Mode   5.1      Administrator",
  ]);
});

test("Markdown", () => {
  expect(commandsAsMarkdown(table).split("\n")).toEqual([
    "| NetFn | Cmd | Name | Section | Privilege |",
    "| --- | --- | --- | --- | --- |",
    "| App 06h | 01h | Get Device ID | 20.1 | User |",
    "| 30h | ABh | Set Fan Mode | 5.1 | Administrator |",
  ]);
});

test("JSON", () => {
  expect(JSON.parse(commandsAsJson(table))).toEqual([
    { name: "Get Device ID", spec: "20.1", netFn: 6, cmd: 1, privilege: "User" },
    { name: "Set Fan Mode", spec: "5.1", netFn: 48, cmd: 171, privilege: "Administrator" },
  ]);
});

test("the command line prints the table that the daemon uses", async () => {
  const { code, stdout } = await runCli(["commands", "--json"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${commandsAsJson(commandTable)}\n` });
});
