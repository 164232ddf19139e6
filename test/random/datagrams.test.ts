/**
 * A million random datagrams at a LAN server, from clients without a password: rubbish, changed messages of a log-in, and
 * requests outside a session.
 */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { expect, it } from "vitest";
import { hex } from "../support/bytes/hex.ts";
import { packetIn } from "../support/lan/client-handshake.ts";
import { answerIn, Handshaking, logIn, outside15, outsidePlus } from "../support/lan/lan-console.ts";
import { ALL_SUITES, type LanMachine, lanMachine, type Sent } from "../support/lan/lan-machine.ts";

const SEED = Number(process.env["TEST_SEED"] ?? 20_260_101);
const DATAGRAMS = Number(process.env["TEST_REQUESTS"] ?? 1_000_000);
const DATAGRAMS_A_MACHINE = 5000;
const MAX_BYTES = 80;
/** Milliseconds by which the clock moves after each datagram at most: limits refill, and set-ups expire. */
const MAX_PAUSE_MS = 40;
/** The largest ratio of an answer to its request before a log-in. */
const MAX_TIMES = 2.5;
/** A pong and the acknowledgment that its ping asked for: 2.7 times the ping. */
const ACKNOWLEDGED_PONG = 4 + 28;
const LIMIT_MS = 10 * 60_000;

const dice = xoroshiro128plus(SEED);
const below = (limit: number) => uniformInt(dice, 0, limit - 1);
const oneOf = <T>(values: readonly T[]) => values[below(values.length)] as T;

const REQUESTS = [
  "06 38 8e 04",
  "06 37",
  "06 54 0e 00 80",
  "06 01",
  "00 02 01",
  "06 3a 02 04",
  `06 39 02 ${"00 ".repeat(16)}`,
];
const PING = hex("06 00 ff 06 00 00 11 be 80 07 00 00");

/** A message of the client's; most are changed in a byte or cut, or are longer. */
function datagram(steps: Handshaking): Uint8Array {
  const whole = message(steps);
  switch (below(6)) {
    case 0:
      return whole;
    case 1:
      return whole.subarray(0, below(whole.length + 1));
    case 2:
      return Buffer.concat([whole, rubbish(16)]);
    case 3:
      return Buffer.concat([whole.subarray(0, 4), rubbish(MAX_BYTES)]);
    default: {
      const changed = Uint8Array.from(whole);
      for (let n = below(3); n >= 0; n--) changed[below(changed.length)] = below(256);
      return changed;
    }
  }
}

function message(steps: Handshaking): Uint8Array {
  switch (below(6)) {
    case 0:
      return steps.openRequest();
    case 1:
      return steps.rakp1Request();
    case 2:
      return steps.console.handshake ? steps.rakp3Request() : PING;
    case 3:
      return outside15(oneOf(REQUESTS));
    case 4:
      return outsidePlus(oneOf(REQUESTS));
    default:
      return PING;
  }
}

function rubbish(most: number): Uint8Array {
  return Uint8Array.from({ length: below(most + 1) }, () => below(256));
}

/** A client that does not know the password. Some of its log-ins have come a step further. */
function stranger(to: LanMachine): Handshaking {
  const peer = { address: `192.0.2.${1 + below(200)}`, port: 1024 + below(4) };
  const steps = new Handshaking(to, { peer, suite: oneOf(ALL_SUITES.slice(1)), password: "wrong" });
  if (below(2) === 0) steps.open();
  if (steps.console.bmcSessionId !== 0 && below(2) === 0) steps.rakp1();
  return steps;
}

function problemOf(sent: readonly Sent[], asked: Uint8Array): string | undefined {
  const bytes = sent.reduce((sum, { datagram: { length } }) => sum + length, 0);
  const isAcknowledged = sent.length === 2 && bytes === ACKNOWLEDGED_PONG;
  if (bytes > MAX_TIMES * asked.length && !isAcknowledged) return `${asked.length} bytes are answered with ${bytes}`;
  for (const { datagram: answer } of sent) {
    if (answer[3] !== 0x07) continue;
    const packet = packetIn(answer);
    if (packet.kind === "session" && answerIn(packet.message).startsWith("ff")) return "FFh";
  }
  return undefined;
}

it(`random datagrams open no session, get short answers and end none, TEST_SEED=${SEED}`, { timeout: LIMIT_MS }, () => {
  /** The first of each kind. */
  const problems = new Map<string, string>();
  let answers = 0;
  for (let n = 0; n < DATAGRAMS; ) {
    const to = lanMachine({ cipherSuites: ALL_SUITES, sessions: { maximum: 3, idleTimeout: "1h" } });
    const session = logIn(to);
    for (let own = 0; own < DATAGRAMS_A_MACHINE && n < DATAGRAMS; ) {
      const steps = stranger(to);
      for (let burst = below(12); burst >= 0; burst--, own++, n++) {
        const asked = datagram(steps);
        const sent = to.send([asked], { address: `192.0.2.${1 + below(200)}`, port: 1024 + below(4) });
        answers += sent.length;
        const problem = problemOf(sent, asked);
        if (problem && !problems.has(problem)) problems.set(problem, Buffer.from(asked).toString("hex"));
        to.clock.advance(below(MAX_PAUSE_MS));
      }
    }
    if (to.bmc.sessions.count !== 1) problems.set("sessions", `${to.bmc.sessions.count} sessions are open`);
    if (session.ask("06 01").length !== 1) problems.set("session", "the user's session does not answer any more");
    to.machine.close();
  }
  expect([...problems]).toEqual([]);
  expect(answers).toBeGreaterThan(DATAGRAMS / 10);
});
