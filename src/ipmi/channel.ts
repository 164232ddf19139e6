/** Channels (IPMI §6.3): what a request came in by. */
export const Channel = {
  /** The primary IPMB. */
  Ipmb: 0x00,
  /** In a request: the channel it came in by. */
  Present: 0x0e,
  SystemInterface: 0x0f,
} as const;

/** Channel medium types (IPMI §6.5). */
export const ChannelMedium = { Ipmb: 0x01, Lan8023: 0x04, SystemInterface: 0x0c } as const;

/** Channel protocol types (IPMI §6.4). */
export const ChannelProtocol = { Ipmb: 0x01, Kcs: 0x05, BtIpmi15: 0x08 } as const;
