/** The quiet machine, as its client sees it: one request at a time, each after a pause. */
import { setTimeout as sleep } from "node:timers/promises";
import { UdpConsole } from "../test/support/lan/udp-console.ts";
import { Client, type Target } from "./client.ts";
import { runFirst } from "./cores.ts";
import { compile } from "./gcc.ts";
import { CLIENT_CORE, type Doors, targetOf } from "./noises.ts";
import { openClient } from "./pinned-client.ts";
import { answersLike } from "./traffic.ts";

/** Pause before each request. */
const PAUSE_MS = 5;
/** Wait for a LAN answer, after which the request counts as answered that late. */
const LAN_WAIT_MS = 10_000;
/** LAN machines that are asked in turn. */
const LAN_MACHINES = 10;

export interface Quiet {
  /** Asks Get Device ID so many times; resolves with the ms until each answer. */
  ask(count: number): Promise<readonly number[]>;
  close(): void;
}

/**
 * Connects to the quiet machines of a daemon: the first one, and over LAN those after the noisy one, too. The client runs
 * before all others of its core. Over Unix and TCP it is client.c: garbage collections of a client on Node took 3 ms each.
 */
export async function openQuiet(doors: Doors, addresses: readonly string[], directory: string): Promise<Quiet> {
  if (doors === "LAN") return quietSessions(addresses.toSpliced(1, 1).slice(0, LAN_MACHINES));
  const place = targetOf(addresses[0] ?? "");
  const target: Target = doors === "TCP" ? { host: "127.0.0.1", port: Number(place) } : { path: place };
  const { client: first, answer } = await Client.open(target);
  first.close();
  const program = compile("client", directory);
  if (program === undefined) throw new Error("gcc is missing; the client that measures is in C (apt-get install gcc)");
  const client = await openClient(program, target, answersLike(answer), directory, "quiet");
  runFirst(client.pid);
  return {
    ask: async (count) => [...(await client.run(CLIENT_CORE, count, 1, 1000 * PAUSE_MS)).map((us) => us / 1000)],
    close: () => client.close(),
  };
}

async function quietSessions(addresses: readonly string[]): Promise<Quiet> {
  const clients: UdpConsole[] = [];
  for (const address of addresses) clients.push(await UdpConsole.logIn({ port: Number(targetOf(address)) }));
  const timeOf = async (client: UdpConsole) => {
    const request = client.sealed("06 01");
    const startMs = performance.now();
    await Promise.race([client.exchange(request).catch(() => {}), sleep(LAN_WAIT_MS, undefined, { ref: false })]);
    return performance.now() - startMs;
  };
  return {
    async ask(count) {
      const times: number[] = [];
      while (times.length < count)
        for (const client of clients) {
          await sleep(PAUSE_MS);
          times.push(await timeOf(client));
        }
      return times;
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}
