/** The UDP socket of a LAN door. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import type { Peer } from "../../src/ipmi/session.ts";
import { TURN_DATAGRAMS } from "../../src/transport/datagram-reader.ts";
import { PeerLog } from "../../src/transport/peer-log.ts";
import { openUdpDoor } from "../../src/transport/udp-door.ts";

const log = new PeerLog(pino({ level: "silent" }));

/** Counts datagrams and turns; calls `turn` at the end of each turn. */
async function door(turn: (datagrams: readonly Uint8Array[], peer: Peer | undefined) => void) {
  let taken: Uint8Array[] = [];
  let peer: Peer | undefined;
  const opened = await openUdpDoor(
    "udp:127.0.0.1:0",
    {
      receive: (datagram, from) => {
        taken.push(datagram);
        peer = from;
      },
      turnOver: () => {
        turn(taken, peer);
        taken = [];
      },
    },
    log,
  );
  onTestFinished(() => opened.close());
  return opened;
}

function client() {
  const socket = createSocket("udp4");
  onTestFinished(() => new Promise<void>((resolve) => socket.close(resolve)));
  return socket;
}

test("reports the port that it got for port 0, and answers from it", async () => {
  const opened = await door((_datagrams, peer) => peer && opened.send(Buffer.from("answer"), peer));
  expect(opened.address).toBe(`udp:127.0.0.1:${opened.port}`);
  const socket = client();
  const answered = once(socket, "message");
  socket.send("request", opened.port, "127.0.0.1");
  const [answer, from] = await answered;
  expect(String(answer)).toBe("answer");
  expect(from).toMatchObject({ address: "127.0.0.1", port: opened.port });
});

test("reads a burst in turns", async () => {
  const turns: number[] = [];
  let whole = () => {};
  const all = new Promise<void>((resolve) => (whole = resolve));
  const opened = await door((datagrams) => {
    turns.push(datagrams.length);
    if (turns.reduce((sum, each) => sum + each) === 64) whole();
  });
  const socket = client();
  for (let i = 0; i < 64; i++) socket.send(`${i}`, opened.port, "127.0.0.1");
  await all;
  expect(turns.length).toBeGreaterThan(1);
  expect(turns[0]).toBeLessThanOrEqual(TURN_DATAGRAMS);
});

test.each([
  ["another host", "192.0.2.9"],
  ["everyone", "255.255.255.255"],
])("on loopback cannot send to %s, and tells the sender", async (_who, address) => {
  const opened = await door(() => {});
  const sent = (to: string) =>
    new Promise<Error | null>((resolve) => opened.send(Buffer.from("trap"), { address: to, port: 162 }, resolve));
  expect(await sent(address)).toBeInstanceOf(Error);
  expect(await sent("127.0.0.1")).toBeNull();
});

test("tells the sender that it is closed", async () => {
  const opened = await openUdpDoor("udp:127.0.0.1:0", { receive() {}, turnOver() {} }, log);
  await opened.close();
  const peer = { address: "127.0.0.1", port: 162 };
  const sent = new Promise<Error | null>((resolve) => opened.send(Buffer.from("trap"), peer, resolve));
  expect(await sent).toBeInstanceOf(Error);
});

test("of IPv6 on all addresses reaches an IPv4 receiver", async () => {
  const opened = await openUdpDoor("udp:[::]:0", { receive() {}, turnOver() {} }, log);
  onTestFinished(() => opened.close());
  const receiver = client();
  receiver.bind(0, "127.0.0.1");
  await once(receiver, "listening");
  const received = once(receiver, "message");
  opened.send(Buffer.from("trap"), { address: "127.0.0.1", port: receiver.address().port });
  expect(String((await received)[0])).toBe("trap");
});

test("of IPv6 on all addresses knows an IPv4 client by its own address, and answers it", async () => {
  let peer: Peer | undefined;
  const taker = {
    receive(_datagram: Uint8Array, from: Peer) {
      peer = from;
    },
    turnOver: () => answer(),
  };
  const opened = await openUdpDoor("udp:[::]:0", taker, log);
  onTestFinished(() => opened.close());
  const answer = () => {
    for (const send of [opened.send, opened.sendFromOtherPort]) if (peer) send(Buffer.from("answer"), peer);
  };
  const socket = client();
  const answers: string[] = [];
  const both = new Promise<void>((resolve) =>
    socket.on("message", (text) => {
      if (answers.push(String(text)) === 2) resolve();
    }),
  );
  socket.send("request", opened.port, "127.0.0.1");
  await both;
  expect(peer).toEqual({ address: "127.0.0.1", port: socket.address().port });
});

test("says that its port is in use", async () => {
  const opened = await door(() => {});
  await expect(openUdpDoor(opened.address, { receive() {}, turnOver() {} }, log)).rejects.toThrow("the port is in use");
});
