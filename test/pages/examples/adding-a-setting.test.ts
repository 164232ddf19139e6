/** docs/adding-a-setting.md: its code is the repository's, and its file and its variable do what the page says. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runCli } from "../../support/daemon/cli.ts";
import { quotesOf, readPage } from "../../support/pages/page.ts";

const page = readPage("adding-a-setting.md");

it("its code is the repository's", () => {
  const quotes = quotesOf(page);
  expect(quotes.map(({ path }) => path)).toEqual([
    "src/config/sections/chassis.ts",
    "src/bmc/chassis/chassis.ts",
    "src/bmc/chassis/chassis.ts",
    "test/conformance/chassis.test.ts",
    "config/default.yaml",
  ]);
  for (const { block, source } of quotes) expect(source).toContain(block);
});

it("its file is refused as printed, and its variable is taken", async () => {
  const [, yaml = "", complaint] = /\$ echo '(.*)' > bmc\.yaml\n.*check bmc\.yaml\n *(.*)\n/.exec(page) ?? [];
  const [, variable = "", value = ""] = /\$ (EXTERN_BMC_\w+)=(\w+) extern-bmc serve/.exec(page) ?? [];
  const cwd = mkdtempSync(join(tmpdir(), "extern-bmc-page-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));

  writeFileSync(join(cwd, "bmc.yaml"), yaml);
  expect(await runCli(["check", "bmc.yaml"], { cwd })).toEqual({ code: 2, stdout: "", stderr: `${complaint}\n` });

  writeFileSync(join(cwd, "bmc.yaml"), "{}");
  const { stdout } = await runCli(["check", "--print", "bmc.yaml"], { cwd, env: { [variable]: value } });
  expect(stdout).toContain(`powerOnHours: ${value}`);
});
