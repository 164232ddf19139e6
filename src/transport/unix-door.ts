/** unix:PATH. */
import { resolve } from "node:path";
import { formatAddress, type UnixAddress } from "./address.ts";
import type { Door } from "./connection.ts";
import { reportTrouble, startListener } from "./node-ipc-listener.ts";
import type { OnePeer } from "./one-peer.ts";
import { checkDirectory } from "./unix-path.ts";
import { openUnixSocket } from "./unix-socket.ts";

/** Opens a Unix door. Throws DoorError. */
export async function openUnixDoor({ path: given }: UnixAddress, peers: OnePeer): Promise<Door> {
  const path = resolve(given);
  const door = formatAddress({ kind: "unix", path });
  checkDirectory(path, door);
  const { listener, close } = await openUnixSocket(path, door, (at) =>
    startListener({ path: at }, (socket) => peers.admit(socket, `${door} client`)),
  );
  reportTrouble(listener.server, peers.log);
  return { address: door, close };
}
