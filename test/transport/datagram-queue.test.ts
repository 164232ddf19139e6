/** Datagrams that wait at a LAN door. */
import { expect, it } from "vitest";
import { DatagramQueue } from "../../src/transport/datagram-queue.ts";

const from = (port: number, number: number) => ({
  datagram: Uint8Array.of(number),
  peer: { address: "192.0.2.9", port },
});

function all(queue: DatagramQueue): number[] {
  const taken: number[] = [];
  for (let next = queue.next(); next; next = queue.next()) taken.push(...next.datagram);
  return taken;
}

it("takes one datagram of each client in turn, and those of one in order", () => {
  const queue = new DatagramQueue(8);
  for (const [port, number] of [
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 4],
    [3, 5],
    [2, 6],
  ] as const)
    queue.add(from(port, number));
  expect(all(queue)).toEqual([1, 4, 5, 2, 6, 3]);
  expect(queue.size).toBe(0);
});

it("drops the latest of the client with most of them when it is full, and takes the new one", () => {
  const queue = new DatagramQueue(4);
  for (let number = 1; number <= 3; number++) expect(queue.add(from(1, number))).toBe(true);
  expect(queue.add(from(2, 4))).toBe(true);
  expect(queue.add(from(3, 5))).toBe(false);
  expect(all(queue)).toEqual([1, 4, 5, 2]);
});

it("drops the new one when each client has one", () => {
  const queue = new DatagramQueue(2);
  queue.add(from(1, 1));
  queue.add(from(2, 2));
  expect(queue.add(from(3, 3))).toBe(false);
  expect(all(queue)).toEqual([1, 2]);
});
