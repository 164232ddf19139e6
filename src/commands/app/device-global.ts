/** IPM device "global" commands (IPMI chapter 20; v1.5 chapter 17). */

import { DEVICE_SUPPORT, type DeviceIdentity } from "../../bmc/device-identity.ts";
import { guidToBytes } from "../../bmc/guid.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes, looseBcd } from "../../codec/bytes.ts";
import { flagFields, flagsOf } from "../../codec/flags.ts";
import { u8, u16, u24 } from "../../codec/integer.ts";
import { encodedOnce } from "../../codec/layout.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §20.1 Get Device ID. The device is always available, because no firmware update ever runs. */
export const getDeviceId = defineCommand({
  name: "Get Device ID",
  spec: "20.1",
  netFn: NetFn.App,
  cmd: 0x01,
  privilege: Privilege.User,
  request: empty,
  response: encodedOnce(
    struct({
      deviceId: u8,
      device: bitfield({ providesSdrs: bit(7), revision: bits(3, 0) }),
      firmware: bitfield({ updateInProgress: bit(7), majorRevision: bits(6, 0) }),
      firmwareMinorRevision: looseBcd,
      /** BCD with swapped digits: 51h is 1.5, 02h is 2.0. */
      ipmiVersion: bitfield({ minor: bits(7, 4), major: bits(3, 0) }),
      additionalSupport: flagFields(DEVICE_SUPPORT),
      manufacturerId: u24,
      productId: u16,
      auxiliaryFirmwareRevision: bytes(4),
    }),
  ),
  handle({ bmc }) {
    const { device } = bmc.options;
    const known = DEVICE_IDS.get(device);
    if (known) return known;
    const answer = deviceIdOf(device);
    DEVICE_IDS.set(device, answer);
    return answer;
  },
});

/** Answers by identity: drivers and benchmarks ask for it more often than for anything else. */
const DEVICE_IDS = new WeakMap<DeviceIdentity, ReturnType<typeof deviceIdOf>>();

function deviceIdOf(device: DeviceIdentity) {
  return {
    deviceId: device.id,
    device: { providesSdrs: device.providesSdrs, revision: device.revision },
    firmware: { updateInProgress: false, majorRevision: device.firmware.major },
    firmwareMinorRevision: device.firmware.minor,
    ipmiVersion: device.ipmiVersion === "2.0" ? { major: 2, minor: 0 } : { major: 1, minor: 5 },
    additionalSupport: flagsOf(DEVICE_SUPPORT, device.supports),
    manufacturerId: device.manufacturerId,
    productId: device.productId,
    auxiliaryFirmwareRevision: device.auxiliaryFirmware,
  };
}

/** §20.2 Cold Reset. Resets only the BMC; the host keeps running. */
export const coldReset = defineCommand({
  name: "Cold Reset",
  spec: "20.2",
  netFn: NetFn.App,
  cmd: 0x02,
  privilege: Privilege.Administrator,
  request: empty,
  response: empty,
  handle({ bmc }) {
    bmc.coldReset();
    return {};
  },
});

/** §20.3 Warm Reset. */
export const warmReset = defineCommand({
  name: "Warm Reset",
  spec: "20.3",
  netFn: NetFn.App,
  cmd: 0x03,
  privilege: Privilege.Administrator,
  request: empty,
  response: empty,
  handle({ bmc }) {
    bmc.warmReset();
    return {};
  },
});

const SELF_TEST_RESULT = { passed: 0x55, notImplemented: 0x56, corrupted: 0x57, fatal: 0x58 } as const;

/** §20.4 Get Self Test Results. */
export const getSelfTestResults = defineCommand({
  name: "Get Self Test Results",
  spec: "20.4",
  netFn: NetFn.App,
  cmd: 0x04,
  privilege: Privilege.User,
  request: empty,
  response: struct({ result: u8, detail: u8 }),
  handle({ bmc }) {
    const { result, detail } = bmc.options.selfTest;
    return { result: SELF_TEST_RESULT[result], detail };
  },
});

/** §20.8 Get Device GUID. The bytes of the RFC 4122 text, last byte first. */
export const getDeviceGuid = defineCommand({
  name: "Get Device GUID",
  spec: "20.8",
  netFn: NetFn.App,
  cmd: 0x08,
  privilege: Privilege.User,
  request: empty,
  response: struct({ guid: bytes(16) }),
  handle: ({ bmc }) => ({ guid: guidToBytes(bmc.options.guid) }),
});
