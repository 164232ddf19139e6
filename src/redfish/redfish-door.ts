/** A Redfish door, and the sessions that are open at it. */
import type { Machine } from "../machine.ts";
import type { Door } from "../transport/connection.ts";

/** A session as operators see it: without its token. */
export interface OpenSession {
  readonly id: string;
  readonly user: string;
  /** Address of its client. */
  readonly peer: string;
  readonly createdMs: number;
  /** Time since its last request. */
  readonly idleMs: number;
  end(): void;
}

export interface RedfishDoor extends Door {
  /** Sessions whose user may log in at the machine. */
  sessionsAt(machine: Machine): readonly OpenSession[];
}
