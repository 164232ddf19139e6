/** IPv6 parameters of the LAN channel (IPMI v2 table 23-4, parameters 50 to 80). Only reported: the network is the host's. */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import type { ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";

export const ipv6Address = bytes(16);

/** Parameter 51. */
export const Ipv6Addressing = { ipv4: 0, ipv6: 1, both: 2 } as const;

/** Parameter 56, after the set selector and without its status. Source 0 is static. */
export const staticAddress = {
  kind: bitfield({ enabled: bit(7), source: bits(3, 0) }),
  address: ipv6Address,
  prefixLength: u8,
};

export const ipv6RouterControl = bitfield({ dynamic: bit(1), static: bit(0) });

/** Parameters 65 to 68, and 69 to 72. */
export const staticRouter = struct({
  address: ipv6Address,
  macAddress: bytes(6),
  prefixLength: u8,
  prefix: ipv6Address,
});

const staticAddressPart = struct(staticAddress);

export interface Ipv6Values {
  /** A value of `Ipv6Addressing`. */
  readonly ipv6Addressing: number;
  readonly ipv6TrafficClass: number;
  readonly ipv6HopLimit: number;
  /** 20 bits, most significant byte first. */
  readonly ipv6FlowLabel: Uint8Array;
  readonly ipv6StaticAddresses: readonly ValueOf<typeof staticAddressPart>[];
  /** 16 bytes each: a length and a DHCP unique identifier. */
  readonly ipv6StaticDuid: Uint8Array;
  readonly ipv6DynamicDuid: Uint8Array;
  readonly ipv6RouterControl: ValueOf<typeof ipv6RouterControl>;
  readonly ipv6StaticRouters: readonly ValueOf<typeof staticRouter>[];
}

/** IPv6 settings of the LAN channel. Addresses have 16 bytes. */
export interface Ipv6Options {
  readonly addressing: keyof typeof Ipv6Addressing;
  /** Up to `STATIC_ADDRESSES`. */
  readonly addresses: readonly { readonly address: Uint8Array; readonly prefixLength: number }[];
  /** Up to `STATIC_ROUTERS`. */
  readonly routers: readonly {
    readonly address: Uint8Array;
    readonly macAddress: Uint8Array;
    readonly prefix: { readonly address: Uint8Array; readonly prefixLength: number };
  }[];
}

export const STATIC_ADDRESSES = 4;
export const STATIC_ROUTERS = 2;
export const DUID_SIZE = 16;

const DEFAULT_HOP_LIMIT = 64;
/** Every machine shares the entries that nothing has set: a change replaces an entry. */
const NO_ADDRESS = new Uint8Array(16);
const NO_STATIC_ADDRESS = { kind: { enabled: false, source: 0 }, address: NO_ADDRESS, prefixLength: 0 };
const NO_STATIC_ROUTER = {
  address: NO_ADDRESS,
  macAddress: new Uint8Array(6),
  prefixLength: 0,
  prefix: NO_ADDRESS,
};
const NO_FLOW_LABEL = new Uint8Array(3);

/** RFC 8415 §11.4: DUID-LL, Ethernet. */
const DUID_LINK_LAYER = [0, 3, 0, 1];

export function factoryIpv6({ addressing, addresses, routers }: Ipv6Options, macAddress: Uint8Array): Ipv6Values {
  const duid = new Uint8Array(DUID_SIZE);
  duid.set([DUID_LINK_LAYER.length + macAddress.length, ...DUID_LINK_LAYER, ...macAddress]);
  return {
    ipv6Addressing: Ipv6Addressing[addressing],
    ipv6TrafficClass: 0,
    ipv6HopLimit: DEFAULT_HOP_LIMIT,
    ipv6FlowLabel: NO_FLOW_LABEL,
    ipv6StaticAddresses: Array.from({ length: STATIC_ADDRESSES }, (_, at) => {
      const address = addresses[at];
      return address ? { kind: { enabled: true, source: 0 }, ...address } : NO_STATIC_ADDRESS;
    }),
    ipv6StaticDuid: duid,
    ipv6DynamicDuid: duid,
    ipv6RouterControl: { static: routers.length > 0, dynamic: routers.length === 0 },
    ipv6StaticRouters: Array.from({ length: STATIC_ROUTERS }, (_, at) => {
      const router = routers[at];
      if (!router) return NO_STATIC_ROUTER;
      const { address, macAddress, prefix } = router;
      return { address, macAddress, prefixLength: prefix.prefixLength, prefix: prefix.address };
    }),
  };
}

/** RFC 4291 §2.5.6: the link-local address that a MAC address makes. Its universal bit is inverted. */
export function linkLocalAddress([first = 0, second = 0, third = 0, ...others]: Uint8Array): Uint8Array {
  const inverted = Math.floor(first / 2) % 2 === 0 ? first + 2 : first - 2;
  return Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, inverted, second, third, 0xff, 0xfe, ...others);
}
