/** The parts of the shared door's service that its resources use. */
import type { Machine } from "../../machine.ts";
import type { InTurn } from "../in-turn.ts";
import type { Json } from "../resource.ts";
import type { Credentials, SharedSession, SharedSessions } from "./shared-sessions.ts";

/** The sender of a request. */
export interface SharedCaller extends Credentials {
  readonly session: SharedSession | undefined;
}

export interface SharedState {
  readonly sessions: SharedSessions;
  /** Requests that read many machines take turns: each holds up guests for a slice at a time. */
  readonly inTurn: InTurn;
  /** Machines that a user sees. */
  visibleTo(caller: Credentials): readonly Machine[];
  /** Reads a resource of a machine for a user; undefined if that cannot be read. */
  readAt(path: string, caller: Credentials): Json | undefined;
  /** Returns a machine that a user sees. @throws RedfishError 401, 429 */
  check(credentials: Credentials, peer: string): Machine;
}
