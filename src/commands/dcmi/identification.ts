/** Names: the asset tag (DCMI §6.4.2, §6.4.3) and the management controller identifier string (DCMI §6.4.6). */

import { rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import type { ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import type { CommandContext } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { defineDcmiCommand } from "./dcmi-command.ts";

type Dcmi = CommandContext["bmc"]["dcmi"];
type TextOf = (dcmi: Dcmi) => Dcmi["assetTag"] | Dcmi["controllerId"];

const part = struct({ offset: u8, count: u8 });
const partWithData = struct({ offset: u8, count: u8, data: rest });

/** Reads a part of a text; the answer begins with the length of the whole. */
const readsPart = (textOf: TextOf) => ({
  request: part,
  response: struct({ length: u8, data: rest }),
  handle({ bmc: { dcmi } }: CommandContext, { offset, count }: ValueOf<typeof part>) {
    const data = textOf(dcmi).read(offset, count);
    return { length: textOf(dcmi).length, data };
  },
});

/** Writes a part of a text, which ends there. */
const writesPart = (textOf: TextOf) => ({
  request: partWithData,
  response: struct({ length: u8 }),
  handle({ bmc: { dcmi } }: CommandContext, { offset, count, data }: ValueOf<typeof partWithData>) {
    needAll(count, data);
    textOf(dcmi).write(offset, data);
    return { length: offset + count };
  },
});

/**
 * DCMI §6.4.2 Get Asset Tag. Never answers 80h to 83h, which report a FRU's encoding: this tag is stored separately
 * from the FRU's.
 */
export const getAssetTag = defineDcmiCommand({
  name: "Get Asset Tag",
  spec: "6.4.2",
  cmd: 0x06,
  privilege: Privilege.User,
  ...readsPart((dcmi) => dcmi.assetTag),
});

/** DCMI §6.4.3 Set Asset Tag. */
export const setAssetTag = defineDcmiCommand({
  name: "Set Asset Tag",
  spec: "6.4.3",
  cmd: 0x08,
  privilege: Privilege.Operator,
  ...writesPart((dcmi) => dcmi.assetTag),
});

/** DCMI §6.4.6.1 Get Management Controller Identifier String. */
export const getControllerId = defineDcmiCommand({
  name: "Get Management Controller Identifier String",
  spec: "6.4.6.1",
  cmd: 0x09,
  privilege: Privilege.User,
  ...readsPart((dcmi) => dcmi.controllerId),
});

/**
 * DCMI §6.4.6.2 Set Management Controller Identifier String. The section restarts DHCP; the daemon has no DHCP client.
 */
export const setControllerId = defineDcmiCommand({
  name: "Set Management Controller Identifier String",
  spec: "6.4.6.2",
  cmd: 0x0a,
  privilege: Privilege.Administrator,
  ...writesPart((dcmi) => dcmi.controllerId),
});

function needAll(count: number, data: Uint8Array): void {
  if (data.length === count) return;
  throw new IpmiError(
    CompletionCode.DataLengthInvalid,
    `the request has ${data.length} bytes to write; expected ${count}`,
  );
}
