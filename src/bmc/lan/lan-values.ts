/**
 * LAN configuration parameters (IPMI §23.2, table 23-4). Addresses have their first byte first, as people write them.
 */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import type { ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import type { Ipv6Values } from "./ipv6-values.ts";

export const ipAddress = bytes(4);
export const macAddress = bytes(6);

export const authenticationTypes = bitfield({
  oem: bit(5),
  password: bit(4),
  md5: bit(2),
  md2: bit(1),
  none: bit(0),
});

export const authenticationEnables = struct({
  callback: authenticationTypes,
  user: authenticationTypes,
  operator: authenticationTypes,
  administrator: authenticationTypes,
  oem: authenticationTypes,
});

export const ipv4Header = struct({
  timeToLive: u8,
  flags: bitfield({ flags: bits(7, 5) }),
  service: bitfield({ precedence: bits(7, 5), type: bits(4, 1) }),
});

export const arpControl = bitfield({ responses: bit(1), gratuitous: bit(0) });

export const vlan = bitfield({ enabled: bit(15), id: bits(11, 0) }, 2);

export const badPasswordThreshold = struct({
  onDisable: bitfield({ generateEvent: bit(0) }),
  /** 0: users are never locked out. */
  attempts: u8,
  /** In tens of seconds. */
  resetInterval: u16,
  /** In tens of seconds. */
  lockoutInterval: u16,
});

/** Parameter 18, after the set selector. */
export const destinationType = {
  type: bitfield({ acknowledged: bit(7), type: bits(2, 0) }),
  /** Seconds minus 1. */
  timeout: u8,
  retries: bitfield({ count: bits(2, 0) }),
};

/** Parameter 19, after the set selector. Format 0 is IPv4. */
export const destinationAddress = {
  format: bitfield({ format: bits(7, 4) }),
  gateway: bitfield({ backup: bit(0) }),
  ipAddress,
  macAddress,
};

/** Parameter 25 (v2), after the set selector. Format 1 is a VLAN tag. */
export const destinationVlan = { format: bitfield({ format: bits(7, 4) }), tag: u16 };

const destinationParts = {
  type: struct(destinationType),
  address: struct(destinationAddress),
  vlan: struct(destinationVlan),
};

export interface Destination {
  readonly type: ValueOf<typeof destinationParts.type>;
  readonly address: ValueOf<typeof destinationParts.address>;
  readonly vlan: ValueOf<typeof destinationParts.vlan>;
}

export type AuthenticationTypes = ValueOf<typeof authenticationTypes>;

export interface LanValues extends Ipv6Values {
  readonly authenticationEnables: ValueOf<typeof authenticationEnables>;
  readonly ipAddress: Uint8Array;
  readonly ipAddressSource: number;
  readonly macAddress: Uint8Array;
  readonly subnetMask: Uint8Array;
  readonly ipv4Header: ValueOf<typeof ipv4Header>;
  readonly primaryPort: number;
  readonly secondaryPort: number;
  readonly arpControl: ValueOf<typeof arpControl>;
  /** Half seconds minus 1. */
  readonly gratuitousArpInterval: number;
  readonly defaultGateway: Uint8Array;
  readonly defaultGatewayMac: Uint8Array;
  readonly backupGateway: Uint8Array;
  readonly backupGatewayMac: Uint8Array;
  readonly community: Uint8Array;
  readonly vlan: ValueOf<typeof vlan>;
  readonly vlanPriority: number;
  /** 4 bits for each cipher suite. */
  readonly cipherSuitePrivileges: Uint8Array;
  readonly badPasswordThreshold: ValueOf<typeof badPasswordThreshold>;
  /** Destination 0, which is volatile and used by Alert Immediate, then those of `LanOptions.destinations`. */
  readonly destinations: readonly Destination[];
}
