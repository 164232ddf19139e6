/** SIGKILL of the daemon under LAN sessions. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { UdpConsole } from "../../support/lan/udp-console.ts";
import { listProblems } from "../../support/store/kept-problems.ts";
import { readKept } from "../../support/store/kept-writer.ts";
import { EventLedger } from "../guest.ts";
import { complaints, House } from "../house.ts";
import type { Outcome, Trial, TrialTools } from "../trial.ts";

/** Longest life of a daemon, in answers to one of its clients. */
const MAX_ANSWERS = 60;
const CLIENTS = 2;
const USERS = { accounts: [{ id: 2, name: "admin", password: "secret" }] };

async function underSessions(times: number, { dice, directory, done }: TrialTools): Promise<Outcome> {
  const port = await freePort();
  const lan = { listen: `udp:127.0.0.1:${port}` };
  const house = new House(directory, { machines: ["a"], settings: { lan, users: USERS } });
  const ledger = new EventLedger();
  const findings: string[] = [];
  for (let number = 0; number < times; number++) {
    await using daemon = await house.start();
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => UdpConsole.logIn({ port })));
    const lastAnswer = dice.between(1, MAX_ANSWERS);
    let answers = 0;
    const ended = once(daemon.process, "exit");
    const writing = clients.map(async (client) => {
      while (await ledger.add(client)) if (++answers === lastAnswer) daemon.process.kill("SIGKILL");
    });
    // The kill leaves a request of each without an answer.
    await Promise.race([Promise.allSettled(writing), ended]);
    for (const client of clients) client.close();
    await daemon.kill();
    findings.push(...complaints(daemon));
    done();
  }
  await using daemon = await house.start();
  const { sel } = await readKept(house.door("a"));
  findings.push(...listProblems("SEL", ledger, sel), ...complaints(daemon));
  const client = await UdpConsole.logIn({ port });
  client.close();
  return { counts: { "answered records": ledger.answered.size }, findings };
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

export const LAN: readonly Trial[] = [
  {
    name: "kill-lan",
    deed: "SIGKILL of a daemon under two LAN sessions that write as fast as they are answered",
    holds:
      "everything answered is there once, under its id and in order; the start reports nothing, and users log in again",
    times: { whole: 300, short: 3 },
    run: underSessions,
  },
];
