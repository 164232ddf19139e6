/**
 * A recorded conversation of a Linux guest and its BMC: Wireshark reads all of it, the guest asks an equal daemon
 * again and gets the same answers, and another Linux takes the recorded BMC for the one it was.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseJournal } from "../../src/observe/journal.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { ENTRY } from "../support/daemon/entry.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { TOOLS_MACHINE } from "../support/guest/tools-machine.ts";
import { readPage } from "../support/pages/page.ts";

const run = promisify(execFile);

const ASKED = ["ipmitool mc info", "ipmitool mc guid", "ipmitool chassis status", "ipmitool user list 1"];
const ASKED_FOR_TIMES = ["ipmitool sdr", "ipmitool event 1", "ipmitool sel list", "ipmitool sel time get"];

/** Fields with a time of day; docs/watching.md has them. */
const TIMES = ["Get SEL Time", "Get SEL Info", "Get SEL Entry", "Get SDR Repository Info", "Read Event Message Buffer"];

describe.each([
  { device: "isa-ipmi-bt", systemInterface: "bt" },
  { device: "isa-ipmi-kcs", systemInterface: "kcs" },
] as const)("a Linux guest with $device", ({ device, systemInterface }) => {
  const config = `name: vm0\nsystemInterface: ${systemInterface}\n${TOOLS_MACHINE}`;
  let directory = "";
  let [journal, pcap] = ["", ""];
  const said = new Map<string, string>();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "extern-bmc-replay-"));
    [journal, pcap] = [join(directory, "bmc.jsonl"), join(directory, "bmc.pcapng")];
    const args = ["--listen", `unix:${directory}/bmc.sock`, "--journal", journal, "--pcap", pcap];
    await using daemon = await startTestDaemon({ config, args });
    await using guest = await bootGuestWithBmc(daemon, { device });
    for (const command of [...ASKED, ...ASKED_FOR_TIMES]) {
      const { exitCode, stdout } = await guest.run(command, { timeoutMs: 60_000 });
      expect([command, exitCode]).toEqual([command, 0]);
      said.set(command, stdout);
    }
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it("leaves a capture in which Wireshark reads and pairs every message, with a completion code in each answer", async () => {
    const names = ["ipmi.header.netfn", "ipmi.header.command", "ipmi.header.completion"];
    const pairs = ["ipmi.response_in", "ipmi.response_to"];
    const fields = [...names, ...pairs].flatMap((name) => ["-e", name]);
    const read = ["-2", "-o", "ipmi.dissect_bus_commands:TRUE", "-r", pcap, "-Y", "kcs", "-T", "fields", ...fields];
    const { stdout } = await run("tshark", read);
    const messages = stdout.trimEnd().split("\n");
    const exchanges = parseJournal(journal, readFileSync(journal, "utf8")).filter(({ kind }) => kind === "exchange");
    expect(exchanges.length).toBeGreaterThan(20);
    // ipmitool asks for PICMG's (2Ch). Wireshark looks for the body's code in the answer, and a refusal has none.
    const isGroup = (line: string) => line.startsWith("0x2c\t");
    expect(messages).toHaveLength(2 * exchanges.length - messages.filter(isGroup).length);
    const isWhole = /^0x[0-9a-f]{2}\t0x[0-9a-f]{2}\t(?:\t\d+\t|0x[0-9a-f]{2}\t\t\d+)$/;
    expect(messages.filter((line) => !isGroup(line) && !isWhole.test(line))).toEqual([]);
    const { stdout: order } = await run("capinfos", ["-T", "-o", pcap]);
    expect(order).toMatch(/True\s*$/);
  });

  it("replays to an equal daemon: every answer is as recorded, except the time of day", async () => {
    await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
    const ignore = TIMES.flatMap((command) => ["--ignore", command]);
    const { stdout } = await runCli(["replay", journal, "--to", daemon.address("tcp:"), ...ignore]);
    expect(stdout).toMatch(/^\d+ requests, every answer as recorded\n$/);
    const page = readPage("watching.md").replaceAll(/\s+/g, " ");
    for (const command of TIMES) expect(page).toContain(command);
  });

  it("gets the real BMC's answers from the recorded one", async () => {
    const child = spawn(process.execPath, [ENTRY, "replay", journal, "--listen", `unix:${directory}/recorded.sock`]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const [ready] = await once(child.stdout, "data");
    const address = String(ready).trim().split(" ").at(-1) ?? "";
    await using guest = await bootGuestWithBmc({ addresses: [address] }, { device });
    for (const command of ASKED)
      expect([command, (await guest.run(command)).stdout]).toEqual([command, said.get(command)]);
  });
});
