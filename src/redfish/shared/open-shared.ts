/** Opens the shared Redfish door of a daemon: https:HOST:PORT or http:HOST:PORT. */
import type { Logger } from "pino";
import { systemClock } from "../../clock.ts";
import type { Machine } from "../../machine.ts";
import type { DoorOptions } from "../../transport/connection.ts";
import { PeerLog } from "../../transport/peer-log.ts";
import { openDoorOf } from "../open-redfish.ts";
import type { RedfishDoor } from "../redfish-door.ts";
import { type Machines, SharedService } from "./shared-service.ts";

/** The daemon, as the door uses it. */
export interface Followed extends Machines {
  /** `visit` returns a function that is called when its machine has gone. */
  follow(visit: (machine: Machine) => () => void): unknown;
}

/** @throws DoorError when the address cannot be listened on, or a file of `tls` cannot be used */
export async function openSharedRedfish(options: DoorOptions, daemon: Followed, logger: Logger): Promise<RedfishDoor> {
  const deps = { log: new PeerLog(logger), clock: systemClock };
  return openDoorOf(options, deps, (failed) => {
    const service = new SharedService(daemon, failed, deps);
    daemon.follow((machine) => () => service.ended(machine));
    return service;
  });
}
