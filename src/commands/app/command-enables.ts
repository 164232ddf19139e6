/** Command enables: the commands that a channel may use (v2 §21.7–§21.10). */
import { bitmap } from "../../codec/bitmap.ts";
import { bytes, rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { readData } from "../../ipmi/request-data.ts";
import { bodySize, groupFields, groupOf, rangeOf, within } from "./command-group.ts";

/** v2 §21.7 Set Command Enables. All or nothing: CCh when a bit differs for a command that is not configurable. */
export const setCommandEnables = defineCommand({
  name: "Set Command Enables",
  spec: "v2 §21.7",
  netFn: NetFn.App,
  cmd: 0x60,
  privilege: Privilege.Administrator,
  request: struct({ ...groupFields, enabled: bitmap(16), body: rest }),
  response: empty,
  handle(context, request) {
    const { first, last } = rangeOf(request.netFn);
    const enabled = new Set([...request.enabled].map((number) => number + first));
    context.bmc.firewall.setEnabled(groupOf(context, request, request.body), first, last, enabled);
    return {};
  },
});

/** v2 §21.8 Get Command Enables. */
export const getCommandEnables = defineCommand({
  name: "Get Command Enables",
  spec: "v2 §21.8",
  netFn: NetFn.App,
  cmd: 0x61,
  privilege: Privilege.User,
  request: struct({ ...groupFields, body: rest }),
  response: struct({ enabled: bitmap(16) }),
  handle(context, request) {
    const enabled = context.bmc.firewall.enabled(groupOf(context, request, request.body));
    return { enabled: within(enabled, rangeOf(request.netFn)) };
  },
});

/** FreeIPMI may send a second mask; no sub-function has a bit in it. */
const masks = { enabled: bitmap(4), enabled2: optional(bitmap(4)) };
const MASK_SIZE = 4;

/** v2 §21.9 Set Command Sub-function Enables. In this request the body precedes the masks. */
export const setCommandSubFunctionEnables = defineCommand({
  name: "Set Command Sub-function Enables",
  spec: "v2 §21.9",
  netFn: NetFn.App,
  cmd: 0x62,
  privilege: Privilege.Administrator,
  request: struct({ ...groupFields, command: u8, masks: rest }),
  response: empty,
  handle(context, request) {
    const size = request.masks.length % MASK_SIZE === 0 ? 0 : bodySize(2 * request.netFn.pair);
    const { body, enabled, enabled2 } = readData(struct({ body: bytes(size), ...masks }), request.masks);
    const numbers = [...enabled, ...[...(enabled2 ?? [])].map((number) => number + 8 * MASK_SIZE)];
    const group = groupOf(context, request, body);
    context.bmc.firewall.setEnabledSubFunctions(group, request.command, new Set(numbers));
    return {};
  },
});

/** v2 §21.10 Get Command Sub-function Enables. */
export const getCommandSubFunctionEnables = defineCommand({
  name: "Get Command Sub-function Enables",
  spec: "v2 §21.10",
  netFn: NetFn.App,
  cmd: 0x63,
  privilege: Privilege.User,
  request: struct({ ...groupFields, command: u8, body: rest }),
  response: struct({ enabled: bitmap(4) }),
  handle(context, request) {
    const group = groupOf(context, request, request.body);
    return { enabled: context.bmc.firewall.enabledSubFunctions(group, request.command) };
  },
});
