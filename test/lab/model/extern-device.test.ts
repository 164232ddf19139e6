import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import type { Acceptance } from "../../../src/lab/model/acceptance.ts";
import { ExternDevice } from "../../../src/lab/model/extern-device.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";

/** Get Device ID, as the interface hands it over, and its answer. */
const REQUEST = hex("18 01");
const ANSWER = "00 1c 01 00 42 a1";

let clock: ManualClock;
/** Actions of the device, in words, since the last look. */
let done: string[];
/** The number of bytes that the chardev takes before it is full. */
let room: number;
let device: ExternDevice;

beforeEach(() => makeDevice("strict"));

function makeDevice(acceptance: Acceptance): void {
  clock = new ManualClock();
  done = [];
  room = Number.POSITIVE_INFINITY;
  device = new ExternDevice({
    acceptance,
    clock,
    write(bytes) {
      const taken = bytes.subarray(0, room);
      room -= taken.length;
      if (taken.length > 0) done.push(`sent ${toHex(taken)}`);
      return taken.length;
    },
    perform: (action) => void done.push(action),
  });
  device.attach({
    handleResponse: (id, response) => void done.push(`answer ${toHex(Uint8Array.of(id))}: ${toHex(response)}`),
    setAttention: (attention, interrupt) => void done.push(`attention ${attention} ${interrupt}`),
    setInterruptEnable: (enabled) => void done.push(`interrupts ${enabled}`),
    reset: () => void done.push("interface reset"),
  });
}

function receive(bytes: string): void {
  for (const byte of hex(bytes)) device.receive(byte);
}

function look(): string[] {
  const seen = done;
  done = [];
  return seen;
}

/** Open, greeted, and that out of the way. */
function open(): void {
  device.opened();
  clock.advance(4000);
  look();
}

describe("a reset of the machine", () => {
  test("is nothing to the device of any QEMU there is", () => {
    open();
    device.resetMachine();
    expect(look()).toEqual([]);
  });

  test("resets the interface, ends the wait for an answer and is reported to a connected BMC, where cured", () => {
    makeDevice("resets");
    device.resetMachine();
    expect(look()).toEqual(["interface reset"]);
    open();
    device.handleCommand(REQUEST, 2, 0);
    look();
    device.resetMachine();
    expect(look()).toEqual(["interface reset", "sent 04 a1"]);
    clock.advance(60_000);
    expect(look()).toEqual([]);
    device.handleCommand(REQUEST, 2, 1);
    clock.advance(4000);
    expect(look()).toEqual(["sent 01 18 01 e6 a0", "answer 01: 1c 01 c3"]);
  });

  test("that the BMC asks for is one too", () => {
    makeDevice("resets");
    open();
    receive("04 a1");
    expect(look()).toEqual(["reset", "interface reset", "sent 04 a1"]);
  });
});

describe("a device that keeps the request", () => {
  test("waits for no answer to its greeting", () => {
    makeDevice("timer-kept-unescaped");
    device.opened();
    clock.advance(60_000);
    expect(look()).toEqual(["sent ff 01 a1 08 3f a1"]);
  });
});

describe("a connection", () => {
  test("begins with version and capabilities, and gets QEMU's own answer under FFh after 4 s", () => {
    device.opened();
    expect(look()).toEqual(["sent ff 01 a1 08 3f a1"]);
    clock.advance(3999);
    expect(look()).toEqual([]);
    clock.advance(1);
    expect(look()).toEqual(["answer ff: 05 a1 c3"]);
  });

  test("ends attention, and a request with D2h; without one it ends attention alone", () => {
    open();
    device.handleCommand(REQUEST, 2, 0);
    look();
    device.closed();
    expect(look()).toEqual(["attention false false", "answer 00: 1c 01 d2"]);
    open();
    device.closed();
    expect(look()).toEqual(["attention false false"]);
    device.closed();
    expect(look()).toEqual([]);
  });

  test("without a connection answers every request with D2h", () => {
    device.handleCommand(REQUEST, 2, 7);
    expect(look()).toEqual(["answer 07: 1c 01 d2"]);
    clock.advance(10_000);
    expect(look()).toEqual([]);
  });

  test("leaves its half frame to the next one: 03h, and then the version, is power-off", () => {
    open();
    receive("03");
    device.closed();
    open();
    receive("ff 01 a1");
    expect(look()).toEqual(["powerOff"]);
  });

  test("with A0h A1h first is safe from a half frame and from a half escape", () => {
    open();
    receive("03 aa");
    device.closed();
    open();
    receive("a0 a1 ff 01 a1 01 a1");
    expect(look()).toEqual(["attention true false"]);
  });
});

