/** QMP to a QEMU that listens: events of its machine, and commands to it. Reconnects when QEMU restarts. */
import { connect } from "node:net";
import { parseAddress } from "./address.ts";
import { EventBurst } from "./event-burst.ts";
import { QmpConnection } from "./qmp-connection.ts";
import type { TakeQmpEvents } from "./qmp-event.ts";

const AGAIN_MS = 1000;

export interface QmpWatch {
  readonly connected: boolean;
  /** Sends a command. Resolves with its result; rejects with QEMU's error, or when no reply comes. */
  ask(command: string, given?: object): Promise<unknown>;
  /** Sends a break on a serial line, by the ID of its chardev. Returns false when QMP is not connected. */
  sendBreak(chardev: string): boolean;
  close(): void;
}

/**
 * Calls `take` with all events until closed. QEMU listens at `address`, unix:PATH or tcp:HOST:PORT.
 * @param ready called each time a QEMU takes commands
 */
export function watchQmp(address: string, take: TakeQmpEvents, ready?: () => void): QmpWatch {
  let socket = connect(target(address));
  let qmp: QmpConnection;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const burst = new EventBurst(take);
  const use = () => {
    qmp = new QmpConnection(socket, burst, ready);
    socket.on("close", () => {
      if (!closed) timer = setTimeout(again, AGAIN_MS).unref();
    });
  };
  const again = () => {
    socket = connect(target(address));
    use();
  };
  use();
  return {
    get connected() {
      return qmp.connected;
    },
    ask: (command, given) => qmp.ask(command, given),
    sendBreak: (chardev) => qmp.sendBreak(chardev),
    close() {
      closed = true;
      clearTimeout(timer);
      burst.close();
      socket.destroy();
    },
  };
}

function target(address: string) {
  const parsed = parseAddress(address);
  if (parsed.kind === "unix") return { path: parsed.path };
  if (parsed.kind === "tcp") return { host: parsed.host, port: parsed.port };
  throw new Error(`${address}: QMP is at unix:PATH or tcp:HOST:PORT`);
}
