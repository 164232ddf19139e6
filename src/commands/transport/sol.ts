/** SOL configuration (v2 chapter 26). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import { type CommandContext, defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { lanOf } from "../lan-channel.ts";
import { getParameter, parameterResponse, parameterSelectors, setParameter } from "../parameters.ts";
import { type SolTarget, solParameters } from "./sol-parameters.ts";

/**
 * Finds the SOL configuration of a channel. Eh, the channel that carried the request, is the LAN channel for a guest: the
 * specification makes it the system interface, which has no SOL, but ipmitool sends Eh by default.
 */
function solOf(context: CommandContext, number: number): SolTarget {
  const { messaging, options } = context.bmc;
  const { present, channel: lanChannel } = options.lan;
  const own = present && messaging.has(context.channel) ? lanChannel : context.channel;
  const channel = channelMeant(number, own);
  const { sol, servedPort } = lanOf(context, channel);
  return { sol, channel, servedPort };
}

/** v2 §26.2 Set SOL Configuration Parameters. */
export const setSolConfigurationParameters = defineCommand({
  name: "Set SOL Configuration Parameters",
  spec: "v2 §26.2",
  netFn: NetFn.Transport,
  cmd: 0x21,
  privilege: Privilege.Administrator,
  request: struct({ channel: bitfield({ number: bits(3, 0) }), selector: u8, data: rest }),
  response: empty,
  handle(context, { channel, selector, data }) {
    setParameter(solParameters, solOf(context, channel.number), selector, data);
    return {};
  },
});

/** v2 §26.3 Get SOL Configuration Parameters. */
export const getSolConfigurationParameters = defineCommand({
  name: "Get SOL Configuration Parameters",
  spec: "v2 §26.3",
  netFn: NetFn.Transport,
  cmd: 0x22,
  privilege: Privilege.User,
  request: struct({ from: bitfield({ revisionOnly: bit(7), channel: bits(3, 0) }), ...parameterSelectors }),
  response: parameterResponse,
  handle(context, { from: { revisionOnly, channel }, ...selectors }) {
    return getParameter(solParameters, solOf(context, channel), { revisionOnly, ...selectors });
  },
});
