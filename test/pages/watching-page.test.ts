/** docs/watching.md and docs/running.md as their readers follow them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { readAssertions } from "../../src/config/reading/assertions-file.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";

const session = blocksOf(readPage("watching.md"), "console")
  .filter((text) => text.startsWith("$ "))
  .map((text) => {
    const [line = "", ...output] = text.trimEnd().split("\n");
    const args = [...line.replace("$ extern-bmc ", "").matchAll(/"([^"]*)"|(\S+)/g)];
    return { line, args: args.map(([, quoted, plain]) => quoted ?? plain ?? ""), output: output.join("\n") };
  });

/** Text without the parts that differ from run to run. */
const steady = (text: string) =>
  text.replaceAll(/\d\d:\d\d:\d\d\.\d{3}/g, "time").replaceAll(/\d+(\.\d+)? ms/g, "n ms");

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-page-"));
let daemon: TestDaemon;

beforeAll(async () => {
  await record();
  daemon = await startTestDaemon({ args: ["-l", "tcp:127.0.0.1:0"] });
});

afterAll(async () => {
  await daemon.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** The journal that the page reads. */
async function record(): Promise<void> {
  await using recorded = await startTestDaemon({
    args: ["-l", "tcp:127.0.0.1:0", "--journal", join(directory, "bmc.jsonl")],
  });
  const peer = connect(Number(recorded.address("tcp:").split(":").at(-1)), "127.0.0.1");
  peer.on("error", () => {});
  const answered = new Promise<void>((resolve) => {
    let received = Buffer.alloc(0);
    peer.on("data", (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (received.toString("hex").includes("031c04005500")) resolve();
    });
  });
  for (const [index, cmd] of [0x01, 0x22, 0x04].entries()) {
    peer.write(encodeMessage({ id: index + 1, netFn: 6, lun: 0, cmd, data: new Uint8Array() }));
  }
  await answered;
  peer.destroy();
}

test.each(session)("$line", async ({ args, output }) => {
  const here = args.map((arg) => (arg === "tcp:127.0.0.1:9002" ? daemon.address("tcp:") : arg));
  const { stdout } = await runCli(here, { cwd: directory, env: { NO_COLOR: "1" } });
  // The page's times are of another run, and its ids of a longer one.
  expect(steady(stdout.trimEnd()).replaceAll(/bmc \d\d/g, "bmc id")).toBe(
    steady(output).replaceAll(/bmc \d\d/g, "bmc id"),
  );
});

test("every assertion of the page is one", () => {
  const [yaml = ""] = blocksOf(readPage("watching.md"), "yaml");
  expect(readAssertions("watching.md", yaml)).toHaveLength(9);
});

test("the configuration of running.md is one", () => {
  mkdirSync(join(directory, "config"));
  const file = join(directory, "config", "running.yaml");
  writeFileSync(file, blocksOf(readPage("running.md"), "yaml")[0] ?? "");
  expect(loadConfig(file).machines[0]?.power).toMatchObject({ start: "systemctl start vm0" });
});

test("the flags of running.md are flags of serve", async () => {
  const page = readPage("running.md");
  const { stdout: help } = await runCli(["serve", "--help"]);
  const flags = [...page.matchAll(/^\| `(--[a-z]+)/gm)].map(([, flag = ""]) => flag);
  expect(flags.length).toBeGreaterThan(4);
  for (const flag of flags) expect(help).toContain(flag);
});
