/** FRU inventory devices (IPMI chapter 34; v1.5 chapter 28). ID FFh is reserved, so no device has it. */
import { bit, bitfield } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §34.1 Get FRU Inventory Area Info. The size is in bytes even when the device is accessed by words. */
export const getFruInventoryAreaInfo = defineCommand({
  name: "Get FRU Inventory Area Info",
  spec: "34.1",
  netFn: NetFn.Storage,
  cmd: 0x10,
  privilege: Privilege.User,
  request: struct({ deviceId: u8 }),
  response: struct({ size: u16, access: bitfield({ byWords: bit(0) }) }),
  handle({ bmc }, { deviceId }) {
    const { size, accessByWords } = bmc.frus.device(deviceId);
    return { size, access: { byWords: accessByWords } };
  },
});

/**
 * The number of bytes that fit a BT message of 255 bytes, the narrowest of QEMU's interfaces. Even, so that words stay
 * whole.
 */
const MAX_BYTES = 250;

/**
 * §34.2 Read FRU Data. Returns fewer bytes than requested at the end of the device and above `MAX_BYTES`. On a device
 * accessed by words, the returned count is in words. The requested count is in words for OpenIPMI and in bytes for
 * ipmitool, which treats more data as an error. We read it as bytes: OpenIPMI then gets half and asks again.
 */
export const readFruData = defineCommand({
  name: "Read FRU Data",
  spec: "34.2",
  netFn: NetFn.Storage,
  cmd: 0x11,
  privilege: Privilege.User,
  request: struct({ deviceId: u8, offset: u16, count: u8 }),
  response: struct({ count: u8, data: rest }),
  handle({ bmc }, { deviceId, offset, count }) {
    const device = bmc.frus.device(deviceId);
    if (count === 0)
      throw new IpmiError(CompletionCode.InvalidDataField, "the count to read is 0; expected at least 1");
    const data = device.read(offset, Math.min(count, MAX_BYTES));
    return { count: data.length / device.unit, data };
  },
});

/** The answer's count of written bytes or words is a single byte. */
const MAX_COUNT = 0xff;

/** §34.3 Write FRU Data. All or nothing: a refusal changes nothing. */
export const writeFruData = defineCommand({
  name: "Write FRU Data",
  spec: "34.3",
  netFn: NetFn.Storage,
  cmd: 0x12,
  privilege: Privilege.Operator,
  request: struct({ deviceId: u8, offset: u16, data: rest }),
  response: struct({ count: u8 }),
  handle({ bmc }, { deviceId, offset, data }) {
    const device = bmc.frus.device(deviceId);
    if (data.length === 0)
      throw new IpmiError(CompletionCode.DataLengthInvalid, "the request has no data; expected at least 1 byte");
    const count = data.length / device.unit;
    if (count > MAX_COUNT)
      throw new IpmiError(CompletionCode.DataLengthExceeded, `the count is ${count}; expected at most ${MAX_COUNT}`);
    device.write(offset, data);
    return { count };
  },
});
