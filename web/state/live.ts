/** The page's one stream of the daemon's events, and those who listen to it. */
import { signal } from "@preact/signals";
import type { MachineEvent } from "../../src/control/calls/status.ts";
import { follow, type StreamState } from "../api/follow.ts";

export const live = signal<{ readonly state: StreamState; readonly reason?: string | undefined }>({
  state: "connecting",
});

type Listener = (event: MachineEvent) => void;
const listeners = new Set<Listener>();

/** Returns a function that ends the stream. */
export function startLive(): () => void {
  return follow(
    "events",
    {},
    {
      event: (event) => {
        // An event of kind "missing" replaces those that the daemon no longer keeps; the next poll makes up for them.
        for (const listener of listeners) listener(event);
      },
      state: (state, reason) => {
        live.value = { state, reason };
      },
    },
  );
}

/** Calls back with each event of a machine; returns a function that stops. */
export function onMachineEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
