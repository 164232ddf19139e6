/** Channel numbers (IPMI §6.3). */
export const Channel = {
  /** The primary IPMB. */
  Ipmb: 0x00,
  /** In a request: the channel it came in by. */
  Present: 0x0e,
  SystemInterface: 0x0f,
} as const;

/** Channel medium types (IPMI §6.5). */
export const ChannelMedium = { ipmb: 0x01, lan: 0x04, systemInterface: 0x0c } as const;

/** Channel protocol types (IPMI §6.4); LAN channels have the IPMB's, SSIF is IPMI on SMBus. */
export const ChannelProtocol = { ipmb: 0x01, ssif: 0x04, kcs: 0x05, bt: 0x08 } as const;

/** The channel that a number in a request stands for; `own` is the one that the request came in by. */
export function channelMeant(number: number, own: number): number {
  return number === Channel.Present ? own : number;
}
