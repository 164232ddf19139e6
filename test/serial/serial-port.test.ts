import { describe, expect, it } from "vitest";
import { HOLD_BYTES, INPUT_BYTES, RING_BYTES, SerialPort } from "../../src/serial/serial-port.ts";
import type { SerialReader } from "../../src/serial/serial-reader.ts";
import { Telnet } from "../../src/serial/telnet.ts";
import { connectedPort, GuestLine, turn } from "../support/serial/guest-line.ts";

const silent = { onData() {} };
const textOf = (reader: SerialReader) => Buffer.from(reader.take(RING_BYTES)).toString("latin1");

describe("output", () => {
  it("reaches each reader at its own pace", async () => {
    const { port, guest } = connectedPort();
    const [one, other] = [port.read(silent), port.read(silent)];
    guest.print("hello ");
    await turn();
    expect(textOf(one)).toBe("hello ");
    guest.print("world");
    await turn();
    expect(textOf(one)).toBe("world");
    expect(textOf(other)).toBe("hello world");
  });

  it("tells each reader when some comes, and none after it has left", async () => {
    const { port, guest } = connectedPort();
    let calls = 0;
    const reader = port.read({ onData: () => calls++ });
    guest.print("a");
    await turn();
    reader.close();
    guest.print("b");
    await turn();
    expect(calls).toBe(1);
  });

  it("is read without a reader, so that the history is there for a later one", async () => {
    const { port, guest } = connectedPort();
    guest.print("boot");
    await turn();
    expect(textOf(port.read({ ...silent, fromHistory: true }))).toBe("boot");
    expect(textOf(port.read(silent))).toBe("");
  });

  it("overwrites what a slow reader has not taken, counts it, and leaves the others alone", async () => {
    const { port, guest } = connectedPort();
    const [slow, quick] = [port.read(silent), port.read(silent)];
    let taken = 0;
    for (let i = 0; i < 5; i++) {
      guest.print(new Uint8Array(RING_BYTES / 4).fill(i));
      await turn();
      taken += quick.take(RING_BYTES).length;
    }
    expect(taken).toBe((RING_BYTES / 4) * 5);
    expect(quick.lost).toBe(0);
    expect(slow.lost).toBe(RING_BYTES / 4);
    expect(slow.waiting).toBe(RING_BYTES);
    const kept = slow.take(RING_BYTES);
    expect([kept[0], kept.at(-1)]).toEqual([1, 4]);
    expect(slow.lost).toBe(RING_BYTES / 4);
  });

  it("is held back for a reader with flow control, which loses nothing", async () => {
    const { port, guest } = connectedPort();
    const reader = port.read({ ...silent, holds: true });
    guest.print(new Uint8Array(HOLD_BYTES));
    await turn();
    expect(guest.stream.isPaused()).toBe(false);
    guest.print("more");
    await turn();
    expect(guest.stream.isPaused()).toBe(true);
    reader.take(100);
    expect(guest.stream.isPaused()).toBe(false);
    expect(reader.lost).toBe(0);
  });

  it("flows again when the reader that held it back leaves", async () => {
    const { port, guest } = connectedPort();
    const reader = port.read({ ...silent, holds: true });
    guest.print(new Uint8Array(HOLD_BYTES + 1));
    await turn();
    reader.close();
    expect(guest.stream.isPaused()).toBe(false);
  });

  it("goes on in the same history after the guest has come back", async () => {
    const { port, guest } = connectedPort();
    guest.print("first ");
    await turn();
    guest.stream.destroy();
    await turn();
    expect(port.peer).toBeUndefined();
    const again = new GuestLine();
    port.attach(again.stream, "again");
    again.print("second");
    await turn();
    expect(port.peer).toBe("again");
    expect(textOf(port.read({ ...silent, fromHistory: true }))).toBe("first second");
    expect(port.counts).toEqual({ received: 12, written: 0, discarded: 0 });
  });
});

describe("input", () => {
  it("of several writers is merged, each write whole", () => {
    const { port, guest } = connectedPort();
    expect(port.write(Buffer.from("one\n"))).toBe(4);
    expect(port.write(Buffer.from("two\n"))).toBe(4);
    expect(guest.text).toBe("one\ntwo\n");
  });

  it("waits for a guest that takes none, up to its limit", async () => {
    const { port, guest } = connectedPort();
    guest.takes = false;
    expect(port.write(new Uint8Array(INPUT_BYTES - 1))).toBe(INPUT_BYTES - 1);
    expect(port.write(new Uint8Array(5))).toBe(1);
    expect(port.write(new Uint8Array(5))).toBe(0);
    const room = new Promise<void>((resolve) => port.onRoom(resolve));
    guest.take();
    await room;
    expect(port.write(new Uint8Array(5))).toBe(5);
  });

  it("is discarded and counted while no guest is connected", () => {
    const port = new SerialPort("unix:/run/ser0");
    expect(port.write(Buffer.from("hi"))).toBe(2);
    expect(port.counts).toEqual({ received: 0, written: 0, discarded: 2 });
  });
});

describe("break", () => {
  it("is IAC BREAK on a telnet line", async () => {
    const { port, guest } = connectedPort(new Telnet());
    guest.print(Uint8Array.of(0xff, 0xf1));
    await turn();
    expect(port.sendBreak()).toBe(true);
    expect(guest.received).toEqual([0xff, 0xf3]);
  });

  it("goes by QMP on a plain line", () => {
    const { port, guest } = connectedPort();
    expect(port.sendBreak()).toBe(false);
    port.breakByQmp = () => true;
    expect(port.sendBreak()).toBe(true);
    expect(guest.received).toEqual([]);
  });
});

it("answers telnet's options and takes them out of the output", async () => {
  const { port, guest } = connectedPort(new Telnet());
  guest.print(Uint8Array.of(0xff, 0xfb, 0x00, 0x41, 0xff, 0xff));
  await turn();
  expect(guest.received).toEqual([0xff, 0xfd, 0x00]);
  expect([...port.read({ ...silent, fromHistory: true }).take(10)]).toEqual([0x41, 0xff]);
  port.write(Uint8Array.of(0xff));
  expect(guest.received.slice(3)).toEqual([0xff, 0xff]);
});
