/** The LAN channel that a request names. */
import type { Lan } from "../bmc/lan/lan.ts";
import { channelMeant } from "../ipmi/channel.ts";
import type { CommandContext } from "../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** @throws IpmiError CCh when the channel is not there, or is no LAN channel. */
export function lanOf({ bmc, channel }: CommandContext, number: number): Lan {
  const meant = channelMeant(number, channel);
  if (bmc.channels.kindOf(meant) === "lan") return bmc.lan;
  throw new IpmiError(CompletionCode.InvalidDataField, `channel ${meant} is no LAN channel`);
}
