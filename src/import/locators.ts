/** Converts the locator records (IPMI §43.7–§43.9) and entity associations of a dump to settings that recreate them. */

import {
  fruDeviceLocator,
  genericDeviceLocator,
  managementControllerDeviceLocator,
  SdrType,
} from "../bmc/records/device-locators.ts";
import { SDR_HEADER_SIZE } from "../bmc/records/sdr.ts";
import { decode } from "../codec/layout.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import { hexDigits } from "../text/hex.ts";
import { entityWords } from "./entity-words.ts";
import { takenName } from "./names.ts";
import { inHex, type Settings } from "./settings.ts";

const CHANNEL_LOW = 8;
/** Modulus that removes the highest bit of an entity's instance, which is a flag. */
const INSTANCES = 0x80;

/** Converts the BMC's own record to `locator` and `device.supports`. */
export function readController(
  record: Uint8Array,
): { readonly locator: Settings; readonly supports: readonly string[] } | undefined {
  if (record[3] !== SdrType.ManagementControllerDeviceLocator) return undefined;
  const { controller, initialization, capabilities, entityId, entityInstance, name } = decode(
    managementControllerDeviceLocator,
    record.subarray(SDR_HEADER_SIZE),
  );
  if (2 * controller.address !== BMC_ADDRESS) return undefined;
  const notify = [
    ...(initialization.notifySystemPowerState ? ["systemPower"] : []),
    ...(initialization.notifyDevicePowerState ? ["devicePower"] : []),
  ];
  const taken = takenName(name, "");
  const locator = {
    ...(taken === "" ? {} : { name: taken }),
    entity: entityWords(entityId, entityInstance % INSTANCES),
    ...(notify.length > 0 ? { notify } : {}),
  };
  return { locator, supports: capabilities };
}

/** Converts a FRU device's record to its name and entity. */
export function readFruLocator(record: Uint8Array): { readonly id: number; readonly settings: Settings } | undefined {
  if (record[3] !== SdrType.FruDeviceLocator) return undefined;
  const { controller, access, deviceId, entityId, entityInstance, name } = decode(
    fruDeviceLocator,
    record.subarray(SDR_HEADER_SIZE),
  );
  if (2 * controller.address !== BMC_ADDRESS || !access.logical) return undefined;
  return {
    id: deviceId,
    settings: { name: takenName(name, `FRU ${deviceId}`), entity: entityWords(entityId, entityInstance % INSTANCES) },
  };
}

export function readDeviceLocator(record: Uint8Array): Settings | undefined {
  if (record[3] !== SdrType.GenericDeviceLocator) return undefined;
  const {
    controller,
    device,
    access,
    addressSpan,
    deviceType,
    deviceTypeModifier,
    entityId,
    entityInstance,
    oem,
    name,
  } = decode(genericDeviceLocator, record.subarray(SDR_HEADER_SIZE));
  const channel = CHANNEL_LOW * device.channelHigh + access.channelLow;
  return {
    name: takenName(name, `device ${hexDigits(2 * device.address, 1)}h`),
    address: inHex(2 * device.address),
    ...(addressSpan.more === 0 ? {} : { addresses: 1 + addressSpan.more }),
    ...(2 * controller.address === BMC_ADDRESS ? {} : { controller: inHex(2 * controller.address) }),
    ...(access.lun === 0 ? {} : { lun: access.lun }),
    ...(access.privateBus === 0 ? {} : { bus: access.privateBus }),
    ...(channel === 0 ? {} : { channel }),
    type: inHex(deviceType),
    ...(deviceTypeModifier === 0 ? {} : { modifier: inHex(deviceTypeModifier) }),
    entity: entityWords(entityId, entityInstance % INSTANCES),
    ...(oem === 0 ? {} : { oem: inHex(oem) }),
  };
}
