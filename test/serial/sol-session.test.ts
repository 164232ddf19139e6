/** SOL payloads byte by byte: sequence numbers, acknowledgements, times, and each operation of the console. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { ROOM_TIMEOUT_MS } from "../../src/serial/sol-receiver.ts";
import { MAX_CHARACTERS } from "../../src/serial/sol-sender.ts";
import { SolSession } from "../../src/serial/sol-session.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const SETTINGS = { accumulateMs: 60, threshold: 4, retryMs: 500, retries: 2 };

function session(settings: Partial<typeof SETTINGS> = {}) {
  const clock = new ManualClock();
  const sent: string[] = [];
  const typed: number[] = [];
  const guest = { room: 1000, lateRoom: 0, breaks: 0, output: "" };
  const sol = new SolSession(
    {
      output: {
        get waiting() {
          return guest.output.length;
        },
        take(most) {
          const taken = Buffer.from(guest.output.slice(0, most), "latin1");
          guest.output = guest.output.slice(taken.length);
          return taken;
        },
      },
      write(characters, isLate) {
        const taken = characters.subarray(0, isLate ? guest.lateRoom : guest.room);
        guest[isLate ? "lateRoom" : "room"] -= taken.length;
        typed.push(...taken);
        return taken.length;
      },
      sendBreak: () => void guest.breaks++,
    },
    () => ({ ...SETTINGS, ...settings }),
    (payload) => sent.push(toHex(payload)),
    clock,
  );
  return {
    clock,
    guest,
    typed: () => Buffer.from(typed).toString("latin1"),
    print(text: string) {
      guest.output += text;
      sol.printed();
    },
    room(count: number) {
      guest.room = count;
      sol.room();
    },
    receive: (payload: string) => sol.receive(hex(payload)),
    close: (tell: boolean) => sol.close(tell),
    /** Payloads since the last call. */
    sent: () => sent.splice(0),
  };
}

it("waits for the accumulate interval, or sends at the threshold", () => {
  const sol = session();
  sol.print("ab");
  sol.clock.advance(59);
  expect(sol.sent()).toEqual([]);
  sol.clock.advance(1);
  expect(sol.sent()).toEqual(["01 00 00 00 61 62"]);
  sol.receive("00 01 02 00");
  sol.print("cdef");
  expect(sol.sent()).toEqual(["02 00 00 00 63 64 65 66"]);
});

it("sends a full packet, and the next one after the acknowledgement", () => {
  const sol = session({ threshold: 0 });
  sol.print("x".repeat(MAX_CHARACTERS + 1));
  expect(sol.sent().map((payload) => payload.split(" ").length)).toEqual([4 + MAX_CHARACTERS]);
  sol.clock.advance(400);
  expect(sol.sent()).toEqual([]);
  sol.receive("00 01 f8 00");
  sol.clock.advance(60);
  expect(sol.sent()).toEqual(["02 00 00 00 78"]);
});

it("counts from 15 to 1", () => {
  const sol = session();
  const numbers = Array.from({ length: 16 }, () => {
    sol.print("abcd");
    const [number = ""] = sol.sent()[0]?.split(" ") ?? [];
    sol.receive(`00 ${number} 04 00`);
    return number;
  });
  expect(numbers.slice(13)).toEqual(["0e", "0f", "01"]);
});

it("repeats a packet, then drops it and reports the overrun in the next", () => {
  const sol = session();
  sol.print("abcd");
  for (const _ of [0, 1, 2]) {
    expect(sol.sent()).toEqual(["01 00 00 00 61 62 63 64"]);
    sol.clock.advance(500);
  }
  sol.print("efgh");
  expect(sol.sent()).toEqual(["02 00 00 08 65 66 67 68"]);
});

it("sends the rest of a packet that was accepted in part under a new number", () => {
  const sol = session();
  sol.print("abcd");
  sol.receive("00 01 01 00");
  expect(sol.sent().slice(1)).toEqual(["02 00 00 00 62 63 64"]);
  sol.receive("00 02 00 00");
  expect(sol.sent()).toEqual([]);
  sol.clock.advance(500);
  expect(sol.sent()).toEqual(["03 00 00 00 62 63 64"]);
});

it("holds after a NACK until a packet without one", () => {
  const sol = session();
  sol.print("abcd");
  sol.receive("00 01 02 40");
  sol.print("efgh");
  sol.clock.advance(5000);
  expect(sol.sent()).toEqual(["01 00 00 00 61 62 63 64"]);
  sol.receive("00 00 00 00");
  expect(sol.sent()).toEqual(["02 00 00 00 63 64 65 66 67 68"]);
});

it("ignores an acknowledgement of another packet", () => {
  const sol = session();
  sol.print("abcd");
  sol.receive("00 05 04 00");
  sol.clock.advance(500);
  expect(sol.sent()).toHaveLength(2);
});

