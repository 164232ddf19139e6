/** All sockets read into one buffer, on the Node that the package runs on. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { type Duplex, PassThrough } from "node:stream";
import { pino } from "pino";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { openDoor } from "../../src/transport/door.ts";
import { readShared, readsShared } from "../../src/transport/shared-read.ts";
import { TURN_BYTES, TurnReader } from "../../src/transport/turn-reader.ts";
import { connectTo } from "../support/doors/client.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const server = createServer();
const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
  server.close();
});

/** Returns both ends of a new connection. */
async function pair(): Promise<{ readonly accepted: Socket; readonly dialled: Socket }> {
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const accepting = once(server, "connection");
  const dialled = connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
  const [accepted] = await accepting;
  if (dialled.connecting) await once(dialled, "connect");
  opened.push(accepted, dialled);
  return { accepted, dialled };
}

/** Collects what a stream brings, as text. */
function collector(stream: Parameters<typeof readShared>[0]) {
  const seen = { text: "" };
  readShared(stream, (bytes) => {
    seen.text += Buffer.from(bytes).toString("latin1");
  });
  return seen;
}

it("reads an accepted socket and one that was dialled, to their ends", async () => {
  const { accepted, dialled } = await pair();
  const [there, here] = [collector(accepted), collector(dialled)];
  expect([accepted, dialled].map(readsShared)).toEqual([true, true]);
  const ended = Promise.all([once(accepted, "end"), once(dialled, "end")]);
  dialled.end("to the server");
  accepted.end("to the client");
  await ended;
  expect([there.text, here.text]).toEqual(["to the server", "to the client"]);
});

it.each(["tcp::0", "unix"])("reads what a door accepts: %s", async (listen) => {
  const found = Promise.withResolvers<Duplex>();
  const address = listen === "unix" ? `unix:${temporaryDirectory()}/bmc.sock` : listen;
  const door = await openDoor({ listen: address }, ({ stream }) => found.resolve(stream), pino({ level: "silent" }));
  onTestFinished(() => door.close());
  const client = await connectTo(door.address);
  const stream = await found.promise;
  const seen = collector(stream);
  expect(readsShared(stream)).toBe(true);
  const ended = once(stream, "end");
  client.end("to the door");
  await ended;
  expect(seen.text).toBe("to the door");
});

it("leaves an earlier listener its bytes", async () => {
  const { accepted, dialled } = await pair();
  let heard = "";
  accepted.on("data", (bytes: Uint8Array) => {
    heard += Buffer.from(bytes).toString("latin1");
  });
  const seen = collector(accepted);
  const ended = once(accepted, "end");
  dialled.end("for both");
  await ended;
  expect([heard, seen.text]).toEqual(["for both", "for both"]);
});

it("reads nothing while a socket is paused", async () => {
  const { accepted, dialled } = await pair();
  const seen = collector(accepted);
  dialled.write("1");
  await vi.waitFor(() => expect(seen.text).toBe("1"), PATIENCE);
  accepted.pause();
  dialled.write("2");
  await once((await pair()).dialled.end(), "close");
  expect(seen.text).toBe("1");
  accepted.resume();
  await vi.waitFor(() => expect(seen.text).toBe("12"), PATIENCE);
});

it("reads any other stream as it comes", async () => {
  const stream = new PassThrough();
  const seen = collector(stream);
  expect(readsShared(stream)).toBe(false);
  stream.end("bytes");
  await once(stream, "end");
  expect(seen.text).toBe("bytes");
});

it("keeps the bytes of one peer that wait for a later turn while another peer's are read", async () => {
  const sent = [1, 2].map((peer) => Buffer.alloc(12 * TURN_BYTES, Uint8Array.of(peer, 0xa0)));
  const taken = [Buffer.alloc(0), Buffer.alloc(0)];
  for (const [peer, bytes] of sent.entries()) {
    const { accepted, dialled } = await pair();
    new TurnReader(accepted, {
      take(chunk, start, end) {
        taken[peer] = Buffer.concat([taken[peer] ?? Buffer.alloc(0), chunk.subarray(start, end)]);
        return true;
      },
      turnOver() {},
    });
    dialled.write(bytes);
  }
  await vi.waitFor(() => expect(taken.map(({ length }) => length)).toEqual(sent.map(({ length }) => length)), PATIENCE);
  expect(taken.map((bytes, peer) => sent[peer]?.equals(bytes))).toEqual([true, true]);
});
