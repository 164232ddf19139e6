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

/** The kinds of system interface that QEMU gives a guest. Each name is that of its protocol. */
export const INTERFACE_KINDS = ["bt", "kcs", "ssif"] as const satisfies readonly (keyof typeof ChannelProtocol)[];
export type InterfaceKind = (typeof INTERFACE_KINDS)[number];

/** Channels of interfaces besides the primary one, which is Fh. SSIF's is the one that a test of Linux's driver expects. */
const OTHER_CHANNELS: Readonly<Record<InterfaceKind, number>> = { bt: 0x05, kcs: 0x06, ssif: 0x07 };

/** Returns the channel of a system interface of the given kind. */
export function interfaceChannel(kind: InterfaceKind, primary: InterfaceKind): number {
  return kind === primary ? Channel.SystemInterface : OTHER_CHANNELS[kind];
}
