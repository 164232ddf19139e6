/**
 * Events of QEMU's machine from its QMP socket: resets, pauses, shutdowns. One JSON value per line, after the client
 * has sent qmp_capabilities. The client sends no other command but a break, and reconnects when QEMU restarts.
 */
import { connect, type Socket } from "node:net";
import { parseAddress } from "./address.ts";
import { EventBurst } from "./event-burst.ts";
import type { QmpEvent, TakeQmpEvents } from "./qmp-event.ts";
import { peersTurns } from "./turn-queue.ts";

/** The events that a BMC uses; QEMU has many others. */
const EVENTS = new Set(["RESET", "SHUTDOWN", "POWERDOWN", "STOP", "RESUME", "WATCHDOG", "GUEST_PANICKED"]);

const AGAIN_MS = 1000;
/** Longest line, far longer than any event; a longer line is not one. */
const MAX_LINE_LENGTH = 65_536;
/** Characters that come in one read before reading pauses for a turn of the event loop. */
const TURN_LENGTH = 4096;

export interface QmpWatch {
  /** Sends a break on a serial line, by the ID of its chardev. Returns false when QMP is not connected. */
  sendBreak(chardev: string): boolean;
  close(): void;
}

/** Calls `take` with all events until closed. QEMU listens at `address`, unix:PATH or tcp:HOST:PORT. */
export function watchQmp(address: string, take: TakeQmpEvents): QmpWatch {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const burst = new EventBurst(take);
  const dial = () => {
    socket = connect(target(address));
    readQmp(socket, burst);
    socket.on("close", () => {
      if (!closed) timer = setTimeout(dial, AGAIN_MS).unref();
    });
  };
  dial();
  return {
    sendBreak: (chardev) => socket !== undefined && sendBreak(socket, chardev),
    close() {
      closed = true;
      clearTimeout(timer);
      burst.close();
      socket?.destroy();
    },
  };
}

/**
 * Gives `burst` the events of one connection, from its first byte on, and flushes it at the end. QEMU keeps what is not read
 * in its memory, so everything is read, one chunk in each turn of the event loop.
 */
export function readQmp(socket: Socket, burst: EventBurst): void {
  let unread = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (unread + text).split("\n");
    unread = (lines.pop() ?? "").slice(-MAX_LINE_LENGTH);
    burst.take(lines.flatMap((line) => eventIn(line) ?? []));
    if (text.length < TURN_LENGTH) return;
    socket.pause();
    peersTurns.add(() => socket.resume());
  });
  socket.once("close", () => burst.flush());
  socket.on("error", () => {});
  // Node sends this once the socket is connected.
  socket.write('{"execute":"qmp_capabilities"}\n');
}

/** Returns false when the socket is not connected. QEMU's reply is not awaited. */
export function sendBreak(socket: Socket, chardev: string): boolean {
  if (socket.connecting || !socket.writable) return false;
  socket.write(`${JSON.stringify({ execute: "chardev-send-break", arguments: { id: chardev } })}\n`);
  return true;
}

function target(address: string) {
  const parsed = parseAddress(address);
  if (parsed.kind === "unix") return { path: parsed.path };
  if (parsed.kind === "tcp") return { host: parsed.host, port: parsed.port };
  throw new Error(`${address}: QMP is at unix:PATH or tcp:HOST:PORT`);
}

/** Parses a line. Returns undefined unless it is one of the events used here. */
export function eventIn(line: string): QmpEvent | undefined {
  const value = parsed(line);
  if (typeof value !== "object" || value === null || !("event" in value)) return undefined;
  const { event, data } = value as { event: unknown; data?: { reason?: unknown; guest?: unknown } | null };
  if (typeof event !== "string" || !EVENTS.has(event)) return undefined;
  return {
    name: event,
    reason: typeof data?.reason === "string" ? data.reason : undefined,
    guest: typeof data?.guest === "boolean" ? data.guest : undefined,
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
