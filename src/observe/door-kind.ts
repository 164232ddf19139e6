/** Kinds of door that requests come through. */
import type { ExchangeHappening } from "./trace-event.ts";

export const DOOR_KINDS = ["system", "lan"] as const;
export type DoorKind = (typeof DOOR_KINDS)[number];

/** Returns the kind of door that an exchange came through. */
export function doorOf({ channel }: ExchangeHappening): DoorKind {
  return channel === undefined ? "system" : "lan";
}
