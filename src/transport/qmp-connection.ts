/**
 * One QMP connection: one JSON value per line, after the client has sent qmp_capabilities. Events go to a burst, replies to
 * those who asked.
 */
import type { Socket } from "node:net";
import type { EventBurst } from "./event-burst.ts";
import type { QmpEvent } from "./qmp-event.ts";
import { peersTurns } from "./turn-queue.ts";

/** The events that a BMC uses; QEMU has many others. */
const EVENTS = new Set(["RESET", "SHUTDOWN", "POWERDOWN", "STOP", "RESUME", "WATCHDOG", "GUEST_PANICKED"]);

/** Longest line, far longer than any event or reply that is used here; a longer line is dropped. */
const MAX_LINE_LENGTH = 65_536;
/** Characters that come in one read before reading pauses for a turn of the event loop. */
export const TURN_LENGTH = 4096;
/** QEMU replies within milliseconds, unless it hangs. */
const REPLY_TIMEOUT_MS = 10_000;

interface Asked {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class QmpConnection {
  readonly #socket: Socket;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;

  /**
   * Gives `burst` the events from the connection's first byte on, and flushes it at the end. QEMU keeps what is not read in
   * its memory, so everything is read, one chunk in each turn of the event loop.
   * @param ready called once QEMU takes commands
   */
  constructor(socket: Socket, burst: EventBurst, ready: () => void = () => {}) {
    this.#socket = socket;
    let unread = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      const lines = (unread + text).split("\n");
      unread = (lines.pop() ?? "").slice(-MAX_LINE_LENGTH);
      burst.take(lines.flatMap((line) => this.#taken(line) ?? []));
      if (text.length < TURN_LENGTH) return;
      socket.pause();
      peersTurns.add(() => socket.resume());
    });
    socket.once("close", () => {
      burst.flush();
      for (const { reject } of this.#asked.values()) reject(new Error("the QMP connection ended"));
    });
    socket.on("error", () => {});
    // Node sends this once the socket is connected.
    this.#ask("qmp_capabilities").then(ready, () => {});
  }

  get connected(): boolean {
    return !this.#socket.connecting && this.#socket.writable;
  }

  /** Sends a command. Resolves with its result; rejects with QEMU's error, or when no reply comes. */
  async ask(command: string, given?: object): Promise<unknown> {
    if (!this.connected) throw new Error("QMP is not connected");
    return this.#ask(command, given);
  }

  /** Returns false when QMP is not connected. QEMU's reply is not awaited. */
  sendBreak(chardev: string): boolean {
    if (!this.connected) return false;
    this.#ask("chardev-send-break", { id: chardev }).catch(() => {});
    return true;
  }

  #ask(command: string, given?: object): Promise<unknown> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const late = setTimeout(() => reject(new Error(`QEMU did not reply to ${command}`)), REPLY_TIMEOUT_MS).unref();
    this.#asked.set(id, { resolve, reject: (error) => reject(new Error(`${command}: ${error.message}`)) });
    this.#socket.write(`${JSON.stringify({ execute: command, ...(given && { arguments: given }), id })}\n`);
    return promise.finally(() => {
      clearTimeout(late);
      this.#asked.delete(id);
    });
  }

  /** Takes a line. Returns its event, if it is one that a BMC uses. */
  #taken(line: string): QmpEvent | undefined {
    const value = parsed(line);
    if (typeof value === "object" && value !== null && "id" in value) this.#replied(value as Reply);
    return eventOf(value);
  }

  #replied({ id, return: result, error }: Reply): void {
    const asked = this.#asked.get(Number(id));
    if (error) asked?.reject(new Error(String(error.desc)));
    else asked?.resolve(result);
  }
}

interface Reply {
  readonly id: unknown;
  readonly return?: unknown;
  readonly error?: { readonly desc?: unknown } | null;
}

/** Parses a line. Returns undefined unless it is one of the events used here. */
export function eventIn(line: string): QmpEvent | undefined {
  return eventOf(parsed(line));
}

function eventOf(value: unknown): QmpEvent | undefined {
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
