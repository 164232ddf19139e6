import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseJournal } from "../../src/observe/journal.ts";
import { Recorder, type RecorderOptions } from "../../src/observe/recorder.ts";
import { TraceFeed } from "../../src/observe/trace.ts";
import type { Happening } from "../../src/observe/trace-event.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

const EXCHANGE: Happening = {
  kind: "exchange",
  ...{ exchange: 1, id: 1, netFn: 6, lun: 0, cmd: 1, request: new Uint8Array() },
  ...{ completionCode: 0xc1, response: new Uint8Array(), rules: [], latencyMs: 1 },
};

async function recorderOf(options: RecorderOptions) {
  const warnings: object[] = [];
  const warn = (message: string, details: object) => warnings.push({ message, ...details });
  const recorder = new Recorder(options, { application: "test", warn });
  await recorder.open();
  return { recorder, warnings };
}

/** Interface name of each packet. */
function interfacesOf(pcap: Buffer): readonly (string | undefined)[] {
  const names: string[] = [];
  const packets: (string | undefined)[] = [];
  for (let at = 0; at < pcap.length; at += pcap.readUInt32LE(at + 4)) {
    const type = pcap.readUInt32LE(at);
    if (type === 1) names.push(pcap.toString("latin1", at + 20, at + 20 + pcap.readUInt16LE(at + 18)));
    if (type === 6) packets.push(names[pcap.readUInt32LE(at + 8)]);
  }
  return packets;
}

/** Time of each packet, in microseconds since 1970. */
function timesOf(pcap: Buffer): readonly bigint[] {
  const times: bigint[] = [];
  for (let at = 0; at < pcap.length; at += pcap.readUInt32LE(at + 4)) {
    if (pcap.readUInt32LE(at) !== 6) continue;
    times.push((BigInt(pcap.readUInt32LE(at + 12)) << 32n) | BigInt(pcap.readUInt32LE(at + 16)));
  }
  return times;
}

it("machines added while captures rotate get their own numbers", async () => {
  for (let maxBytes = 1; maxBytes < 1000; maxBytes += 20) {
    const pcap = join(temporaryDirectory(), "bmc.pcapng");
    const { recorder } = await recorderOf({ pcap, maxBytes, keep: 19 });
    for (const name of ["a", "b", "c", "d"]) {
      const feed = new TraceFeed(name, () => 1_700_000_000_000);
      recorder.record(feed);
      feed.publish("test", EXCHANGE);
    }
    await recorder.close();
    const parts = Array.from({ length: 20 }, (_, i) => (i === 19 ? pcap : `${pcap}.${19 - i}`)).filter(existsSync);
    const names = parts.flatMap((part) => interfacesOf(readFileSync(part)));
    expect([maxBytes, names.join(" ")]).toEqual([maxBytes, "a a b b c c d d"]);
  }
});

it("a wire change during a slow request comes before its answer, and everything in order", async () => {
  const pcap = join(temporaryDirectory(), "bmc.pcapng");
  const { recorder } = await recorderOf({ pcap, maxBytes: 2 ** 30, keep: 1 });
  let nowMs = 1_700_000_000_000;
  const feed = new TraceFeed("a", () => nowMs);
  recorder.record(feed);
  for (const latencyMs of [0.3, 6.4, 0.2, 12.9]) {
    nowMs += Math.floor(latencyMs / 2);
    feed.publish("test", { kind: "connected" });
    nowMs += Math.floor(latencyMs / 2);
    feed.publish("test", { ...EXCHANGE, latencyMs });
    feed.publish("test", { kind: "connected" });
  }
  await recorder.close();
  const times = timesOf(readFileSync(pcap));
  expect(times).toHaveLength(16);
  expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
});

