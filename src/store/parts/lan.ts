/** Stored parts of the LAN channel (IPMI chapters 23, 24 and 26; §22.25). */
import { z } from "zod";
import {
  DUID_SIZE,
  ipv6RouterControl,
  STATIC_ADDRESSES,
  STATIC_ROUTERS,
  staticAddress,
  staticRouter,
} from "../../bmc/lan/ipv6-values.ts";
import type { LanValues } from "../../bmc/lan/lan-values.ts";
import {
  arpControl,
  authenticationEnables,
  badPasswordThreshold,
  destinationAddress,
  destinationType,
  destinationVlan,
  ipv4Header,
  vlan,
} from "../../bmc/lan/lan-values.ts";
import { SECURITY_KEY_SIZE } from "../../bmc/lan/security-keys.ts";
import { type SolValues, solAccumulation, solAuthentication, solRetry } from "../../bmc/lan/sol.ts";
import { struct } from "../../codec/struct.ts";
import { bytes, integer, laidOut, u8, u16 } from "../forms.ts";
import { definePart } from "../part.ts";

const ip = bytes(4);
const mac = bytes(6);

/** Table 23-4: non-volatile unless otherwise noted. */
export const lan = definePart({
  name: "lan",
  save: (bmc) => bmc.lan.save(),
  items: (values): { readonly [K in keyof LanValues]: LanValues[K] } => values,
  forms: {
    authenticationEnables: laidOut(authenticationEnables),
    ipAddress: ip,
    ipAddressSource: u8,
    macAddress: mac,
    subnetMask: ip,
    ipv4Header: laidOut(ipv4Header),
    primaryPort: u16,
    secondaryPort: u16,
    arpControl: laidOut(arpControl),
    gratuitousArpInterval: u8,
    defaultGateway: ip,
    defaultGatewayMac: mac,
    backupGateway: ip,
    backupGatewayMac: mac,
    community: bytes(18),
    vlan: laidOut(vlan),
    vlanPriority: u8,
    cipherSuitePrivileges: bytes(8),
    badPasswordThreshold: laidOut(badPasswordThreshold),
    ipv6Addressing: integer(0, 2),
    ipv6TrafficClass: u8,
    ipv6HopLimit: u8,
    ipv6FlowLabel: bytes(3),
    ipv6StaticAddresses: z.array(laidOut(struct(staticAddress))).length(STATIC_ADDRESSES),
    ipv6StaticDuid: bytes(DUID_SIZE),
    ipv6DynamicDuid: bytes(DUID_SIZE),
    ipv6RouterControl: laidOut(ipv6RouterControl),
    ipv6StaticRouters: z.array(laidOut(staticRouter)).length(STATIC_ROUTERS),
    destinations: z.array(
      z.object({
        type: laidOut(struct(destinationType)),
        address: laidOut(struct(destinationAddress)),
        vlan: laidOut(struct(destinationVlan)),
      }),
    ),
  },
  restore: (bmc, values) => bmc.lan.restore(values),
});

/** v2 table 26-5: without the volatile bit rate. */
export const sol = definePart({
  name: "sol",
  save: (bmc) => bmc.lan.sol.save(),
  items: ({ volatileBitRate, ...values }: SolValues) => values,
  forms: {
    enabled: z.boolean(),
    authentication: laidOut(solAuthentication),
    accumulation: laidOut(solAccumulation),
    retry: laidOut(solRetry),
    nonVolatileBitRate: integer(0, 0x0f),
    port: u16,
  },
  restore: (bmc, values) => bmc.lan.sol.restore(values),
});

/** v2 §22.25. */
export const securityKeys = definePart({
  name: "securityKeys",
  save: (bmc) => bmc.lan.securityKeys.save(),
  items: (keys) => ({ keys }),
  forms: { keys: z.array(bytes(SECURITY_KEY_SIZE)).length(2) },
  restore: (bmc, { keys }) => bmc.lan.securityKeys.restore(keys),
});

/** v2 §24.6. */
export const payloadAccess = definePart({
  name: "payloadAccess",
  save: (bmc) => bmc.lan.payloadAccess.save(),
  items: (users) => ({ sol: [...users] }),
  forms: { sol: z.array(integer(1, 63)) },
  restore: (bmc, { sol }) => bmc.lan.payloadAccess.restore(new Set(sol)),
});
