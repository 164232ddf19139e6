/** Frames leave whole and in order, whoever has the memory next. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OUTBOX_SIZE, Outbox } from "../../src/transport/outbox.ts";
import { MAX_FRAME_SIZE } from "../../src/wire/vm-framing.ts";
import { encodeAnswer, MAX_ANSWER_DATA_SIZE, type VmMessage } from "../../src/wire/vm-message.ts";

const server = createServer();
let port = 0;
const sockets: Socket[] = [];

beforeEach(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address === "object" && address) port = address.port;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
  await once(server, "close");
});

/** A stream of ours, and the socket of its peer. */
async function pair(): Promise<{ ours: Socket; peer: Socket }> {
  const accepted = once(server, "connection");
  const peer = connect(port, "127.0.0.1").pause();
  const [ours]: Socket[] = await accepted;
  if (!ours) throw new Error("no connection");
  sockets.push(ours, peer);
  return { ours, peer };
}

function holding(stream: Duplex): Outbox {
  const outbox = new Outbox(stream);
  outbox.hold();
  return outbox;
}

const filled = (size: number, byte: number) => new Uint8Array(size).fill(byte);

const REQUEST: VmMessage = { kind: "message", id: 7, netFn: 6, lun: 1, cmd: 1, data: new Uint8Array() };

it("sends what was added, in order, in one write", async () => {
  const { ours, peer } = await pair();
  const outbox = holding(ours);
  const parts = [filled(3, 1), filled(700, 2), filled(OUTBOX_SIZE - 703, 3)];
  for (const part of parts) outbox.add(part);
  expect(ours.bytesWritten).toBe(0);
  outbox.flush();
  expect(ours.bytesWritten).toBe(OUTBOX_SIZE);
  ours.end();
  expect(await buffer(peer)).toEqual(Buffer.concat(parts));
});

it("sends at once what is added after the release", async () => {
  const { ours, peer } = await pair();
  const outbox = holding(ours);
  outbox.add(filled(3, 1));
  outbox.release();
  expect(ours.bytesWritten).toBe(3);
  outbox.add(filled(2, 2));
  expect(ours.bytesWritten).toBe(5);
  outbox.hold();
  outbox.add(filled(2, 3));
  expect(ours.bytesWritten).toBe(5);
  outbox.release();
  ours.end();
  expect((await buffer(peer)).toString("hex")).toBe("01010102020303");
});

it("sends earlier frames when the next one has no room, and larger ones by themselves", async () => {
  const { ours, peer } = await pair();
  const outbox = holding(ours);
  const parts = [filled(OUTBOX_SIZE - 1, 1), filled(2, 2), filled(OUTBOX_SIZE + 1, 3), filled(1, 4)];
  for (const part of parts) outbox.add(part);
  outbox.flush();
  ours.end();
  expect(await buffer(peer)).toEqual(Buffer.concat(parts));
});

it.each([0, 15, MAX_ANSWER_DATA_SIZE, MAX_ANSWER_DATA_SIZE + 1])(
  "sends answers with %i bytes that need an escape each as encodeAnswer encodes them",
  async (size) => {
    const { ours, peer } = await pair();
    const outbox = holding(ours);
    const data = filled(size, 0xaa);
    const answers = 1 + Math.ceil(OUTBOX_SIZE / MAX_FRAME_SIZE);
    for (let n = 0; n < answers; n++) outbox.addAnswer(REQUEST, 0xa0, data);
    outbox.flush();
    ours.end();
    const answer = encodeAnswer(REQUEST, 0xa0, data);
    expect(await buffer(peer)).toEqual(Buffer.concat(new Array<Uint8Array>(answers).fill(answer)));
  },
);

it("leaves the bytes alone that a peer has not read, while others send", async () => {
  const [slow, quick] = [await pair(), await pair()];
  const [full, other] = [holding(slow.ours), holding(quick.ours)];
  let [writes, others] = [0, 0];
  // More than the kernel takes from one who does not read.
  for (let goesOn = true; goesOn; writes++) {
    full.add(filled(OUTBOX_SIZE, writes % 251));
    full.flush();
    goesOn = !slow.ours.writableNeedDrain;
    other.add(filled(100, 0xff));
    other.flush();
    others++;
  }
  slow.ours.end();
  quick.ours.end();
  const expected = Array.from({ length: writes }, (_, n) => filled(OUTBOX_SIZE, n % 251));
  expect((await buffer(slow.peer)).equals(Buffer.concat(expected))).toBe(true);
  expect(await buffer(quick.peer)).toEqual(Buffer.alloc(100 * others, 0xff));
});

it("keeps about as much memory for a peer that does not read as the bytes need", async () => {
  const { ours } = await pair();
  const outbox = holding(ours);
  const kept = vi.spyOn(ours, "write");
  while (ours.writableLength === 0) {
    outbox.add(filled(OUTBOX_SIZE, 1));
    outbox.flush();
  }
  kept.mockClear();
  for (let n = 0; n < 100; n++) {
    outbox.add(filled(25, 2));
    outbox.flush();
  }
  const memory = new Set(kept.mock.calls.map(([bytes]) => (bytes instanceof Uint8Array ? bytes.buffer : undefined)));
  const sizes = [...memory].map((each) => each?.byteLength ?? Number.NaN);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2 * Buffer.poolSize);
});

it("leaves the bytes alone that went to a stream which is no socket, such as one in TLS", async () => {
  const [ours, peer] = duplexPair();
  const outbox = holding(ours);
  const { ours: socket } = await pair();
  const received: Buffer[] = [];
  peer.on("data", (chunk: Buffer) => received.push(chunk));
  for (let n = 0; n < 3; n++) {
    outbox.add(filled(100, n));
    outbox.flush();
    const other = holding(socket);
    other.add(filled(100, 0xff));
    other.flush();
  }
  ours.end();
  await once(peer, "end");
  expect(Buffer.concat(received)).toEqual(Buffer.concat([0, 1, 2].map((n) => filled(100, n))));
});

it("gives the memory to one of two that fill it at the same time", async () => {
  const [first, second] = [await pair(), await pair()];
  const [one, two] = [holding(first.ours), holding(second.ours)];
  one.add(filled(10, 1));
  two.add(filled(10, 2));
  one.add(filled(10, 3));
  for (const outbox of [two, one]) outbox.flush();
  for (const { ours } of [first, second]) ours.end();
  expect(await buffer(first.peer)).toEqual(Buffer.concat([filled(10, 1), filled(10, 3)]));
  expect(await buffer(second.peer)).toEqual(Buffer.from(filled(10, 2)));
});
