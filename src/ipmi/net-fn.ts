/** Network functions (IPMI §5.1). These are the request codes; the response has the next, odd one. */
export const NetFn = {
  Chassis: 0x00,
  Bridge: 0x02,
  SensorEvent: 0x04,
  App: 0x06,
  Firmware: 0x08,
  Storage: 0x0a,
  Transport: 0x0c,
  /** First data byte: the defining body, DCh for DCMI. */
  GroupExtension: 0x2c,
  /** First three data bytes: the OEM's IANA enterprise number. */
  OemGroup: 0x2e,
} as const;
export type NetFn = (typeof NetFn)[keyof typeof NetFn];

/** The netFn as people write it: "App", or "30h" for one that the specification does not name. */
export function netFnName(netFn: number): string {
  const named = Object.entries(NetFn).find(([, code]) => code === netFn);
  return named?.[0] ?? `${netFn.toString(16).toUpperCase().padStart(2, "0")}h`;
}
