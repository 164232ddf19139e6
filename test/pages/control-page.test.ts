/** docs/control.md as its readers follow it: its configuration, its session in its order, its program. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { hex } from "../support/bytes/hex.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { blocksOf, readPage, sessionOf } from "../support/pages/page.ts";

const page = readPage("control.md");
const session = sessionOf(page);

/** Text without the parts that differ from run to run. */
const steady = (text: string) =>
  text
    .replaceAll(/process \d+, up \d+ \w+/g, "process, up")
    .replaceAll(/127\.0\.0\.1:\d+/g, "address")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "time");

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-page-"));
let daemon: TestDaemon;

beforeAll(async () => {
  const [config = ""] = blocksOf(page, "yaml");
  daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
  const qemu = connect(Number(daemon.address("tcp:").split(":").at(-1)), "127.0.0.1");
  await once(qemu, "connect");
  // Version, capabilities, one request, and resets on demand.
  qemu.write(hex("ff 01 a1 08 3f a1"));
  qemu.write(encodeMessage({ id: 1, netFn: 6, lun: 0, cmd: 1, data: new Uint8Array() }));
  qemu.on("data", (bytes: Buffer) => bytes.includes(Buffer.from(hex("04 a1"))) && qemu.write(hex("04 a1")));
  await once(qemu, "data");
});

afterAll(async () => {
  await daemon.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("the session", () => {
  test.each(session)("$line", async ({ args, output }) => {
    const env = { EXTERN_BMC_CONTROL_SOCKET: daemon.control, NO_COLOR: "1" };
    const { code, stdout, stderr } = await runCli(args, { cwd: directory, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(steady(stdout.trimEnd())).toBe(steady(output));
  });

  test("has no line that is wider than 80 columns", () => {
    const wide = session.flatMap(({ output }) => steady(output).split("\n")).filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });
});

test("the program", async () => {
  const [program = ""] = blocksOf(page, "ts");
  const index = new URL("../../src/index.ts", import.meta.url).href;
  const resolve = `resolve: (name, context, next) => name === "extern-bmc" ? { url: "${index}", shortCircuit: true } : next(name, context)`;
  writeFileSync(
    join(directory, "here.mjs"),
    `import { registerHooks } from "node:module"; registerHooks({ ${resolve} });`,
  );
  writeFileSync(join(directory, "drive.mts"), program);
  const { stdout: output } = await promisify(execFile)(
    process.execPath,
    ["--import", join(directory, "here.mjs"), join(directory, "drive.mts")],
    {
      env: { ...process.env, EXTERN_BMC_CONTROL_SOCKET: daemon.control },
      timeout: 120_000,
    },
  );
  const lines = output.trimEnd().split("\n");
  expect(lines).toContain("CPU1 Temp: Upper Critical going high");
  expect(lines.at(-1)).toBe("reset");
});
