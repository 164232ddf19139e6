/** LAN parameters as a machine starts with them. */
import { Privilege } from "../../ipmi/privilege.ts";
import { factoryIpv6 } from "./ipv6-values.ts";
import type { DestinationOptions, LanOptions } from "./lan-options.ts";
import type { AuthenticationTypes, Destination, LanValues } from "./lan-values.ts";

const COMMUNITY_SIZE = 18;
const HALF_SECOND_MS = 500;
const TEN_SECONDS_MS = 10_000;
const SUITE_PAIRS = 8;

/** A destination that nothing has set. */
export const DESTINATION: Destination = {
  type: { type: { acknowledged: false, type: 0 }, timeout: 3, retries: { count: 0 } },
  address: {
    format: { format: 0 },
    gateway: { backup: false },
    ipAddress: new Uint8Array(4),
    macAddress: new Uint8Array(6),
  },
  vlan: { format: { format: 0 }, tag: 0 },
};

const NO_TYPES: AuthenticationTypes = { oem: false, password: false, md5: false, md2: false, none: false };

export function authenticationTypes(types: LanOptions["authenticationTypes"]): AuthenticationTypes {
  return { ...NO_TYPES, ...Object.fromEntries(types.map((type) => [type, true])) };
}

export function factoryValues(options: LanOptions): LanValues {
  const { badPassword, ipHeader, arp, vlan } = options;
  const community = new Uint8Array(COMMUNITY_SIZE);
  community.set(Buffer.from(options.community, "latin1"));
  return {
    authenticationEnables: enablesOf(options),
    ipAddress: options.address,
    ipAddressSource: options.addressSource,
    macAddress: options.macAddress,
    subnetMask: options.subnetMask,
    ipv4Header: {
      timeToLive: ipHeader.timeToLive,
      flags: { flags: ipHeader.flags },
      service: { precedence: ipHeader.precedence, type: ipHeader.serviceType },
    },
    primaryPort: 0x26f,
    secondaryPort: 0x298,
    arpControl: { responses: arp.responses, gratuitous: arp.gratuitous },
    gratuitousArpInterval: arp.interval / HALF_SECOND_MS - 1,
    defaultGateway: options.defaultGateway.address,
    defaultGatewayMac: options.defaultGateway.macAddress,
    backupGateway: options.backupGateway.address,
    backupGatewayMac: options.backupGateway.macAddress,
    community,
    vlan: { enabled: vlan.enabled, id: vlan.id },
    vlanPriority: vlan.priority,
    cipherSuitePrivileges: suitePrivileges(options.cipherSuitePrivileges),
    badPasswordThreshold: {
      onDisable: { generateEvent: badPassword.logEvent },
      attempts: badPassword.threshold,
      resetInterval: badPassword.resetInterval / TEN_SECONDS_MS,
      lockoutInterval: badPassword.lockoutInterval / TEN_SECONDS_MS,
    },
    ...factoryIpv6(options.ipv6, options.macAddress),
    destinations: [DESTINATION, ...options.destinations.map(destinationOf)],
  };
}

function enablesOf({ authenticationTypes: all, authenticationEnables: enables }: LanOptions) {
  const { callback = all, user = all, operator = all, administrator = all, oem = [] } = enables;
  return {
    callback: authenticationTypes(callback),
    user: authenticationTypes(user),
    operator: authenticationTypes(operator),
    administrator: authenticationTypes(administrator),
    oem: authenticationTypes(oem),
  };
}

/**
 * Administrator where nothing is set. Some tools number the nibbles by suite ID, others by entry; equal nibbles suit both.
 */
function suitePrivileges(levels: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: SUITE_PAIRS }, (_, pair) => {
    const [low = Privilege.Administrator, high = Privilege.Administrator] = levels.slice(2 * pair, 2 * pair + 2);
    return low + 16 * high;
  });
}

function destinationOf({ address: ipAddress, acknowledged, timeout, retries }: DestinationOptions): Destination {
  return {
    ...DESTINATION,
    type: { type: { acknowledged, type: 0 }, timeout: Math.round(timeout / 1000) - 1, retries: { count: retries } },
    address: { ...DESTINATION.address, ipAddress },
  };
}
