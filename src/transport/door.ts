/** Doors: the sockets where QEMU's chardev and the daemon connect. */
import type { Logger } from "pino";
import { formatAddress, parseDoor } from "./address.ts";
import type { Door, DoorOptions, OnConnection } from "./connection.ts";
import { openDialDoor } from "./dial-door.ts";
import { openFdDoor } from "./fd-door.ts";
import { OnePeer } from "./one-peer.ts";
import { openTcpDoor } from "./tcp-door.ts";
import { serverTls } from "./tls-files.ts";
import { openUnixDoor } from "./unix-door.ts";

export type { Connection, Door, DoorOptions, OnConnection, TlsFiles } from "./connection.ts";
export { DoorError } from "./door-error.ts";

/**
 * Opens a door. Resolves when the door accepts connections; a connect: door has then begun to dial, and its QEMU may
 * start at any time. Throws DoorError and leaves no files behind.
 */
export async function openDoor(options: DoorOptions, onConnection: OnConnection, log: Logger): Promise<Door> {
  const { address } = parseDoor(options.listen);
  const peers = new OnePeer(onConnection, log.child({ door: formatAddress(address) }));
  switch (address.kind) {
    case "unix":
      return openUnixDoor(address, peers);
    case "tcp":
      return openTcpDoor(address, undefined, peers);
    case "tls":
      return openTcpDoor(address, serverTls(options.listen, options.tls), peers);
    case "fd":
      return openFdDoor(address, peers);
    case "connect":
      return openDialDoor(address, options.tls, peers);
  }
}
