/** The table of LAN configuration parameters (IPMI §23.2, table 23-4). Only v2 has parameters 20 and up. */
import type { Lan } from "../../bmc/lan/lan.ts";
import {
  arpControl,
  authenticationEnables,
  authenticationTypes,
  badPasswordThreshold,
  ipAddress,
  ipv4Header,
  macAddress,
  vlan,
} from "../../bmc/lan/lan-values.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { defineParameter, type ParameterTable, setInProgress } from "../parameters.ts";
import { kept } from "./kept-parameter.ts";
import { destinationParameters } from "./lan-destinations.ts";
import { ipv6Parameters } from "./lan-ipv6.ts";

const CIPHER_SUITE_ENTRIES = 16;

export const lanParameters: ParameterTable<Lan> = [
  setInProgress((lan: Lan) => lan.progress),
  defineParameter({
    selector: 1,
    name: "Authentication Type Support",
    layout: authenticationTypes,
    get: (lan: Lan) => lan.authenticationTypes,
  }),
  defineParameter({
    selector: 2,
    name: "Authentication Type Enables",
    layout: authenticationEnables,
    get: (lan: Lan) => lan.values.authenticationEnables,
    set: (lan, enables) => lan.enableAuthentication(enables),
  }),
  {
    ...kept(3, "IP Address", "ipAddress", ipAddress),
    get: (lan: Lan) => lan.advertisedAddress,
  },
  defineParameter({
    selector: 4,
    name: "IP Address Source",
    layout: bitfield({ source: bits(3, 0) }),
    get: (lan: Lan) => ({ source: lan.values.ipAddressSource }),
    set: (lan, { source }) => lan.set({ ipAddressSource: source }),
  }),
  kept(5, "MAC Address", "macAddress", macAddress),
  kept(6, "Subnet Mask", "subnetMask", ipAddress),
  kept(7, "IPv4 Header Parameters", "ipv4Header", ipv4Header),
  {
    ...kept(8, "Primary RMCP Port Number", "primaryPort", u16),
    get: (lan: Lan) => lan.advertisedPort,
  },
  kept(9, "Secondary RMCP Port Number", "secondaryPort", u16),
  kept(10, "BMC-generated ARP Control", "arpControl", arpControl),
  kept(11, "Gratuitous ARP Interval", "gratuitousArpInterval", u8),
  kept(12, "Default Gateway Address", "defaultGateway", ipAddress),
  kept(13, "Default Gateway MAC Address", "defaultGatewayMac", macAddress),
  kept(14, "Backup Gateway Address", "backupGateway", ipAddress),
  kept(15, "Backup Gateway MAC Address", "backupGatewayMac", macAddress),
  kept(16, "Community String", "community", bytes(18)),
  ...destinationParameters,
  kept(20, "802.1q VLAN ID", "vlan", vlan),
  defineParameter({
    selector: 21,
    name: "802.1q VLAN Priority",
    layout: bitfield({ priority: bits(2, 0) }),
    get: (lan: Lan) => ({ priority: lan.values.vlanPriority }),
    set: (lan, { priority }) => lan.set({ vlanPriority: priority }),
  }),
  defineParameter({
    selector: 22,
    name: "RMCP+ Messaging Cipher Suite Entry Support",
    layout: bitfield({ count: bits(4, 0) }),
    get: (lan: Lan) => ({ count: lan.cipherSuites.length }),
  }),
  defineParameter({
    selector: 23,
    name: "RMCP+ Messaging Cipher Suite Entries",
    layout: struct({ reserved: u8, entries: bytes(CIPHER_SUITE_ENTRIES) }),
    get(lan: Lan) {
      const entries = new Uint8Array(CIPHER_SUITE_ENTRIES);
      entries.set(lan.cipherSuites);
      return { reserved: 0, entries };
    },
  }),
  defineParameter({
    selector: 24,
    name: "RMCP+ Messaging Cipher Suite Privilege Levels",
    layout: struct({ reserved: u8, levels: bytes(CIPHER_SUITE_ENTRIES / 2) }),
    get: (lan: Lan) => ({ reserved: 0, levels: lan.values.cipherSuitePrivileges }),
    set: (lan, { levels }) => lan.set({ cipherSuitePrivileges: levels }),
  }),
  kept(26, "Bad Password Threshold", "badPasswordThreshold", badPasswordThreshold),
  ...ipv6Parameters,
];
