/** Time that jumps or stands still: the host's clock, SIGSTOP of the daemon, SIGSTOP of a peer. */
import { spawn } from "node:child_process";
import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PATIENCE } from "../../support/waiting/patience.ts";
import { Guest } from "../guest.ts";
import { GuestedHouse } from "../guested-house.ts";
import { complaints, House } from "../house.ts";
import { type Outcome, skipped, type Trial, type TrialTools } from "../trial.ts";

const LIBRARY = "/usr/lib/*/faketime/libfaketime.so.1";
/** Offsets, and moments where a 32-bit time ends or begins. */
const JUMPS = [
  ...["+0", "+1h", "-1h", "+400d", "-400d", "+3y", "-20y", "+60y"],
  ...["@1969-12-31 23:59:50", "@2038-01-19 03:14:00", "@2106-02-07 06:28:10", "@2150-01-01 00:00:00"],
] as [string, ...string[]];
const LIFE = 10;

async function clockJumps(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const [library] = globSync(LIBRARY);
  if (library === undefined) return skipped("libfaketime is not installed (Debian package libfaketime)");
  const file = join(directory, "time");
  const jump = () => writeFileSync(file, `${dice.oneOf(JUMPS)}\n`);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  const record = { journal: join(directory, "journal.jsonl"), pcap: join(directory, "pcap.pcapng") };
  const one = new GuestedHouse(directory, { settings: { record } }, { env });
  const findings: string[] = [];
  jump();
  await one.start();
  for (let number = 1; number <= times; number++) {
    jump();
    if ((await one.add(5)) !== 5) findings.push("a change is refused after a jump of the clock");
    const [code] = await one.guest.ask(0x0a, 0x48);
    if (code !== 0) findings.push("Get SEL Time is refused after a jump of the clock");
    if (number % LIFE === 0 || number === times) {
      findings.push(...complaints(one.daemon));
      await one.kill();
      await one.start();
      findings.push(...(await one.problems()));
    }
    done();
  }
  await one.kill();
  return { counts: { "answered records": one.ledger.answered.size }, findings };
}

/** Stops of one daemon. Its machines' logs have room for what their guests write meanwhile. */
const STOPS_A_DAEMON = 100;

async function daemonStopped(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const findings: string[] = [];
  let answered = 0;
  for (let number = 0; number < times; number += STOPS_A_DAEMON) {
    const house = new House(join(directory, String(number)));
    const daemon = await house.start();
    const writing = house.write(0, Number.POSITIVE_INFINITY, () => {});
    for (let stop = number; stop < Math.min(times, number + STOPS_A_DAEMON); stop++) {
      await sleep(dice.between(0, 20));
      daemon.process.kill("SIGSTOP");
      await sleep(dice.between(0, 100));
      const before = house.answered;
      daemon.process.kill("SIGCONT");
      const deadline = performance.now() + PATIENCE.timeout;
      while (house.answered <= before + 10 && performance.now() < deadline) await sleep(1);
      if (house.answered <= before + 10) findings.push("answers do not go on after SIGCONT");
      done();
    }
    await daemon.kill();
    await writing;
    findings.push(...complaints(daemon), ...(await house.problems()));
    answered += house.answered;
  }
  return { counts: { "answered records": answered }, findings };
}

const PEER = fileURLToPath(new URL("../peer.ts", import.meta.url));

/** A peer that keeps many requests in flight is stopped; another machine's guest must not notice. */
async function peerStopped(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const house = new House(directory, { machines: ["a", "b"] });
  await using daemon = await house.start();
  const guest = await Guest.open(house.door("b"));
  const findings: string[] = [];
  const peer = spawn(process.execPath, [PEER, house.door("a")], { stdio: ["ignore", "pipe", "inherit"] });
  let answers = 0;
  peer.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.trim().split("\n")) {
      if (Number.isNaN(Number(line))) findings.push(`the peer: ${line}`);
      else answers = Number(line);
    }
  });
  const goOn = async () => {
    const before = answers;
    const deadline = performance.now() + PATIENCE.timeout;
    while (answers <= before && performance.now() < deadline) await sleep(1);
    if (answers <= before) findings.push("the peer gets no more answers");
  };
  await goOn();
  for (let number = 0; number < times; number++) {
    peer.kill("SIGSTOP");
    for (let i = dice.between(1, 50); i > 0; i--) {
      const [code] = await guest.ask(0x06, 0x01);
      if (code !== 0) findings.push("another machine's guest is refused");
    }
    peer.kill("SIGCONT");
    await goOn();
    done();
  }
  peer.kill("SIGKILL");
  guest.close();
  findings.push(...complaints(daemon));
  return { counts: { "answers to the peer": answers }, findings };
}

export const TIME: readonly Trial[] = [
  {
    name: "clock",
    deed: "the host's clock set to another time, between 1969 and 2150, with a journal and a capture; some kills",
    holds: "changes are answered, and everything answered is there once",
    times: { whole: 500, short: 5 },
    run: clockJumps,
  },
  {
    name: "stop-daemon",
    deed: "SIGSTOP and SIGCONT of the daemon under load",
    holds: "answers go on, and everything answered is there once",
    times: { whole: 1000, short: 20 },
    run: daemonStopped,
  },
  {
    name: "stop-peer",
    deed: "SIGSTOP and SIGCONT of a peer with 64 requests in flight",
    holds: "another machine's guest is answered meanwhile; the peer gets every answer, in order",
    times: { whole: 1000, short: 20 },
    run: peerStopped,
  },
];
