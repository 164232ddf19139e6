/** Opens the shared Redfish door of a daemon: https:HOST:PORT or http:HOST:PORT. */
import type { Logger } from "pino";
import { systemClock } from "../../clock.ts";
import type { Machine } from "../../machine.ts";
import type { Door, DoorOptions } from "../../transport/connection.ts";
import { PeerLog } from "../../transport/peer-log.ts";
import { openDoorOf } from "../open-redfish.ts";
import { SharedService } from "./shared-service.ts";

/** `machines`: those that serve now. @throws DoorError when the address cannot be listened on, or a file of `tls` cannot be used */
export async function openSharedRedfish(
  options: DoorOptions,
  machines: () => readonly Machine[],
  logger: Logger,
): Promise<Door> {
  const deps = { log: new PeerLog(logger), clock: systemClock };
  return openDoorOf(options, deps, (failed) => new SharedService(machines, failed, deps));
}
