/** Captures under load, under faults and of several machines, as tshark and capinfos see them. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { Recorder } from "../../src/observe/recorder.ts";
import { TraceFeed } from "../../src/observe/trace.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { hex } from "../support/bytes/hex.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { recording } from "../support/rmcp/recordings.ts";

const run = promisify(execFile);
const portOf = (address: string) => Number(address.split(":").at(-1));

async function fields(pcap: string, filter: string, ...names: readonly string[]): Promise<readonly string[][]> {
  const wanted = names.flatMap((name) => ["-e", name]);
  // Twice over the file: of a request it is known only then in which frame its answer is.
  const args = ["-2", "-o", "ipmi.dissect_bus_commands:TRUE", "-r", pcap, "-Y", filter, "-T", "fields", ...wanted];
  const { stdout } = await run("tshark", args, { maxBuffer: 2 ** 26 });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}

async function recorded(config: string, work: (addresses: readonly string[]) => Promise<void>): Promise<string> {
  const pcap = join(temporaryDirectory(), "bmc.pcapng");
  const listen = config.includes("machines:") ? [] : ["--listen", "tcp:127.0.0.1:0"];
  await using daemon = await startTestDaemon({ config, args: [...listen, "--pcap", pcap] });
  await work(daemon.addresses);
  expect((await daemon.stop()).code).toBe(0);
  return pcap;
}

it("a capture of quick exchanges is in order of time, with an answer for every request", async () => {
  const pcap = await recorded("{}", async ([address = ""]) => {
    const peer = await VmExchange.open(portOf(address));
    const one = (id: number) => encodeMessage({ id, netFn: 6, lun: 0, cmd: 1, data: new Uint8Array() });
    await peer.send([Buffer.concat(Array.from({ length: 2000 }, (_, id) => one(id % 0x100)))]);
    peer.close();
  });
  const { stdout } = await run("capinfos", ["-T", "-o", pcap]);
  expect(stdout).toMatch(/True\s*$/);
  const requests = await fields(pcap, "ipmi.header.netfn == 6", "frame.number", "ipmi.response_in");
  expect(requests).toHaveLength(2000);
  expect(requests.filter(([number, answer]) => Number(answer) !== Number(number) + 1)).toEqual([]);
});

it("shows damaged frames and frames without a message in words", async () => {
  const rules =
    "{ rules: [{ name: bad, when: { command: Get Device ID }, shape: badChecksum }, " +
    "{ name: half, when: { command: Get Self Test Results }, shape: { truncated: 2 } }] }";
  const pcap = await recorded(`{ replies: ${rules} }`, async ([address = ""]) => {
    const peer = await VmExchange.open(portOf(address));
    // The peer drops the connection at a damaged answer.
    await peer.ask("06 01").catch(() => {});
    const other = await VmExchange.open(portOf(address));
    await other.ask("06 04").catch(() => {});
  });
  const texts = (await fields(pcap, "not kcs", "_ws.col.Info")).map(([info = ""]) => info.replace(/^\S+:\d+/, "peer"));
  // The second may connect before the daemon has noticed that the first is gone.
  const [damaged, others] = [
    texts.filter((text) => text.includes("whole")),
    texts.filter((text) => !text.includes("whole")),
  ];
  expect(damaged).toEqual([
    expect.stringMatching(/^no whole message went out: 01 1c 01 00 20 .* a0$/),
    expect.stringMatching(/^no whole message went out: 01 1c [0-9a-f]{2} a0$/),
  ]);
  expect(others.toSorted()).toEqual(["peer: connected", "peer: connected", "peer: disconnected", "peer: disconnected"]);
});

it("shows the datagrams of a LAN door as RMCP, with their addresses and ports", async () => {
  const pcap = join(temporaryDirectory(), "lan.pcapng");
  const recorder = new Recorder({ pcap, maxBytes: 2 ** 20, keep: 1 }, { application: "test", warn: () => {} });
  await recorder.open();
  const feed = new TraceFeed("vm0", () => 1_700_000_000_000);
  recorder.record(feed);
  const client = { address: "192.0.2.7", port: 40_000 };
  const bmc = { address: "127.0.0.5", port: 6230 };
  for (const { toBmc, bytes } of recording("ipmitool-and-freeipmi").slice(0, 8)) {
    const [from, to] = toBmc ? [client, bmc] : [bmc, client];
    feed.publishDatagram({ kind: "datagram", from, to, bytes });
  }
  const [sixFrom, sixTo] = [
    { address: "fe80::1:2%eth0", port: 1 },
    { address: "::ffff:192.0.2.1", port: 2 },
  ];
  feed.publishDatagram({ kind: "datagram", from: sixFrom, to: sixTo, bytes: hex("0600ff06 000011be 80000000") });
  await recorder.close();
  const addresses = ["_ws.col.Source", "exported_pdu.src_port", "_ws.col.Destination", "exported_pdu.dst_port"];
  const shown = await fields(pcap, "rmcp", ...addresses, "_ws.col.Info");
  const [out, back] = [
    ["192.0.2.7", "40000", "127.0.0.5", "6230"],
    ["127.0.0.5", "6230", "192.0.2.7", "40000"],
  ];
  expect(shown).toEqual([
    [...out, "Req, Get Channel Authentication Capabilities"],
    [...back, "Rsp, Get Channel Authentication Capabilities, Command Completed Normally (00h)"],
    [...out, "Session ID 0x0, payload type: RMCP+ Open Session Request"],
    [...back, "Session ID 0x0, payload type: RMCP+ Open Session Response"],
    [...out, "Session ID 0x0, payload type: RAKP Message 1"],
    [...back, "Session ID 0x0, payload type: RAKP Message 2"],
    [...out, "Session ID 0x0, payload type: RAKP Message 3"],
    [...back, "Session ID 0x0, payload type: RAKP Message 4"],
    ["fe80::1:2", "1", "::ffff:192.0.2.1", "2", "Presence Ping"],
  ]);
});

it("each file of several machines names all of them, the last ones too", async () => {
  const machines = ["a", "b", "c"].map((name) => `{ name: ${name}, listen: ["tcp:127.0.0.1:0"] }`);
  const config = `{ record: { maxBytes: 1024, keep: 100 }, machines: [${machines.join(", ")}] }`;
  const pcap = await recorded(config, async (addresses) => {
    for (const address of addresses) {
      const peer = await VmExchange.open(portOf(address));
      for (let i = 0; i < 9; i++) await peer.ask("06 01");
      peer.close();
    }
  });
  const seen: string[] = [];
  for (let i = 100; i >= 0; i--) {
    const part = i === 0 ? pcap : `${pcap}.${i}`;
    if (!existsSync(part)) continue;
    const { stderr } = await run("capinfos", [part]);
    expect(stderr).not.toMatch(/cut short|damaged/);
    for (const [name = ""] of await fields(part, "ipmi.header.command == 1", "frame.interface_name")) seen.push(name);
  }
  const each = (name: string) => Array.from({ length: 18 }, () => name);
  expect(seen).toEqual([...each("a"), ...each("b"), ...each("c")]);
});
