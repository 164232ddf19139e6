/** Finds the LAN channel that a request names. */
import type { Lan } from "../bmc/lan/lan.ts";
import { channelMeant } from "../ipmi/channel.ts";
import type { CommandContext } from "../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/**
 * Returns the LAN state of channel `number`. Throws `IpmiError` CCh when the channel does not exist or is not a LAN
 * channel.
 */
export function lanOf({ bmc, channel }: CommandContext, number: number): Lan {
  const meant = channelMeant(number, channel);
  if (bmc.channels.kindOf(meant) === "lan") return bmc.lan;
  throw new IpmiError(CompletionCode.InvalidDataField, `channel ${meant} is not a LAN channel`);
}
