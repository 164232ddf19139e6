/** Packets outside a session: what a client and its address may send, and which of them are forgotten. */
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { MAX_ADDRESSES, PACKETS_A_SECOND, PACKETS_AT_ONCE } from "../../src/lan/limits.ts";
import { SourceLimit } from "../../src/lan/source-limit.ts";

const ADDRESS = "192.0.2.9";
const FIRST = { address: ADDRESS, port: 1 };

function limit() {
  const clock = new ManualClock();
  const made = new SourceLimit(clock);
  /** How many of twice the most packets at once are allowed. */
  const allowed = (address: string, port: number) => {
    let count = 0;
    for (let n = 0; n < 2 * PACKETS_AT_ONCE; n++) if (made.allows({ address, port })) count++;
    return count;
  };
  return { clock, made, allowed };
}

it("an address may send as much as two clients, from however many ports", () => {
  const { clock, allowed } = limit();
  expect([1, 2, 3, 4].map((port) => allowed(ADDRESS, port))).toEqual([PACKETS_AT_ONCE, PACKETS_AT_ONCE, 0, 0]);
  expect(allowed("192.0.2.10", 1)).toBe(PACKETS_AT_ONCE);
  clock.advance(1000);
  expect([5, 6, 7].map((port) => allowed(ADDRESS, port))).toEqual([PACKETS_AT_ONCE, 0, 0]);
  clock.advance(1000);
  expect([5, 1, 6].map((port) => allowed(ADDRESS, port))).toEqual([PACKETS_A_SECOND, PACKETS_A_SECOND, 0]);
});

it("1,024 clients and addresses are counted, and the one that was silent longest is forgotten", () => {
  const { made, allowed } = limit();
  allowed(ADDRESS, FIRST.port);
  const other = (n: number) => made.allows({ address: `10.0.${Math.floor(n / 256)}.${n % 256}`, port: 1 });
  for (let n = 1; n < MAX_ADDRESSES; n++) other(n);
  expect(made.allows(FIRST)).toBe(false);
  // The refusal was a packet of the first client, so that the others have been silent longer.
  for (let n = 1; n < MAX_ADDRESSES; n++) other(n);
  expect(made.allows(FIRST)).toBe(false);
  for (let n = 1; n <= MAX_ADDRESSES; n++) other(n);
  expect(made.allows(FIRST)).toBe(true);
});
