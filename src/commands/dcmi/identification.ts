/** Names: the asset tag (DCMI §6.4.2, §6.4.3) and the management controller identifier string (DCMI §6.4.6). */
import { rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { defineDcmiCommand } from "./dcmi-command.ts";

const read = struct({ offset: u8, count: u8 });
const write = struct({ offset: u8, count: u8, data: rest });
const part = struct({ length: u8, data: rest });
const written = struct({ length: u8 });

/**
 * DCMI §6.4.2 Get Asset Tag. Never answers 80h to 83h, which report a FRU's encoding: this tag is stored separately
 * from the FRU's.
 */
export const getAssetTag = defineDcmiCommand({
  name: "Get Asset Tag",
  spec: "6.4.2",
  cmd: 0x06,
  privilege: Privilege.User,
  request: read,
  response: part,
  handle({ bmc: { dcmi } }, { offset, count }) {
    const data = dcmi.assetTag.read(offset, count);
    return { length: dcmi.assetTag.length, data };
  },
});

/** DCMI §6.4.3 Set Asset Tag. */
export const setAssetTag = defineDcmiCommand({
  name: "Set Asset Tag",
  spec: "6.4.3",
  cmd: 0x08,
  privilege: Privilege.Operator,
  request: write,
  response: written,
  handle({ bmc: { dcmi } }, { offset, count, data }) {
    needAll(count, data);
    dcmi.assetTag.write(offset, data);
    return { length: dcmi.assetTag.length };
  },
});

/** DCMI §6.4.6.1 Get Management Controller Identifier String. */
export const getControllerId = defineDcmiCommand({
  name: "Get Management Controller Identifier String",
  spec: "6.4.6.1",
  cmd: 0x09,
  privilege: Privilege.User,
  request: read,
  response: part,
  handle({ bmc: { dcmi } }, { offset, count }) {
    const data = dcmi.controllerId.read(offset, count);
    return { length: dcmi.controllerId.length, data };
  },
});

/**
 * DCMI §6.4.6.2 Set Management Controller Identifier String. The section restarts DHCP; the daemon has no DHCP client.
 */
export const setControllerId = defineDcmiCommand({
  name: "Set Management Controller Identifier String",
  spec: "6.4.6.2",
  cmd: 0x0a,
  privilege: Privilege.Administrator,
  request: write,
  response: written,
  handle({ bmc: { dcmi } }, { offset, count, data }) {
    needAll(count, data);
    dcmi.controllerId.write(offset, data);
    return { length: offset + count };
  },
});

function needAll(count: number, data: Uint8Array): void {
  if (data.length === count) return;
  throw new IpmiError(
    CompletionCode.DataLengthInvalid,
    `the request has ${data.length} bytes to write; expected ${count}`,
  );
}