describe("bytes from the BMC", () => {
  test.each([
    ["03 a1", ["powerOff"]],
    ["04 a1", ["reset"]],
    ["07 a1", ["nmi"]],
    ["09 a1", ["gracefulShutdown"]],
    ["00 a1 01 a1 02 a1", ["attention false false", "attention true false", "attention true true"]],
    ["05 a1 06 a1", ["interrupts true", "interrupts false"]],
    ["ff 01 a1 08 3f a1 0a a1 0b a1 42 a1 a1", []],
    ["aa 13 a1", ["powerOff"]],
    ["aa aa 13 a1", ["powerOff"]],
    ["03 aa a1 13 a1", []],
    // The escape outlives A0h, and 13h becomes 03h.
    ["42 aa a0 13 a1", ["powerOff"]],
    [`${"03".repeat(302)} a1`, ["powerOff"]],
    [`${"03".repeat(303)} a1`, []],
    // The escape outlives the A1h that ends the overlong frame.
    [`${"03".repeat(303)} aa a1 13 a1`, ["powerOff"]],
  ])("%s", (bytes, expected) => {
    open();
    receive(bytes);
    expect(look()).toEqual(expected);
  });

  test("attention and an answer in one write both arrive", () => {
    open();
    device.handleCommand(REQUEST, 2, 0);
    look();
    receive(`01 a1 ${ANSWER} a0`.replace("a1 a0", "aa b1 a0"));
    expect(look()).toEqual(["attention true false", "answer 00: 1c 01 00 42"]);
  });
});

describe("a request", () => {
  beforeEach(open);

  test("goes out with id and checksum, escaped", () => {
    device.handleCommand(hex("18 01 a0 a1 aa"), 5, 0x05);
    expect(look()).toEqual(["sent 05 18 01 aa b0 aa b1 aa ba f7 a0"]);
  });

  test.each([
    [0, "c7"],
    [1, "c7"],
    [301, "c6"],
  ])("of %i bytes is refused with %s and not sent", (length, code) => {
    device.handleCommand(new Uint8Array(301).fill(0x18), length, 0x05);
    expect(look()).toEqual([`answer 05: 1c 18 ${code}`]);
  });

  test("with 300 bytes is sent", () => {
    device.handleCommand(new Uint8Array(300).fill(0x18), 300, 0x05);
    expect(look()).toMatchObject([/^sent 05 18/]);
  });

  test("restarts its timer when the guest sends another before the answer", () => {
    device.handleCommand(REQUEST, 2, 0);
    clock.advance(3000);
    device.handleCommand(REQUEST, 2, 1);
    look();
    clock.advance(3999);
    expect(look()).toEqual([]);
    clock.advance(1);
    expect(look()).toEqual(["answer 01: 1c 01 c3"]);
  });

  test("stops its timer after an answer with any ID", () => {
    device.handleCommand(REQUEST, 2, 0);
    receive("77 1c 01 00 6c a0");
    look();
    clock.advance(60_000);
    expect(look()).toEqual([]);
  });

  test("keeps its timer after an answer that is too short, damaged or cut off by an escape", () => {
    device.handleCommand(REQUEST, 2, 0);
    look();
    clock.advance(2000);
    receive("00 1c 01 e3 a0  00 1c 01 00 e4 a0  00 1c 01 00 e3 aa a0");
    clock.advance(1999);
    expect(look()).toEqual([]);
    clock.advance(1);
    expect(look()).toEqual(["answer 00: 1c 01 c3"]);
  });

  test("gets its time-out answer in the buffer that holds half of the BMC's", () => {
    device.handleCommand(REQUEST, 2, 0);
    receive("00 1c 01 00");
    clock.advance(4000);
    look();
    // The checksum was right for the completion code that is C3h now.
    receive("e3 a0");
    expect(look()).toEqual([]);
  });

  test.each([
    [0x9f, "answer 9f: 1c 01 c3"],
    [0xa0, "answer aa: b4 18 c3"],
    [0xa1, "answer aa: b5 18 c3"],
    [0xaa, "answer aa: be 18 c3"],
  ])("with id %i times out with what stands on the wire", (id, expected) => {
    device.handleCommand(REQUEST, 2, id);
    look();
    clock.advance(4000);
    expect(look()).toEqual([expected]);
  });
});

describe("a BMC that does not read", () => {
  beforeEach(open);

  test("gets the rest 10 ms later, and the 4 s begin only then", () => {
    room = 3;
    device.handleCommand(REQUEST, 2, 0);
    clock.advance(10);
    room = 100;
    expect(look()).toEqual(["sent 00 18 01"]);
    clock.advance(10);
    expect(look()).toEqual(["sent e7 a0"]);
    clock.advance(3999);
    expect(look()).toEqual([]);
    clock.advance(1);
    expect(look()).toEqual(["answer 00: 1c 01 c3"]);
  });

  test("makes QEMU call abort() at the next request, and even after the connection has ended", () => {
    room = 3;
    device.handleCommand(REQUEST, 2, 0);
    const abort = expect.objectContaining({ name: "LabError", fault: "ended" });
    expect(() => device.handleCommand(REQUEST, 2, 0)).toThrow(abort);
    device.closed();
    expect(() => device.handleCommand(REQUEST, 2, 0)).toThrow(abort);
  });
});
