/** Records that tell where a controller, its FRU devices and other devices are (IPMI §43.7–§43.9). */
import type { DeviceIdentity } from "./device-identity.ts";
import type { FruDevice, FruInventory } from "./fru.ts";
import {
  fruDeviceLocator,
  genericDeviceLocator,
  managementControllerDeviceLocator,
  SdrType,
} from "./records/device-locators.ts";
import { encodeSdr } from "./records/sdr.ts";

/** §43.13: FRU inventory behind a management controller, of the controller's own kind (00h unspecified). */
const LOGICAL_FRU_DEVICE = { deviceType: 0x10, deviceTypeModifier: 0x00 } as const;

const MAX_NAME = 16;
/** §43.7: the highest of four bits stands apart. */
const CHANNEL_LOW = 8;

/** §43.14. */
interface EntityReference {
  readonly id: number;
  readonly instance: number;
}

/** What a controller's record says of it beyond what Get Device ID does. */
export interface ControllerLocatorOptions {
  /** Left out: the controller's, cut to 16 characters. */
  readonly name?: string | undefined;
  readonly entity: EntityReference;
  readonly notify: readonly ("systemPower" | "devicePower")[];
  /** Not for the BMC. */
  readonly alwaysPresent: boolean;
}

/** §43.7: a device that no FRU or controller record tells of. */
export interface DeviceLocatorOptions {
  /** Up to 16 characters. */
  readonly name: string;
  /** Slave addresses, 8 bits with bit 0 clear; `addresses` of them, 1 to 8, one after the other. */
  readonly address: number;
  readonly addresses: number;
  /** Of the controller that leads to it; left out: this one, 0: it is on the IPMB. */
  readonly controller?: number | undefined;
  readonly lun: number;
  readonly bus: number;
  readonly channel: number;
  /** §43.12. */
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

/** The controller's own record, one for each FRU device but 0, of which the controller's tells, and of other devices. */
export function locatorRecords(controller: Controller): readonly Uint8Array[] {
  const others = controller.frus.devices.filter(({ id }) => id !== 0);
  return [
    controllerRecord(controller),
    ...others.map((fru) => fruRecord(controller, fru)),
    ...controller.deviceLocators.map((device) => deviceRecord(controller, device)),
  ];
}

/** §43.9. */
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

/** §43.8. */
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

/** §43.7. */
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