it("records datagrams of LAN doors in the capture only", async () => {
  const directory = temporaryDirectory();
  const [journal, pcap] = [join(directory, "bmc.jsonl"), join(directory, "bmc.pcapng")];
  const { recorder } = await recorderOf({ journal, pcap, maxBytes: 2 ** 30, keep: 1 });
  const feed = new TraceFeed("a", () => 1_700_000_000_000);
  const [from, to] = [
    { address: "192.0.2.1", port: 4711 },
    { address: "::1", port: 6230 },
  ];
  expect(feed.wantsDatagrams).toBe(false);
  const stop = recorder.record(feed);
  expect(feed.wantsDatagrams).toBe(true);
  feed.publishDatagram({ kind: "datagram", from, to, bytes: Buffer.from("ask") });
  feed.publish("test", EXCHANGE);
  feed.publishDatagram({ kind: "datagram", from: to, to: from, bytes: Buffer.from("answer") });
  stop();
  expect(feed.wantsDatagrams).toBe(false);
  feed.publishDatagram({ kind: "datagram", from, to, bytes: Buffer.from("ask") });
  await recorder.close();
  expect(parseJournal(journal, readFileSync(journal, "utf8"))).toMatchObject([{ kind: "exchange" }]);
  expect(interfacesOf(readFileSync(pcap))).toEqual(["a", "a", "a", "a"]);
});

it("records dropped events in the journal, so that assertions about them fail", async () => {
  const journal = join(temporaryDirectory(), "bmc.jsonl");
  const { recorder, warnings } = await recorderOf({ journal, maxBytes: 2 ** 30, keep: 1 });
  const feed = new TraceFeed("a", () => 1_700_000_000_000);
  recorder.record(feed);
  for (let i = 0; i < 10_007; i++) feed.publish("test", { kind: "connected" });
  await recorder.close();
  expect(warnings).toEqual([{ message: "recording fell behind: events are missing", dropped: 7 }]);
  const events = parseJournal(journal, readFileSync(journal, "utf8"));
  expect([events.length, events.at(-1)]).toEqual([
    10_001,
    { kind: "missing", count: 7, epochMs: 1_700_000_000_000, machine: "a", peer: "" },
  ]);
});

it("a file that becomes unwritable ends its recording, not the other's", async () => {
  const kept = join(temporaryDirectory(), "bmc.jsonl");
  const doomed = temporaryDirectory();
  const options = { journal: kept, pcap: join(doomed, "bmc.pcapng"), maxBytes: 1024, keep: 100 };
  const { recorder, warnings } = await recorderOf(options);
  const bmc = machine();
  recorder.record(bmc.trace);
  const qemu = new FakeQemu(bmc, "3f");
  // It is full after some exchanges, and then there is no directory to rename it in.
  rmSync(doomed, { recursive: true });
  for (let id = 0; id < 30; id++) qemu.request(id, "06 01");
  await recorder.close();
  expect(warnings).toMatchObject([{ message: "recording ends here: the file cannot be written", file: options.pcap }]);
  expect(parseJournal(kept, readFileSync(kept, "utf8")).length).toBeGreaterThan(0);
});

it.each([
  ["before 1970", Date.UTC(1960, 0, 1), 0n],
  ["in 2110, whose seconds take more than 32 bits", Date.UTC(2110, 0, 1), BigInt(Date.UTC(2110, 0, 1)) * 1000n],
])("records with a clock %s", async (_, epochMs, captured) => {
  const directory = temporaryDirectory();
  const [journal, pcap] = [join(directory, "bmc.jsonl"), join(directory, "bmc.pcapng")];
  const { recorder, warnings } = await recorderOf({ journal, pcap, maxBytes: 2 ** 30, keep: 1 });
  const feed = new TraceFeed("a", () => epochMs);
  recorder.record(feed);
  feed.publish("test", { kind: "connected" });
  await recorder.close();
  expect(warnings).toEqual([]);
  expect(parseJournal(journal, readFileSync(journal, "utf8"))).toMatchObject([{ kind: "connected", epochMs }]);
  expect(timesOf(readFileSync(pcap))).toEqual([captured]);
});
