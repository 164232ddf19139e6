/** Channel numbers (IPMI §6.3). */
export const Channel = {
  /** The primary IPMB. */
  Ipmb: 0x00,
  /** Only in requests: the channel that carried the request. */
  Present: 0x0e,
  SystemInterface: 0x0f,
} as const;

/** Channel medium types (IPMI §6.5). */
export const ChannelMedium = { ipmb: 0x01, lan: 0x04, systemInterface: 0x0c } as const;

/** Channel protocol types (IPMI §6.4). LAN channels use the IPMB's; SSIF is IPMI over SMBus. */
export const ChannelProtocol = { ipmb: 0x01, ssif: 0x04, kcs: 0x05, bt: 0x08 } as const;

/** Resolves the channel number in a request. `own` is the channel that carried the request. */
export function channelMeant(number: number, own: number): number {
  return number === Channel.Present ? own : number;
}
