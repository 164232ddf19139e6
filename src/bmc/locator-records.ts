/** Records that tell where a controller and its FRU devices are (IPMI §43.8, §43.9). */
import type { DeviceIdentity } from "./bmc.ts";
import type { FruDevice, FruInventory } from "./fru.ts";
import { fruDeviceLocator, managementControllerDeviceLocator, SdrType } from "./records/device-locators.ts";
import { encodeSdr } from "./records/sdr.ts";

/** §43.14. */
const SYSTEM_BOARD = { entityId: 0x07, entityInstance: 1 } as const;
/** §43.13: FRU inventory behind a management controller, of the controller's own kind (00h unspecified). */
const LOGICAL_FRU_DEVICE = { deviceType: 0x10, deviceTypeModifier: 0x00 } as const;

const MAX_NAME = 16;

export interface Controller {
  /** Slave address on the IPMB, 8 bits. */
  readonly address: number;
  /** Cut to 16 characters. */
  readonly name: string;
  readonly device: DeviceIdentity;
  readonly frus: FruInventory;
}

/** The controller's own record, and one for each FRU device but 0, of which the controller's tells. */
export function locatorRecords(controller: Controller): readonly Uint8Array[] {
  const others = controller.frus.devices.filter(({ id }) => id !== 0);
  return [controllerRecord(controller), ...others.map((fru) => fruRecord(controller, fru))];
}

/** §43.9. */
function controllerRecord({ address, name, device: { supports } }: Controller): Uint8Array {
  return encodeSdr(SdrType.ManagementControllerDeviceLocator, managementControllerDeviceLocator, {
    controller: { address: address / 2 },
    channel: { number: 0 },
    initialization: {
      notifySystemPowerState: false,
      notifyDevicePowerState: false,
      alwaysPresent: false,
      logsInitializationErrors: false,
      logAccessErrors: false,
      events: 0,
    },
    capabilities: {
      chassis: supports.includes("chassis"),
      bridge: supports.includes("bridge"),
      ipmbEventGenerator: supports.includes("ipmbEventGenerator"),
      ipmbEventReceiver: supports.includes("ipmbEventReceiver"),
      fru: supports.includes("fru"),
      sel: supports.includes("sel"),
      sdrRepository: supports.includes("sdrRepository"),
      sensor: supports.includes("sensor"),
    },
    ...SYSTEM_BOARD,
    oem: 0,
    name: name.slice(0, MAX_NAME),
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
