/** Kinds of door that requests come through. */
export const DOOR_KINDS = ["system", "lan"] as const;
export type DoorKind = (typeof DOOR_KINDS)[number];

/** Returns the kind of door that an exchange, or what was discarded, came through. */
export function doorOf({ channel }: { readonly channel?: number | undefined }): DoorKind {
  return channel === undefined ? "system" : "lan";
}
