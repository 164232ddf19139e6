import type { LooseBcd } from "../codec/bytes.ts";

/** Devices that a management controller can be in addition to an application (§20.1, byte 7, from bit 0 up). */
export const DEVICE_SUPPORT = [
  "sensor",
  "sdrRepository",
  "sel",
  "fru",
  "ipmbEventReceiver",
  "ipmbEventGenerator",
  "bridge",
  "chassis",
] as const;
export type DeviceSupport = (typeof DEVICE_SUPPORT)[number];

/** A management controller's answer to Get Device ID (§20.1). */
export interface DeviceIdentity {
  readonly id: number;
  /** 0 to 15. */
  readonly revision: number;
  /** Major 0 to 127, minor 0 to 99 or a byte that is not BCD. */
  readonly firmware: { readonly major: number; readonly minor: LooseBcd };
  readonly ipmiVersion: "1.5" | "2.0";
  /** IANA enterprise number, 20 bits. */
  readonly manufacturerId: number;
  readonly productId: number;
  /** 4 bytes. */
  readonly auxiliaryFirmware: Uint8Array;
  readonly providesSdrs: boolean;
  readonly supports: readonly DeviceSupport[];
}