it("delivers a packet once, and acknowledges each copy of it", () => {
  const sol = session();
  sol.receive("01 00 00 00 61");
  sol.receive("01 00 00 00 61");
  sol.receive("02 00 00 00 62");
  sol.receive("01 00 00 00 61");
  expect(sol.typed()).toBe("ab");
  expect(sol.sent()).toEqual(["00 01 01 00", "00 01 01 00", "00 02 01 00"]);
});

it("acknowledges a packet without characters that has a number, and never one without", () => {
  const sol = session();
  sol.receive("01 00 00 00");
  sol.receive("00 00 00 00");
  expect(sol.sent()).toEqual(["00 01 00 00"]);
});

it("delays the acknowledgment for a guest that takes input slowly", () => {
  const sol = session();
  sol.guest.room = 1;
  sol.receive("01 00 00 00 61 62 63");
  sol.receive("01 00 00 00 61 62 63");
  sol.room(1);
  expect(sol.sent()).toEqual([]);
  sol.room(1);
  expect(sol.sent()).toEqual(["00 01 03 00"]);
  expect(sol.typed()).toBe("abc");
});

it("takes a whole packet that has waited, so that ipmitool and pyghmi lose nothing of it", () => {
  const sol = session();
  Object.assign(sol.guest, { room: 1, lateRoom: 2 });
  sol.receive("01 00 00 00 61 62 63");
  sol.clock.advance(ROOM_TIMEOUT_MS - 1);
  expect(sol.sent()).toEqual([]);
  sol.clock.advance(1);
  expect(sol.sent()).toEqual(["00 01 03 00"]);
  expect(sol.typed()).toBe("abc");
});

it("says by a NACK how much it took of a packet that has waited, when too much input waits", () => {
  const sol = session();
  Object.assign(sol.guest, { room: 1, lateRoom: 1 });
  sol.receive("01 00 00 00 61 62 63");
  sol.clock.advance(ROOM_TIMEOUT_MS);
  expect(sol.sent()).toEqual(["00 01 02 40"]);
  sol.receive("01 00 00 00 61 62 63");
  expect(sol.sent()).toEqual(["00 01 02 40"]);
  expect(sol.typed()).toBe("ab");
});

it("stops while the console holds CTS low", () => {
  const sol = session();
  sol.receive("00 00 00 08");
  sol.print("abcd");
  sol.clock.advance(1000);
  expect(sol.sent()).toEqual([]);
  sol.receive("00 00 00 00");
  expect(sol.sent()).toEqual(["01 00 00 00 61 62 63 64"]);
});

it("flushes its output, and the input that waits for the guest", () => {
  const sol = session();
  sol.print("abcdefgh".repeat(100));
  sol.sent();
  sol.receive("00 00 00 01");
  sol.clock.advance(1000);
  expect(sol.sent()).toEqual([]);
  sol.guest.room = 1;
  sol.receive("01 00 00 00 61 62");
  sol.receive("00 00 00 02");
  sol.room(5);
  expect(sol.typed()).toBe("a");
});

it("generates a break once", () => {
  const sol = session();
  sol.receive("01 00 00 10");
  sol.receive("01 00 00 10");
  sol.receive("00 00 00 10");
  expect(sol.guest.breaks).toBe(2);
});

it("tells the console that it ends, and is silent from then on", () => {
  const sol = session();
  sol.print("abcd");
  sol.sent();
  sol.close(true);
  sol.clock.advance(10_000);
  sol.print("efgh");
  expect(sol.sent()).toEqual(["00 00 00 10"]);
});

it.each(["", "01", "01 00 00"])("refuses %j", (payload) => {
  expect(session().receive(payload)).toBe(false);
});

/** Happenings at a session: text that the guest prints, milliseconds that pass, or a payload of the console. */
const happening = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.nat(2000),
  fc.uint8Array({ maxLength: 12 }),
  // Payloads whose numbers may fit, and any operation.
  fc
    .tuple(fc.nat(15), fc.nat(15), fc.nat(255), fc.nat(255), fc.uint8Array({ maxLength: 8 }))
    .map(([sequence, acknowledged, count, operation, characters]) =>
      Uint8Array.of(sequence, acknowledged, count, operation, ...characters),
    ),
);

it("survives any payloads: its own are whole and no longer than a packet, and the guest gets no more than was typed", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const sol = session();
      let typed = 0;
      for (const each of happenings) {
        if (typeof each === "string") sol.print(each);
        else if (typeof each === "number") sol.clock.advance(each);
        else {
          typed += Math.max(0, each.length - 4);
          expect(sol.receive(toHex(each))).toBe(each.length >= 4);
        }
      }
      for (const payload of sol.sent()) {
        const size = payload.split(" ").length;
        expect(size).toBeGreaterThanOrEqual(4);
        expect(size).toBeLessThanOrEqual(4 + MAX_CHARACTERS);
      }
      expect(sol.typed().length).toBeLessThanOrEqual(typed);
    }),
  );
});
