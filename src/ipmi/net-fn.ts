/** Network functions (IPMI §5.1). These are the request codes; a response uses the next, odd code. */
import { hexCode } from "../text/hex.ts";

export const NetFn = {
  Chassis: 0x00,
  Bridge: 0x02,
  SensorEvent: 0x04,
  App: 0x06,
  Firmware: 0x08,
  Storage: 0x0a,
  Transport: 0x0c,
  /** The first data byte names the defining body. */
  GroupExtension: 0x2c,
  /** The first three data bytes are the OEM's IANA enterprise number. */
  OemGroup: 0x2e,
} as const;
export type NetFn = (typeof NetFn)[keyof typeof NetFn];

/** Bodies that define group extensions. */
export const DefiningBody = { Dcmi: 0xdc } as const;

/** Names a netFn: "App", or "30h" when the specification does not name it. */
export function netFnName(netFn: number): string {
  const named = Object.entries(NetFn).find(([, code]) => code === netFn);
  return named?.[0] ?? hexCode(netFn);
}
