/** Ends of a daemon without a signal: when QEMU disconnects, after a number of QEMUs, or when no QEMU connects. */

import type { TraceFeed } from "../observe/trace.ts";
import type { TraceEvent } from "../observe/trace-event.ts";

export interface LifetimeOptions {
  readonly terminate?: true;
  readonly sessions?: number;
  /** Milliseconds. */
  readonly idle?: number;
}

export interface Lifetime {
  /** Starts the idle time: a daemon that is not ready yet waits for no QEMU. */
  ready(): void;
  /** Watches a machine's events; returns a function that stops it. */
  observe(trace: TraceFeed): () => void;
  /** Resolves, with the reason, when it is over. */
  readonly over: Promise<string>;
}

/**
 * Counts sessions: connections that announced capabilities, as every QEMU does. A mere probe of the door does not count.
 * Removing a machine ends its sessions.
 */
export function lifetimeOf({ terminate, sessions = terminate ? 1 : undefined, idle }: LifetimeOptions): Lifetime {
  const { promise: over, resolve } = Promise.withResolvers<string>();
  const connected = new Set<string>();
  let ended = 0;
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    if (idle !== undefined && !timer) timer = setTimeout(() => resolve(`no QEMU for ${idle / 1000} s`), idle);
  };
  const take = ({ kind, machine, peer }: TraceEvent) => {
    const session = `${machine} ${peer}`;
    if (kind === "capabilities") {
      connected.add(session);
      clearTimeout(timer);
      timer = undefined;
    } else if (kind === "disconnected" && connected.delete(session)) {
      ended++;
      if (ended === sessions) resolve(sessions === 1 ? "QEMU disconnected" : `${ended} QEMUs have disconnected`);
      else if (connected.size === 0) wait();
    }
  };
  const ready = () => {
    if (connected.size === 0) wait();
  };
  void over.then(() => clearTimeout(timer));
  return { over, ready, observe: (trace) => trace.listen(take) };
}
