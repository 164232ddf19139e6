/**
 * What a QEMU tells of its machine on its QMP socket: resets, pauses, shutdowns. JSON values, one a line; it talks once we
 * have said qmp_capabilities. We ask for nothing else, and come again when QEMU does.
 */
import { connect, type Socket } from "node:net";
import { parseAddress } from "./address.ts";

export interface QmpEvent {
  /** QEMU's name for it: RESET, SHUTDOWN, POWERDOWN, STOP, RESUME, WATCHDOG, GUEST_PANICKED. */
  readonly name: string;
  /** Why, where QEMU says so: "guest-reset", "host-qmp-quit". */
  readonly reason: string | undefined;
  /** Whether the guest caused it, where QEMU says so. */
  readonly guest: boolean | undefined;
}

/** What is of interest to a BMC; QEMU tells of much else. */
const EVENTS = new Set(["RESET", "SHUTDOWN", "POWERDOWN", "STOP", "RESUME", "WATCHDOG", "GUEST_PANICKED"]);

const AGAIN_MS = 1000;
/** Far longer than any event; an answer that is longer is none of ours. */
const MAX_LINE_LENGTH = 65_536;

/** Calls `take` with each event until it is closed. `address`: unix:PATH or tcp:HOST:PORT, where QEMU listens. */
export function watchQmp(address: string, take: (event: QmpEvent) => void): { close(): void } {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const dial = () => {
    socket = connect(target(address));
    readQmp(socket, take);
    socket.on("close", () => {
      if (!closed) timer = setTimeout(dial, AGAIN_MS).unref();
    });
  };
  dial();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}

/** The same on one connection, from its first byte on. */
export function readQmp(socket: Socket, take: (event: QmpEvent) => void): void {
  let unread = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (unread + text).split("\n");
    unread = (lines.pop() ?? "").slice(-MAX_LINE_LENGTH);
    for (const line of lines) {
      const event = eventIn(line);
      if (event) take(event);
    }
  });
  socket.on("error", () => {});
  // Sent when there is a connection.
  socket.write('{"execute":"qmp_capabilities"}\n');
}

function target(address: string) {
  const parsed = parseAddress(address);
  if (parsed.kind === "unix") return { path: parsed.path };
  if (parsed.kind === "tcp") return { host: parsed.host, port: parsed.port };
  throw new Error(`${address}: QMP is at unix:PATH or tcp:HOST:PORT`);
}

/** Undefined for what is no event, or none of interest. */
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
