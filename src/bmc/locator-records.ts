/** Locator records of controllers, FRU devices and other devices (IPMI §43.7–§43.9). */
import type { DeviceIdentity } from "./device-identity.ts";
import type { FruDevice, FruInventory } from "./fru.ts";
import {
  fruDeviceLocator,
  genericDeviceLocator,
  managementControllerDeviceLocator,
  SdrType,
} from "./records/device-locators.ts";
import { encodeSdr } from "./records/sdr.ts";

/** §43.13: a FRU inventory behind a management controller; its kind is unspecified (00h). */
const LOGICAL_FRU_DEVICE = { deviceType: 0x10, deviceTypeModifier: 0x00 } as const;

const MAX_NAME = 16;
/** §43.7: the highest of the channel's four bits is stored separately. */
const CHANNEL_LOW = 8;

/** An entity ID and an instance of it (§43.14). */
interface EntityReference {
  readonly id: number;
  readonly instance: number;
}

/** The fields of a controller's record that Get Device ID does not have. */
export interface ControllerLocatorOptions {
  /** Defaults to the controller's name, cut to 16 characters. */
  readonly name?: string | undefined;
  readonly entity: EntityReference;
  readonly notify: readonly ("systemPower" | "devicePower")[];
  /** Must be false for the BMC. */
  readonly alwaysPresent: boolean;
}

/** §43.7: a device that no FRU or controller record describes. */
export interface DeviceLocatorOptions {
  /** Up to 16 characters. */
  readonly name: string;
  /** The first slave address, 8 bits with bit 0 clear. The device has `addresses` consecutive ones, 1 to 8. */
  readonly address: number;
  readonly addresses: number;
  /** Slave address of the controller that leads to the device. Absent: this one. 0: the device is on the IPMB. */
  readonly controller?: number | undefined;
  readonly lun: number;
  readonly bus: number;
  readonly channel: number;
  /** Device type and modifier (§43.12). */
  readonly type: number;
  readonly modifier: number;
  readonly entity: EntityReference;
  readonly oem: number;
}

export interface Controller {
  /** Slave address on the IPMB, 8 bits. */
  readonly address: number;
  readonly name: string;
  readonly locator: ControllerLocatorOptions;
  readonly device: DeviceIdentity;
  readonly frus: FruInventory;
  readonly deviceLocators: readonly DeviceLocatorOptions[];
}

/**
 * Returns the controller's own record, one for each FRU device except 0 (the controller's record covers it), and those
 * of other devices.
 */
export function locatorRecords(controller: Controller): readonly Uint8Array[] {
  const others = controller.frus.devices.filter(({ id }) => id !== 0);
  return [
    controllerRecord(controller),
    ...others.map((fru) => fruRecord(controller, fru)),
    ...controller.deviceLocators.map((device) => deviceRecord(controller, device)),
  ];
}

/** §43.9 Management Controller Device Locator Record. */
function controllerRecord({ address, name, locator, device: { supports } }: Controller): Uint8Array {
  return encodeSdr(SdrType.ManagementControllerDeviceLocator, managementControllerDeviceLocator, {
    controller: { address: address / 2 },
    channel: { number: 0 },
    initialization: {
      notifySystemPowerState: locator.notify.includes("systemPower"),
      notifyDevicePowerState: locator.notify.includes("devicePower"),
      alwaysPresent: locator.alwaysPresent,
      logsInitializationErrors: false,
      logAccessErrors: false,
      events: 0,
    },
    capabilities: supports,
    entityId: locator.entity.id,
    entityInstance: locator.entity.instance,
    oem: 0,
    name: locator.name ?? name.slice(0, MAX_NAME),
  });
}

/** §43.8 FRU Device Locator Record. */
function fruRecord({ address }: Controller, { id, name, entity }: FruDevice): Uint8Array {
  return encodeSdr(SdrType.FruDeviceLocator, fruDeviceLocator, {
    controller: { address: address / 2 },
    deviceId: id,
    access: { logical: true, lun: 0, privateBus: 0 },
    channel: { number: 0 },
    ...LOGICAL_FRU_DEVICE,
    entityId: entity.id,
    entityInstance: entity.instance,
    oem: 0,
    name,
  });
}

/** §43.7 Generic Device Locator Record. */
function deviceRecord({ address }: Controller, device: DeviceLocatorOptions): Uint8Array {
  const { channel, lun, bus, type, modifier, entity, oem, name } = device;
  return encodeSdr(SdrType.GenericDeviceLocator, genericDeviceLocator, {
    controller: { address: (device.controller ?? address) / 2 },
    device: { address: device.address / 2, channelHigh: Math.floor(channel / CHANNEL_LOW) },
    access: { channelLow: channel % CHANNEL_LOW, lun, privateBus: bus },
    addressSpan: { more: device.addresses - 1 },
    deviceType: type,
    deviceTypeModifier: modifier,
    entityId: entity.id,
    entityInstance: entity.instance,
    oem,
    name,
  });
}
