/** docs/adding-a-command.md as its readers follow it: its files, its daemon, its commands in order, its code. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findMissingEntries } from "../../../scripts/lint/command-entries.ts";
import { readCommandEntries } from "../../../scripts/lint/read-command-entries.ts";
import { runCli } from "../../support/daemon/cli.ts";
import { startTestDaemon } from "../../support/daemon/daemon.ts";
import { VmExchange } from "../../support/doors/vm-exchange.ts";
import { quotesOf, readPage } from "../../support/pages/page.ts";
import { bytesOfRaw } from "../../support/pages/printed-ipmitool.ts";

const page = readPage("adding-a-command.md");

/** "`name`:" and the code block after it. */
const FILE = /^`(?<name>[\w.-]+)`:\n\n```\w+\n(?<text>.*?)^```$/gms;
const CONSOLE = /^```console\n(?<text>.*?)^```$/gms;

const files = [...page.matchAll(FILE)].map(({ groups }) => [groups?.["name"] ?? "", groups?.["text"] ?? ""] as const);
const exchanges = [...page.matchAll(CONSOLE)].flatMap(({ groups }) => bytesOfRaw(groups?.["text"] ?? ""));

it("its files make the BMC it prints", async () => {
  expect(files.map(([name]) => name)).toEqual(["bmc.yaml", "fan-commands.ts"]);
  expect(exchanges).toHaveLength(8);
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-page-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of files) writeFileSync(join(directory, name), text);

  const config = join(directory, "bmc.yaml");
  expect(await runCli(["check", config])).toEqual({ code: 0, stdout: `${config}: ok\n`, stderr: "" });

  await using daemon = await startTestDaemon({ args: ["-c", config, "-l", "tcp:127.0.0.1:0"] });
  const qemu = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  onTestFinished(() => qemu.close());
  const answers: string[] = [];
  for (const { request } of exchanges) answers.push(await qemu.ask(request));
  expect(answers).toEqual(exchanges.map(({ answer }) => answer));
});

it("its code for this repository is the repository's", () => {
  const quotes = quotesOf(page);
  expect(new Set(quotes.map(({ path }) => path))).toEqual(
    new Set(["src/commands/chassis/power.ts", "test/conformance/chassis.test.ts"]),
  );
  for (const { block, source } of quotes) expect(source).toContain(block);
});

it("prints what the check says of a command that was forgotten everywhere", async () => {
  const { table, whole, titles, ...entries } = await readCommandEntries();
  const isOther = (text: string) => !text.includes("Set Power Restore Policy");
  const missing = findMissingEntries({
    ...entries,
    table: table.filter(({ name }) => isOther(name)),
    whole: whole.filter(([, , name]) => isOther(name)),
    titles: titles.filter(isOther),
  });
  expect(page.replaceAll(/^ {3}/gm, "")).toContain(`\`\`\`\n${missing.join("\n")}\n\`\`\``);
});
