/**
 * A process that is a LAN client on a core of its own: each line of input has a task, and its output the times of it in ms.
 * It seals all requests before it measures, and opens all answers after.
 */
import { createInterface } from "node:readline";
import { UdpConsole } from "../test/support/lan/udp-console.ts";

export interface LanTask {
  readonly kind: "requests" | "log-ins";
  readonly port: number;
  readonly suite: number;
  readonly count: number;
  /** Requests that are unanswered at a time; at most 8, because a BMC may refuse a number that is further ahead. */
  readonly outstanding: number;
}

export interface LanTimes {
  /** Times of the requests, or of the log-ins with their log-outs. */
  readonly ms: readonly number[];
  readonly totalMs: number;
}

/** Addresses from which log-ins come in turn: a BMC may limit the log-ins of one. */
const ADDRESSES = Array.from({ length: 64 }, (_, n) => `127.0.1.${n + 1}`);

async function requests({ port, suite, count, outstanding }: LanTask): Promise<LanTimes> {
  const client = await UdpConsole.logIn({ port, suite });
  try {
    const datagrams = Array.from({ length: count }, () => client.sealed("06 01"));
    const startMs = performance.now();
    const { answers, times } = await client.pipeline(datagrams, outstanding);
    const totalMs = performance.now() - startMs;
    for (const answer of answers) {
      const [code] = client.answerIn(answer);
      if (code !== 0) throw new Error(`Get Device ID was refused with ${code}`);
    }
    await client.logOut();
    return { ms: [...times], totalMs };
  } finally {
    client.close();
  }
}

async function logIns({ port, suite, count }: LanTask): Promise<LanTimes> {
  const clients = await Promise.all(ADDRESSES.map((from) => UdpConsole.connect({ port, suite, from })));
  try {
    const ms: number[] = [];
    for (let n = 0; n < count; n++) {
      const startMs = performance.now();
      await clients[n % clients.length]?.logIn();
      await clients[n % clients.length]?.logOut();
      ms.push(performance.now() - startMs);
    }
    return { ms, totalMs: ms.reduce((sum, each) => sum + each, 0) };
  } finally {
    for (const client of clients) client.close();
  }
}

for await (const line of createInterface(process.stdin)) {
  const task: LanTask = JSON.parse(line);
  const times = await (task.kind === "requests" ? requests(task) : logIns(task));
  process.stdout.write(`${JSON.stringify(times)}\n`);
}
