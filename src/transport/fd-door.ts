/**
 * fd:N, a socket that the daemon's parent opened: a listening one (a systemd socket unit), or a connected one (QEMU has
 * the other end of a socketpair). Uses node:net, because node-ipc listens on paths and ports only.
 */
import { once } from "node:events";
import { fstatSync, type Stats } from "node:fs";
import { createServer, Socket } from "node:net";
import { type FdAddress, formatAddress } from "./address.ts";
import type { Door } from "./connection.ts";
import { DoorError, reasonOf } from "./door-error.ts";
import { MAX_CONNECTIONS, reportTrouble } from "./node-ipc-listener.ts";
import type { OnePeer } from "./one-peer.ts";
import { passedDescriptors } from "./passed-sockets.ts";
import { socketRole } from "./socket-role.ts";

/** Opens the door of an inherited descriptor. Closing the door closes the descriptor. Throws DoorError. */
export async function openFdDoor(address: FdAddress, peers: OnePeer): Promise<Door> {
  const { fd } = address;
  const door = formatAddress(address);
  switch (socketRole(statSocket(fd, door).ino)) {
    case "listening":
      return listen(fd, door, peers);
    case "connected":
      return useConnected(fd, door, peers);
    case undefined:
      // Sockets from another network namespace are not in /proc; trust the service manager that passes listening ones.
      if (passedDescriptors(process.env).includes(fd)) return listen(fd, door, peers);
      throw new DoorError(`${door}: the descriptor is not a TCP or Unix stream socket that listens or is connected`);
  }
}

async function listen(fd: number, door: string, peers: OnePeer): Promise<Door> {
  const server = createServer((socket) => peers.admit(socket, `${door} client`));
  server.maxConnections = MAX_CONNECTIONS;
  server.listen({ fd });
  try {
    await once(server, "listening");
  } catch (error) {
    throw unusable(door, error);
  }
  reportTrouble(server, peers.log);
  return {
    address: door,
    async close() {
      const closed = once(server, "close");
      server.close();
      peers.drop();
      await closed;
    },
  };
}

function useConnected(fd: number, door: string, peers: OnePeer): Door {
  const socket = adopt(fd, door);
  socket.once("close", () =>
    peers.log.write("info", {}, "the inherited connection has ended; this door takes no other"),
  );
  peers.admit(socket, door);
  return {
    address: door,
    async close() {
      socket.destroy();
    },
  };
}

function adopt(fd: number, door: string): Socket {
  try {
    return new Socket({ fd });
  } catch (error) {
    throw unusable(door, error);
  }
}

/**
 * Returns the error for a descriptor that cannot be used. epoll returns EEXIST for a descriptor that it already
 * watches.
 */
function unusable(door: string, error: unknown): DoorError {
  const reason = reasonOf(error);
  const why = reason === "EEXIST" ? "is already used by another door or by Node" : `cannot be used (${reason})`;
  return new DoorError(`${door}: the descriptor ${why}; give each door one of its own`, { cause: error });
}

function statSocket(fd: number, door: string): Stats {
  const stats = stat(fd, door);
  if (!stats.isSocket())
    throw new DoorError(`${door}: the descriptor is ${kindOf(stats)}, not a socket; pass a socket as ${fd}`);
  return stats;
}

function stat(fd: number, door: string): Stats {
  try {
    return fstatSync(fd);
  } catch (error) {
    throw new DoorError(`${door}: the descriptor is not open; pass an open socket as descriptor ${fd}`, {
      cause: error,
    });
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a directory";
  if (stats.isFIFO()) return "a pipe";
  if (stats.isCharacterDevice()) return "a device";
  return "a file";
}
