/** Privilege levels in rising order (IPMI §6.8). Requests on the system interface always have the highest. */
export const Privilege = { Callback: 1, User: 2, Operator: 3, Administrator: 4, Oem: 5 } as const;
export type Privilege = (typeof Privilege)[keyof typeof Privilege];

export function privilegeName(privilege: Privilege): string {
  return Object.entries(Privilege).find(([, level]) => level === privilege)?.[0] ?? String(privilege);
}

/** Returns the level with this number; undefined for a number that is none. */
export function privilegeOf(level: number): Privilege | undefined {
  return Object.values(Privilege).find((each) => each === level);
}
