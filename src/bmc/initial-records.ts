/** What the SDR repository begins with: records in which the BMC tells of itself and of its FRU devices. */
import type { DeviceIdentity } from "./bmc.ts";
import type { FruDevice, FruInventory } from "./fru.ts";
import { fruDeviceLocator, managementControllerDeviceLocator, SdrType } from "./records/device-locators.ts";
import { encodeSdr } from "./records/sdr.ts";

/** §5.5: 20h, of which 7 bits. */
const BMC_ADDRESS = 0x10;
/** §43.14. */
const SYSTEM_BOARD = { entityId: 0x07, entityInstance: 1 } as const;
/** §43.13: FRU inventory behind a management controller, of the controller's own kind (00h unspecified). */
const LOGICAL_FRU_DEVICE = { deviceType: 0x10, deviceTypeModifier: 0x00 } as const;

/** The BMC's own record, and one for each FRU device but 0, of which the BMC's tells. */
export function initialRecords(device: DeviceIdentity, frus: FruInventory): readonly Uint8Array[] {
  return [bmcRecord(device), ...frus.devices.filter(({ id }) => id !== 0).map(fruRecord)];
}

/** §43.9. */
function bmcRecord({ supports }: DeviceIdentity): Uint8Array {
  return encodeSdr(SdrType.ManagementControllerDeviceLocator, managementControllerDeviceLocator, {
    controller: { address: BMC_ADDRESS },
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
    name: "BMC",
  });
}

/** §43.8. */
function fruRecord({ id, name }: FruDevice): Uint8Array {
  return encodeSdr(SdrType.FruDeviceLocator, fruDeviceLocator, {
    controller: { address: BMC_ADDRESS },
    deviceId: id,
    access: { logical: true, lun: 0, privateBus: 0 },
    channel: { number: 0 },
    ...LOGICAL_FRU_DEVICE,
    ...SYSTEM_BOARD,
    oem: 0,
    name,
  });
}
