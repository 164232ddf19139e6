/**
 * A socket for the QMP events of a QEMU that the daemon starts. QEMU connects before its guest runs, and sends events
 * from the moment it reads the client's first line, milliseconds later. Dialing QEMU instead would miss more events.
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Members } from "../members.ts";
import { EventBurst } from "./event-burst.ts";
import { QmpConnection } from "./qmp-connection.ts";
import type { TakeQmpEvents } from "./qmp-event.ts";
import type { QmpWatch } from "./qmp-events.ts";

export interface QmpListener extends QmpWatch {
  /**
   * Resolves when an ended QEMU has sent all its events, or after a time limit if another process keeps its connection
   * open.
   */
  told(): Promise<void>;
  /** Ends a QEMU that is still connected. Returns as `told` does. */
  quit(): Promise<void>;
}

/** Time limit for the end of the connection: an ended QEMU has closed it, but its child process may not have. */
const CLOSE_TIMEOUT_MS = 1000;

/**
 * Listens at `path`, which must be in a directory that only the daemon's user can write to.
 * @param ready called each time a QEMU takes commands
 */
export async function listenForQmp(path: string, take: TakeQmpEvents, ready?: () => void): Promise<QmpListener> {
  const connected = new Members<Socket>();
  /** The newest connection: one QEMU runs at a time. */
  let qmp: QmpConnection | undefined;
  const burst = new EventBurst(take);
  const server = createServer((socket) => {
    connected.add(socket);
    socket.once("close", () => connected.delete(socket));
    qmp = new QmpConnection(socket, burst, ready);
  });
  const told = async () => {
    const closed = [...connected].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    const late = new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref());
    await Promise.race([Promise.all(closed), late]);
  };
  server.listen(path);
  await once(server, "listening");
  return {
    get connected() {
      return qmp?.connected ?? false;
    },
    async ask(command, given) {
      if (!qmp) throw new Error("QMP is not connected");
      return qmp.ask(command, given);
    },
    sendBreak: (chardev) => qmp?.sendBreak(chardev) ?? false,
    told,
    async quit() {
      if (!qmp?.connected) return;
      qmp.ask("quit").catch(() => {});
      await told();
    },
    close() {
      server.close();
      burst.close();
      for (const socket of connected) socket.destroy();
    },
  };
}
