/** A request and its answer, as the service sees them: without a socket. */
import type { IncomingHttpHeaders } from "node:http";
import type { PlainSink } from "../http/plain-server.ts";
import type { SessionLease } from "./events.ts";
import type { User } from "./log-in.ts";
import type { Json } from "./resource.ts";
import type { ServiceState } from "./service-state.ts";
import type { RedfishSession } from "./sessions.ts";

export interface RedfishRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The client's address. */
  readonly peer: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A resource, or text of the type in the headers. */
  readonly body?: Json | string;
  /** Starts an answer without end; returns a function that stops it. */
  readonly stream?: (sink: PlainSink) => () => void;
  /** Resolves when the actions that the request began are over, with another answer if one failed. The answer waits for it. */
  readonly underWay?: Promise<Reply | undefined>;
  /** Absent without faults. */
  readonly sending?: Sending;
}

/** How faults send an answer. */
export interface Sending {
  /** Whether it is never sent. */
  readonly isLost: boolean;
  readonly delayMs: number;
  /** The connection ends before the answer, or in the middle of its body. */
  readonly cut: "before" | "middle" | undefined;
  /** Changes to its headers; null removes one. */
  readonly headers: readonly (readonly [name: string, value: string | null])[];
}

/** The user of a request, and the session that it came in. */
export interface Caller {
  readonly user: User;
  readonly session: RedfishSession | undefined;
  /** Ties a stream to the caller's session; absent without a session. */
  readonly lease?: (() => SessionLease) | undefined;
}

/** A request at its resource. */
export interface Context {
  readonly service: ServiceState;
  /** Values of the variable parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller | undefined;
  readonly peer: string;
}
