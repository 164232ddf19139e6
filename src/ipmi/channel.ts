/** Channel numbers (IPMI §6.3). */
export const Channel = {
  /** The primary IPMB. */
  Ipmb: 0x00,
  /** In a request: the channel it came in by. */
  Present: 0x0e,
  SystemInterface: 0x0f,
} as const;

/** Channel medium types (IPMI §6.5). */
export const ChannelMedium = { SystemInterface: 0x0c } as const;

/** Channel protocol types of the system interfaces (IPMI §6.4); SSIF is IPMI on SMBus. */
export const ChannelProtocol = { ssif: 0x04, kcs: 0x05, bt: 0x08 } as const;
