/** Reservations, IPMI §31.4 and §33.11. */
import { expect, it } from "vitest";
import { Reservation } from "../../src/bmc/reservation.ts";

const lost = expect.objectContaining({ code: 0xc5 });

it("belongs to the last caller", () => {
  const reservation = new Reservation();
  const first = reservation.reserve();
  expect(() => reservation.check(first)).not.toThrow();
  const second = reservation.reserve();
  expect(() => reservation.check(first)).toThrow(lost);
  expect(() => reservation.check(second)).not.toThrow();
});

it("does not exist at first, after a cancellation and after a reset", () => {
  const reservation = new Reservation();
  expect(() => reservation.check(0)).toThrow(lost);
  const id = reservation.reserve();
  reservation.cancel();
  expect(() => reservation.check(id)).toThrow(lost);
  reservation.reset();
  expect(reservation.reserve()).not.toBe(id);
});

it("never has the ID 0000h", () => {
  const reservation = new Reservation();
  const ids = new Set(Array.from({ length: 0x10001 }, () => reservation.reserve()));
  expect(ids.size).toBe(0xffff);
  expect(ids.has(0)).toBe(false);
});
