/** The quiet machine, as its client sees it: one request at a time. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { UdpConsole } from "../test/support/lan/udp-console.ts";
import type { Doors } from "./noises.ts";
import { targetOf } from "./noises.ts";
import { getDeviceId } from "./traffic.ts";

export interface Quiet {
  /** Asks Get Device ID; resolves with the ms until the answer, or `mostMs` if there is none in that time. */
  ask(mostMs: number): Promise<number>;
  close(): void;
}

/** LAN machines that are asked in turn. */
const LAN_MACHINES = 10;

/** Connects to the quiet machines of a daemon: the first one, and over LAN those after the noisy one, too. */
export async function openQuiet(doors: Doors, addresses: readonly string[]): Promise<Quiet> {
  if (doors === "LAN") return quietSessions(addresses.toSpliced(1, 1).slice(0, LAN_MACHINES));
  const [address = ""] = addresses;
  const target = targetOf(address);
  const socket = doors === "TCP" ? connect(Number(target), "127.0.0.1") : connect(target);
  // The daemon ends the connection at its own end.
  socket.on("error", () => {});
  socket.setNoDelay(true);
  // Its greeting.
  await once(socket, "data");
  return { ask: (mostMs) => timeOf(socket, mostMs), close: () => socket.destroy() };
}

async function timeOf(socket: Socket, mostMs: number): Promise<number> {
  const answered = once(socket, "data");
  const startMs = performance.now();
  socket.write(getDeviceId(2));
  return elapsed(answered, startMs, mostMs);
}

async function quietSessions(addresses: readonly string[]): Promise<Quiet> {
  const clients: UdpConsole[] = [];
  for (const address of addresses) clients.push(await UdpConsole.logIn({ port: Number(targetOf(address)) }));
  let turn = 0;
  return {
    ask(mostMs) {
      const client = clients[turn++ % clients.length];
      const request = client?.sealed("06 01") ?? new Uint8Array();
      const startMs = performance.now();
      return elapsed(client?.exchange(request).catch(() => {}) ?? Promise.resolve(), startMs, mostMs);
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

async function elapsed(answered: Promise<unknown>, startMs: number, mostMs: number): Promise<number> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, mostMs);
  await Promise.race([answered, late]);
  clearTimeout(timer);
  return performance.now() - startMs;
}
