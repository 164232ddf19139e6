/** Journals of a daemon: printed in words, and replayed as guest and as BMC. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { runShell } from "../support/pages/shell.ts";

const REQUESTS = ["06 01", "06 24 44 01 00 10 2c 01", "0a 43 00 00 00 00 00 ff", "06 22", "0a 40"];

async function portOf(daemon: { address(prefix: string): string }): Promise<VmExchange> {
  return VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
}

/** Asks a daemon of these settings, which records, and gives its journal. */
async function journalOf(config: string, directory: string): Promise<string> {
  const journal = join(directory, "bmc.jsonl");
  await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0", "--journal", journal] });
  const peer = await portOf(daemon);
  for (const request of REQUESTS) await peer.ask(request);
  peer.close();
  await daemon.stop();
  return journal;
}

describe("a journal", () => {
  let journal = "";
  let cleanUp = () => {};
  beforeAll(async () => {
    const { mkdtempSync, rmSync } = await import("node:fs");
    const directory = mkdtempSync("/tmp/extern-bmc-journal-");
    cleanUp = () => rmSync(directory, { recursive: true });
    journal = await journalOf("{ name: vm7 }", directory);
  });
  afterAll(() => cleanUp());

  it("is decoded into words, and into JSON with the fields of both ways", async () => {
    const brief = await runCli(["decode", journal]);
    expect(brief.stdout).toMatch(/^\S{12} Set Watchdog Timer timer\.dontStop timer\.use=4 .* → ok \d+\.\d\d ms$/m);
    const { stdout, code } = await runCli(["decode", journal, "--details"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} vm7 01 > Set Watchdog Timer timer\.dontLog=no timer\.dontStop=yes timer\.use=4/m,
    );
    expect(stdout).toMatch(/ vm7 01 < Set Watchdog Timer ok \d+\.\d\d ms$/m);
    expect(stdout).toMatch(/ 01 < Get SEL Entry not present \(record 0x0 does not exist among 0\) \d+\.\d\d ms$/m);
    const json = await runCli(["decode", journal, "--json", "--command", "get device id"]);
    const [line, ...others] = json.stdout.trim().split("\n");
    expect(others).toEqual([]);
    expect(JSON.parse(line ?? "")).toMatchObject({
      ...{ machine: "vm7", command: "Get Device ID", completionCodeText: "ok" },
      fields: { request: {}, response: { deviceId: 0x20, "device.revision": 0 } },
    });
  });

  it("is filtered by completion code and machine", async () => {
    const refused = await runCli(["decode", journal, "--cc", "refused", "--json"]);
    const commands = refused.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).command);
    expect(commands.filter((name) => name !== undefined)).toEqual(["Get SEL Entry"]);
    expect((await runCli(["decode", journal, "--machine", "vm8"])).stdout).toBe("");
  });

  it("names the command that was meant, and the file that is no journal", async () => {
    const typo = await runCli(["decode", journal, "--command", "Get Devise ID"]);
    expect([typo.code, typo.stderr]).toEqual([2, expect.stringContaining("did you mean Get Device ID?")]);
    const other = await runCli(["decode", ENTRY]);
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringContaining("extern-bmc.js:1: no journal of version 1"),
    ]);
    expect((await runCli(["decode", "/nowhere.jsonl"])).stderr).toContain("/nowhere.jsonl: there is no such file");
  });

  it("is replayed to an equal daemon: every answer as recorded", async () => {
    await using daemon = await startTestDaemon({ config: "{ name: vm7 }", args: ["--listen", "tcp:127.0.0.1:0"] });
    const { code, stdout, stderr } = await runCli(["replay", journal, "--to", daemon.address("tcp:")]);
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^\d+ requests, every answer as recorded\n$/),
      "",
    ]);
  });

  it("is replayed to another daemon: each different answer in words, and exit code 1", async () => {
    const config =
      "{ device: { id: 0x33 }, replies: { deadlineMs: off, rules: [{ name: no, when: { command: 06 22 }, time: never }] } }";
    await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
    const args = ["replay", journal, "--to", daemon.address("tcp:"), "--timeout", "0.5"];
    const { code, stdout, stderr } = await runCli(args);
    // The fields that differ, and no others.
    expect(stdout).toMatch(/^#1 Get Device ID\n {2}recorded: ok deviceId=0x20\n {2}now: {6}ok deviceId=0x33\n/);
    expect(stdout).toMatch(/Reset Watchdog Timer\n {2}recorded: ok\n {2}now: {6}no answer\n$/);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/2 of \d+ answers differ/)]);
    const ignoring = await runCli([...args, "--ignore", "Get Device ID", "--ignore", "06 22"]);
    expect(ignoring.code).toBe(0);
    const json = await runCli([...args, "--json", "--command", "Get Device ID"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ exchange: 1, now: expect.stringMatching(/^0033/) });
  });

  it("of faults is replayed to an equal daemon: the same answers, the same silences", async () => {
    const rule = (command: string, effect: string) => `{ when: { command: ${command} }, ${effect} }`;
    const rules = [
      rule("06 01", "id: { offset: 1 }"),
      rule("06 24", "time: never"),
      rule("0a 43", "shape: badChecksum"),
      rule("06 22", "shape: duplicate"),
      // The mark at the end of the peer's patience is as late.
      rule("0a 40", "time: { delayMs: 50 }"),
      rule("3e ee, nth: 5", "time: { delayMs: 50 }"),
    ];
    const config = `{ name: vm7, replies: { deadlineMs: off, rules: [${rules.join(", ")}] } }`;
    const faulty = join(temporaryDirectory(), "bmc.jsonl");
    {
      const args = ["--listen", "tcp:127.0.0.1:0", "--journal", faulty];
      await using daemon = await startTestDaemon({ config, args });
      // Damage ends this peer's connection, so the guest connects twice.
      for (const request of REQUESTS) {
        const peer = await portOf(daemon);
        await peer.ask(request).catch(() => {});
        peer.close();
      }
      await daemon.stop();
    }
    await using again = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
    const args = ["replay", faulty, "--to", again.address("tcp:"), "--timeout", "1"];
    const { code, stdout } = await runCli(args);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+ requests, every answer as recorded\n$/)]);
    await using honest = await startTestDaemon({ config: "{ name: vm7 }", args: ["--listen", "tcp:127.0.0.1:0"] });
    const other = await runCli([...args, "--to", honest.address("tcp:"), "--command", "06 01"]);
    expect(other.stdout).toMatch(/ {2}recorded: ok \(id 02 to request 01\)\n {2}now: {6}ok\n$/);
  });

  it("of several machines is replayed one machine at a time", async () => {
    const two = join(temporaryDirectory(), "two.jsonl");
    const text = readFileSync(journal, "utf8");
    writeFileSync(two, text + text.slice(text.indexOf("\n") + 1).replaceAll('"vm7"', '"vm8"'));
    const { code, stderr } = await runCli(["replay", two, "--to", "unix:x"]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("of several machines: vm7, vm8; choose one with --machine"),
    ]);
    expect((await runCli(["decode", two])).stdout).toMatch(/^\S{12} vm7 -- .*: connected$/m);
  });

  it("is read from a pipe while it is written, by a reader that leaves early", async () => {
    const script = "mkfifo p; (cat $J; while tail -n +2 $J; do :; done) > p & $N $E decode p | head -n 1";
    const options = {
      cwd: temporaryDirectory(),
      env: { J: journal, N: process.execPath, E: ENTRY },
      timeoutMs: 20_000,
    };
    const { code, output } = await runShell(script, options);
    expect([code, output]).toEqual([0, expect.stringMatching(/^\S+ vm7 -- \S+: connected\n$/)]);
  });

  it("answers again, as a BMC that knows only its recording", async () => {
    const child = spawn(process.execPath, [ENTRY, "replay", journal, "--listen", "tcp:127.0.0.1:0"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [ready] = await once(child.stdout, "data");
    const peer = await VmExchange.open(Number(/:(\d+)\n$/.exec(String(ready))?.[1]));
    expect(await peer.ask("06 01")).toMatch(/^00 20 /);
    expect(await peer.ask("0a 43 00 00 00 00 00 ff")).toBe("cb");
    expect(await peer.ask("06 25")).toBe("c1");
    peer.close();
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    expect((await exit)[0]).toBe(0);
  });

  it("needs a target, and names one that does not answer", async () => {
    expect(await runCli(["replay", journal])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("expected --to ADDRESS"),
    });
    const nobody = join(temporaryDirectory(), "no.sock");
    const silent = await runCli(["replay", journal, "--to", `unix:${nobody}`]);
    await using busy = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"] });
    const qemu = await portOf(busy);
    await qemu.ask("06 01");
    const refused = await runCli(["replay", journal, "--to", busy.address("tcp:")]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("is a QEMU at that door?")]);
    qemu.close();
    expect([silent.code, silent.stderr]).toEqual([1, expect.stringContaining(`nothing answers at unix:${nobody}`)]);
    const empty = join(temporaryDirectory(), "empty.jsonl");
    writeFileSync(empty, '{"format":"extern-bmc journal","version":1}\n');
    expect((await runCli(["replay", empty, "--to", "unix:x"])).stderr).toContain("has no exchange to replay");
  });
});
