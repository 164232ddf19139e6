/** Users' access to payloads (v2 §24.6–§24.7). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { reserved } from "../../codec/bytes.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { lanOf } from "../lan-channel.ts";

const channelNumber = bitfield({ number: bits(3, 0) });

/** SOL is the only payload. The bits of standard payloads 2 to 7 and of all OEM payloads are reserved. */
const payloads = { standard: bitfield({ sol: bit(1) }), others: reserved(3) };

const Operation = { Enable: 0, Disable: 1 } as const;

/** v2 §24.6 Set User Payload Access. Payloads whose bit is 0 do not change. */
export const setUserPayloadAccess = defineCommand({
  name: "Set User Payload Access",
  spec: "v2 §24.6",
  netFn: NetFn.App,
  cmd: 0x4c,
  privilege: Privilege.Administrator,
  request: struct({
    channel: channelNumber,
    user: bitfield({ operation: bits(7, 6), id: bits(5, 0) }),
    ...payloads,
  }),
  response: empty,
  handle(context, { channel, user: { operation, id }, standard: { sol } }) {
    const { payloadAccess } = lanOf(context, channel.number);
    context.bmc.users.checkId(id);
    if (operation !== Operation.Enable && operation !== Operation.Disable) {
      throw new IpmiError(CompletionCode.InvalidDataField, `operation is ${operation}; expected 0 or 1`);
    }
    if (sol) payloadAccess.allowSol(id, operation === Operation.Enable);
    return {};
  },
});

/** v2 §24.7 Get User Payload Access. */
export const getUserPayloadAccess = defineCommand({
  name: "Get User Payload Access",
  spec: "v2 §24.7",
  netFn: NetFn.App,
  cmd: 0x4d,
  privilege: Privilege.Operator,
  request: struct({ channel: channelNumber, user: bitfield({ id: bits(5, 0) }) }),
  response: struct(payloads),
  handle(context, { channel, user: { id } }) {
    const { payloadAccess } = lanOf(context, channel.number);
    context.bmc.users.checkId(id);
    return { standard: { sol: payloadAccess.maySol(id) } };
  },
});
