/** Fairness between LAN doors, counted in turns: one door is flooded, and the others are read as if it were not. */
import { expect, it } from "vitest";
import { DatagramReader, MAX_WAITING, TURN_MS } from "../../src/transport/datagram-reader.ts";

const DOORS = 500;
const FLOODED = 0;
const FLOOD = 5000;
const ROUNDS = 4;

const from = (port: number) => ({ datagram: Uint8Array.of(port % 256), peer: { address: "192.0.2.9", port } });

/** Doors whose datagrams take longer than a turn each, in a time of their own. */
function doors(count: number) {
  let ms = 0;
  /** The door of each datagram that was read, in order. */
  const read: number[] = [];
  const done = Promise.withResolvers<void>();
  const readers = Array.from({ length: count }, (_, door) => {
    const receive = () => {
      ms += 2 * TURN_MS;
      read.push(door);
    };
    const turnOver = () => {
      // The flood goes on until the others have everything.
      if (door !== FLOODED || isOver()) return;
      queueMicrotask(() => [1, 2, 3].forEach((port) => void readers[FLOODED]?.add(from(port))));
    };
    return new DatagramReader({ receive, turnOver }, () => ms);
  });
  const isOver = () => {
    const isLast = read.length - countOf(FLOODED) >= (count - 1) * ROUNDS;
    if (isLast) done.resolve();
    return isLast;
  };
  const countOf = (door: number) => read.filter((each) => each === door).length;
  return { readers, read, countOf, done: done.promise };
}

it("a flooded door reads one datagram for each that the others read, and drops its own", async () => {
  const { readers, read, countOf, done } = doors(DOORS);
  const [flooded, ...others] = readers;
  for (let n = 0; n < FLOOD; n++) flooded?.add(from(1 + (n % 3)));
  expect(flooded?.dropped).toBe(FLOOD - 1 - MAX_WAITING);
  for (let round = 0; round < ROUNDS; round++) for (const door of others) door.add(from(9));
  // Idle doors read their first datagram at once, however many wait at another.
  expect(read).toEqual(readers.map((_, door) => door));
  await done;
  // Each round has one turn of every door: the flood delays each of the others by one datagram a round.
  for (let round = 0; round < ROUNDS; round++) {
    const ofRound = read.slice(round * DOORS, (round + 1) * DOORS);
    expect(new Set(ofRound).size).toBe(DOORS);
  }
  expect(countOf(FLOODED)).toBeLessThanOrEqual(ROUNDS + 1);
  flooded?.close();
});
