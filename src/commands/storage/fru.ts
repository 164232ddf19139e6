/** FRU inventory devices (IPMI chapter 34; v1.5 chapter 28). Device FFh is reserved: there never is one. */
import { bit, bitfield } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §34.1 Get FRU Inventory Area Info. The size is in bytes also where access is by words. */
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

/** What fits one BT message of 255 bytes; of QEMU's interfaces it takes the least. Even, so that words are whole. */
const MOST_BYTES = 250;

/**
 * §34.2 Read FRU Data. Fewer bytes than asked for at the device's end, and past `MOST_BYTES`. Where access is by words
 * the count returned is of words, and so is the count to read for OpenIPMI; ipmitool's is of bytes, and more than so
 * many it takes for an error. So it is bytes here: OpenIPMI gets half and asks again.
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
    if (count === 0) throw new IpmiError(CompletionCode.InvalidDataField, "a count to read of 0, expected 1 or more");
    const data = device.read(offset, Math.min(count, MOST_BYTES));
    return { count: data.length / device.unit, data };
  },
});

/** The answer tells in one byte how many were written. */
const MAX_COUNT = 0xff;

/** §34.3 Write FRU Data. All or nothing, so that a refusal changes nothing. */
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
    if (data.length === 0) throw new IpmiError(CompletionCode.DataLengthInvalid, "nothing to write");
    const count = data.length / device.unit;
    if (count > MAX_COUNT) throw new IpmiError(CompletionCode.DataLengthExceeded, `${count} are more than can be told`);
    device.write(offset, data);
    return { count };
  },
});
