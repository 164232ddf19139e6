/** Recordings of the daemon, read by tshark and by ourselves. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parseJournal } from "../../src/observe/journal.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

const run = promisify(execFile);

async function tshark(file: string, ...args: readonly string[]): Promise<readonly string[]> {
  // Without this preference Wireshark shows the bytes of KCS messages and no more.
  const { stdout } = await run("tshark", ["-o", "ipmi.dissect_bus_commands:TRUE", "-r", file, ...args]);
  return stdout.split("\n").filter((line) => line !== "");
}

/** Runs a daemon that records, lets a peer ask, stops it, and gives the files' names. */
async function recorded(config: string, requests: readonly string[]) {
  const directory = temporaryDirectory();
  const journal = join(directory, "bmc.jsonl");
  const pcap = join(directory, "bmc.pcapng");
  const args = ["--listen", "tcp:127.0.0.1:0", "--journal", journal, "--pcap", pcap];
  await using daemon = await startTestDaemon({ config, args });
  const peer = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  for (const request of requests) await peer.ask(request);
  peer.close();
  expect((await daemon.stop()).code).toBe(0);
  return { journal, pcap, stderr: daemon.stderr() };
}

describe("recording", () => {
  it("makes a capture whose requests and answers Wireshark dissects as IPMI, and pairs", async () => {
    const { pcap, journal } = await recorded("{ name: vm7 }", [
      "06 01",
      "06 24 44 01 00 10 2c 01",
      "0a 43 00 00 00 00 00 ff",
    ]);
    const lines = await tshark(pcap, "-Y", "ipmi.header.command != 0xee");
    expect(lines.map((line) => line.replace(/^.*KCS \d+ /, ""))).toEqual([
      "Req, Get Device ID",
      "Rsp, Get Device ID, Command Completed Normally (00h)",
      "Req, Set Watchdog Timer",
      "Rsp, Set Watchdog Timer, Command Completed Normally (00h)",
      "Req, Get SEL Entry",
      "Rsp, Get SEL Entry, Requested Sensor, data, or record not present (cbh)",
    ]);
    const details = (await tshark(pcap, "-V", "-Y", "ipmi.header.command == 1")).join("\n");
    expect(details).toMatch(/Interface name: vm7/);
    expect(details).toMatch(/\[Response to: \d\]/);
    expect(details).toMatch(/Device ID: 0x20/);
    expect(details).toMatch(/id 1, request 1/);
    const exchanges = parseJournal(journal, readFileSync(journal, "utf8")).filter((event) => event.kind === "exchange");
    expect(exchanges.filter(({ cmd }) => cmd !== 0xee)).toHaveLength(3);
  });

  it("has a guest's event as a trap that Wireshark dissects as SNMP, on whatever port", async () => {
    const filter = `"80 01 01 10 ff ff ff ff ff ff ff 00 ff 00 00 ff 00 00 ff 00"`;
    const alerts = `alerts: { port: 1162 }, destinations: [{ address: 127.0.0.1 }]`;
    const config = `{ lan: { listen: "udp:127.0.0.1:0", ${alerts} }, pef: { enabled: true, filters: [${filter}], policies: [{}] } }`;
    const { pcap } = await recorded(config, ["04 02 41 04 01 30 01 59 5f 5a"]);
    const fields = ["-e", "exported_pdu.dst_port", "-e", "snmp.community", "-e", "snmp.specific_trap"];
    expect(await tshark(pcap, "-Y", "snmp", "-T", "fields", ...fields)).toEqual(["1162\tpublic\t65801"]);
  });

  it("has answers as they went out: late, twice, with another ID; and none where none was sent", async () => {
    const rules = [
      "{ name: twice, when: { command: 06 01 }, id: { offset: 1 }, shape: duplicate }",
      "{ name: lost, when: { command: 06 04, nth: 1 }, time: never }",
    ];
    const config = `replies: { deadlineMs: off, rules: [${rules.join(", ")}] }`;
    const directory = temporaryDirectory();
    const pcap = join(directory, "bmc.pcapng");
    await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0", "--pcap", pcap] });
    const peer = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
    await expect(peer.ask("06 01")).resolves.toMatch(/^00 20/);
    await expect(peer.ask("06 04")).rejects.toThrow("no answer to 06 04");
    peer.close();
    await daemon.stop();
    const lines = await tshark(
      ...[pcap, "-Y", "kcs", "-T", "fields"],
      ...["-e", "ipmi.header.netfn", "-e", "ipmi.header.command", "-e", "frame.comment"],
    );
    const told = lines.filter((line) => !line.includes("0xee"));
    expect(told.map((line) => line.replace(/[\d.]+ ms/, "n ms").replaceAll("\t", " "))).toEqual([
      "0x06 0x01 id 1, request 1, rules twice",
      "0x07 0x01 id 2, n ms after request 1",
      "0x07 0x01 id 2, n ms after request 1",
      "0x06 0x04 id 1, request 3, rules lost",
    ]);
  });

  it("starts a new file when one is full, and keeps the configured number", async () => {
    const asked = Array.from({ length: 40 }, () => "06 01");
    const { pcap, journal } = await recorded("record: { maxBytes: 2048, keep: 2 }", asked);
    for (const file of [journal, pcap]) {
      expect([existsSync(`${file}.1`), existsSync(`${file}.2`), existsSync(`${file}.3`)]).toEqual([true, true, false]);
      for (const part of [file, `${file}.1`, `${file}.2`]) expect(statSync(part).size).toBeLessThanOrEqual(2048);
    }
    for (const part of [pcap, `${pcap}.1`, `${pcap}.2`]) expect((await tshark(part)).at(0)).toMatch(/Req, /);
    expect(parseJournal(journal, readFileSync(`${journal}.1`, "utf8")).length).toBeGreaterThan(1);
  });

  it("refuses the same file twice", async () => {
    const file = join(temporaryDirectory(), "both");
    const args = ["--listen", "tcp:127.0.0.1:0", "--journal", file, "--pcap", file];
    await expect(startTestDaemon({ args })).rejects.toThrow("journal and pcap are one file; give each its own");
  });

  it("ends the start with the file's name when it cannot begin", async () => {
    const args = ["--listen", "tcp:127.0.0.1:0", "--journal", "/nowhere/bmc.jsonl"];
    await expect(startTestDaemon({ args })).rejects.toThrow(
      /ended with 2:\n.*cannot record to \/nowhere\/bmc.jsonl: the directory \/nowhere does not exist/s,
    );
  });
});
