/**
 * A process that makes a noise at one door until it is killed: node bench/noise.ts KIND TARGET [HEX]
 *
 * It runs on the client's core at a low priority, so that the client, which measures, hardly waits for it.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect, type Socket } from "node:net";
import { getPriority, setPriority } from "node:os";
import { outside15 } from "../test/support/lan/lan-console.ts";
import { UdpConsole } from "../test/support/lan/udp-console.ts";

/** Requests that a flooding peer keeps in flight. */
const IN_FLIGHT = 2600;
/** Connections, or datagrams, that a storm keeps under way. */
const AT_ONCE = 64;
/** Steps of the nice value by which a noise comes after the client. */
const NICER = 10;

const [, , kind = "", target = "", hex = ""] = process.argv;
const request = Buffer.from(hex, "hex");

/** The noises. `target`: a path, or a port of 127.0.0.1. */
const NOISES: Readonly<Record<string, () => void | Promise<void>>> = {
  /** Sends the request again and again, with many in flight, and reads every answer. */
  async requests() {
    const requests = Buffer.concat(new Array<Uint8Array>(IN_FLIGHT).fill(request));
    const socket = dial();
    // The daemon's greeting.
    await once(socket, "data");
    socket.on("data", (chunk: Uint8Array) => {
      let answers = 0;
      for (const byte of chunk) if (byte === 0xa0) answers++;
      socket.write(requests.subarray(0, answers * request.length));
    });
    socket.write(requests);
  },
  /** Connects anew as soon as a connection ends, which it does at the first byte. */
  connections() {
    for (let n = 0; n < AT_ONCE; n++) connectAgain();
  },
  /** Sends requests outside a session as fast as it can, and does not care for answers. */
  datagrams() {
    const socket = createSocket("udp4").on("error", () => {});
    const datagram = outside15("06 38 8e 04");
    const send = () => {
      for (let n = 0; n < AT_ONCE; n++) socket.send(datagram, Number(target), "127.0.0.1");
      setImmediate(send);
    };
    send();
  },
  /** Keeps as many requests of a session in flight as the window of sequence numbers has room for. */
  async session() {
    const client = await UdpConsole.logIn({ port: Number(target) });
    for (;;)
      await client
        .pipeline(
          Array.from({ length: AT_ONCE }, () => client.sealed("06 01")),
          8,
        )
        .catch(() => {});
  },
  /** Logs in and out without end, many at a time, from one address. */
  async logIns() {
    const forever = async () => {
      for (;;) {
        const client = await UdpConsole.connect({ port: Number(target) });
        await client
          .logIn()
          .then(() => client.logOut())
          .catch(() => {});
        client.close();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, forever));
  },
  /** Reads a resource by Redfish without end, on as many connections as an address may have. */
  redfish() {
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const authorization = `Basic ${Buffer.from("admin:secret").toString("base64")}`;
    const options = { agent, headers: { authorization }, host: "127.0.0.1", port: Number(target) };
    const path = request.toString() || "/redfish/v1/Systems/1";
    const again = () => {
      const sent = get({ ...options, path }, (answer) => answer.resume().once("end", again));
      sent.once("error", () => setImmediate(again));
    };
    for (let n = 0; n < AT_ONCE; n++) again();
  },
  /** Leaves the daemon alone. */
  none() {
    setImmediate(NOISES["none"] ?? (() => {}));
  },
};

function dial(): Socket {
  const socket = /^\d+$/.test(target) ? connect(Number(target), "127.0.0.1") : connect(target);
  return socket.on("error", () => {});
}

function connectAgain(): void {
  const socket = dial();
  socket.once("data", () => socket.destroy());
  socket.once("close", () => setImmediate(connectAgain));
}

setPriority(getPriority() + NICER);
await NOISES[kind]?.();
