/**
 * A socket at which a QEMU that we start tells of its machine. QEMU connects before its guest runs, and tells from when it
 * has read our first line, milliseconds later, until it has ended. Who dials QEMU instead comes later than that.
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type QmpEvent, readQmp } from "./qmp-events.ts";

export interface QmpListener {
  /** Resolves when a QEMU that has ended has told all, or when something else keeps its connection open. */
  told(): Promise<void>;
  close(): void;
}

/** What has ended has closed its connection; a child of its own may not have. */
const CLOSE_TIMEOUT_MS = 1000;

/** `path`: in a directory that is ours alone. */
export async function listenForQmp(path: string, take: (event: QmpEvent) => void): Promise<QmpListener> {
  const connected = new Set<Socket>();
  const server = createServer((socket) => {
    connected.add(socket);
    socket.once("close", () => connected.delete(socket));
    readQmp(socket, take);
  });
  server.listen(path);
  await once(server, "listening");
  return {
    async told() {
      const closed = [...connected].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref());
      await Promise.race([Promise.all(closed), late]);
    },
    close() {
      server.close();
      for (const socket of connected) socket.destroy();
    },
  };
}
