/**
 * Locator records: generic device (IPMI §43.7), FRU device (§43.8), management controller (§43.9); and OEM records
 * (§43.12).
 */

import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { reserved, rest } from "../../codec/bytes.ts";
import { flags } from "../../codec/flags.ts";
import { u8, u24 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { DEVICE_SUPPORT } from "../device-identity.ts";
import { idString } from "./sdr.ts";

export const SdrType = {
  FullSensor: 0x01,
  CompactSensor: 0x02,
  EventOnlySensor: 0x03,
  EntityAssociation: 0x08,
  DeviceRelativeEntityAssociation: 0x09,
  GenericDeviceLocator: 0x10,
  FruDeviceLocator: 0x11,
  ManagementControllerDeviceLocator: 0x12,
  Oem: 0xc0,
} as const;
export type SdrType = (typeof SdrType)[keyof typeof SdrType];

const slaveAddress = bitfield({ address: bits(7, 1) });

/** The last fields of each of these records. */
const tail = { entityId: u8, entityInstance: u8, oem: u8, name: idString };

/** §43.7, after the header. */
export const genericDeviceLocator = struct({
  /** The 7-bit address of the controller that leads to the device; 0 for a device directly on the IPMB. */
  controller: slaveAddress,
  device: bitfield({ address: bits(7, 1), channelHigh: bits(0, 0) }),
  access: bitfield({ channelLow: bits(7, 5), lun: bits(4, 3), privateBus: bits(2, 0) }),
  /** The number of addresses after the first. */
  addressSpan: bitfield({ more: bits(2, 0) }),
  reserved: reserved(1),
  /** Device type codes (§43.12). */
  deviceType: u8,
  deviceTypeModifier: u8,
  ...tail,
});

/**
 * §43.8, after the header. A controller's FRU device 0 on LUN 0 has no such record: the controller's record covers it.
 */
export const fruDeviceLocator = struct({
  /** 7 bits; 0 for a device directly on the IPMB. */
  controller: slaveAddress,
  /** The ID of a logical device; otherwise the slave address, 8 bits with bit 0 clear. */
  deviceId: u8,
  access: bitfield({ logical: bit(7), lun: bits(4, 3), privateBus: bits(2, 0) }),
  channel: bitfield({ number: bits(7, 4) }),
  reserved: reserved(1),
  /** Device type codes (§43.13); 10h is a logical FRU device. */
  deviceType: u8,
  deviceTypeModifier: u8,
  ...tail,
});

/** §43.9, after the header. */
export const managementControllerDeviceLocator = struct({
  /** 7 bits. */
  controller: slaveAddress,
  channel: bitfield({ number: bits(3, 0) }),
  initialization: bitfield({
    notifySystemPowerState: bit(7),
    notifyDevicePowerState: bit(6),
    /** 0 for the BMC. */
    alwaysPresent: bit(5),
    logsInitializationErrors: bit(3),
    logAccessErrors: bit(2),
    /** 0 enabled, 1 disabled, 2 not initialized. */
    events: bits(1, 0),
  }),
  capabilities: flags(DEVICE_SUPPORT),
  reserved: reserved(3),
  ...tail,
});

/** §43.12, after the header. */
export const oemRecord = struct({ manufacturerId: u24, data: rest });
