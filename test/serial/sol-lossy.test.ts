/** SOL over a channel that drops, doubles and reorders datagrams: nothing is lost or doubled. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { SolSession } from "../../src/serial/sol-session.ts";
import { SolConsole } from "../support/serial/sol-console.ts";

/** More retries than the parameter can say: eight losses in a row happen here, and cost the packet. */
const SETTINGS = { accumulateMs: 60, threshold: 40, retryMs: 500, retries: 50 };
/** Longest delay of a datagram: shorter than the wait for an acknowledgement, or longer. */
const DELAYS = [20, 700];
/** Long enough for every repeat of the longest case. */
const LIMIT_MS = 2_000_000;

/** Numbers that look random, from a seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

function exchange(seed: number, delay: number, printed: Uint8Array, typed: Uint8Array) {
  const clock = new ManualClock();
  const random = randomFrom(seed);
  /** Delivers a datagram never, once or twice, late. */
  const channel = (deliver: (payload: Uint8Array) => void) => (payload: Uint8Array) => {
    const copies = random(4) === 0 ? 0 : 1 + Number(random(4) === 0);
    for (let i = 0; i < copies; i++) clock.after(random(delay), () => deliver(payload));
  };
  let output = printed;
  const input: number[] = [];
  const guest = {
    output: {
      get waiting() {
        return output.length;
      },
      take(most: number) {
        const taken = output.slice(0, most);
        output = output.slice(taken.length);
        return taken;
      },
    },
    // A guest that takes a few characters, or none, and has room again a little later.
    write(characters: Uint8Array) {
      const taken = characters.subarray(0, random(3) === 0 ? random(characters.length + 1) : characters.length);
      input.push(...taken);
      if (taken.length < characters.length) clock.after(random(400), () => sol.room());
      return taken.length;
    },
    sendBreak() {},
  };
  const sol: SolSession = new SolSession(
    guest,
    () => SETTINGS,
    channel((payload) => client.receive(payload)),
    clock,
  );
  const client: SolConsole = new SolConsole(
    channel((payload) => sol.receive(payload)),
    clock,
    {
      size: () => 1 + random(100),
      accepts: (count) => (random(5) === 0 ? random(count + 1) : count),
    },
  );
  client.type(typed);
  sol.printed();
  const isOver = () => client.isIdle && client.received.length >= printed.length && input.length >= typed.length;
  while (!isOver() && clock.nowMs() < LIMIT_MS) clock.advance(100);
  // Repeats that are still on their way.
  clock.advance(20_000);
  return { received: client.received, input, dropped: sol.dropped };
}

it.each(DELAYS)("a datagram is up to %i ms late", (delay) => {
  const bytes = fc.uint8Array({ maxLength: 3000, size: "max" });
  fc.assert(
    fc.property(fc.nat(), bytes, bytes, (seed, printed, typed) => {
      const { received, input, dropped } = exchange(seed, delay, printed, typed);
      expect(dropped).toBe(0);
      expect(Buffer.from(received)).toEqual(Buffer.from(printed));
      expect(Buffer.from(input)).toEqual(Buffer.from(typed));
    }),
    { endOnFailure: true },
  );
});
