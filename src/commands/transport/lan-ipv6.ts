/**
 * IPv6: parameters 50 to 79 (IPMI v2 §23.2, table 23-4). Timing configurations, parameters 63 and 80, are not supported, which 62
 * and 79 say. There is no DHCPv6 and no router advertisement: the host's system has the network.
 */
import {
  DUID_SIZE,
  Ipv6Addressing,
  ipv6Address,
  ipv6RouterControl,
  linkLocalAddress,
  staticAddress,
  type staticRouter,
} from "../../bmc/lan/ipv6-values.ts";
import type { Lan } from "../../bmc/lan/lan.ts";
import { macAddress } from "../../bmc/lan/lan-values.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import type { Layout, ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { defineParameter, type ParameterTable } from "../parameters.ts";
import { kept } from "./kept-parameter.ts";

const MAX_PREFIX = 128;
const AddressStatus = { Active: 0, Disabled: 1 } as const;
const SLAAC = 1;
const LINK_LOCAL_PREFIX = 64;
const NOT_SUPPORTED = 0;
const DUID_BLOCKS = 1;

const isEnabled = ({ values }: Lan) => values.ipv6Addressing !== Ipv6Addressing.ipv4;

function entryOf<T>(entries: readonly T[], selector: number): T {
  const entry = entries[selector];
  if (entry !== undefined) return entry;
  const problem = `set selector is ${selector}; expected less than ${entries.length}`;
  throw new IpmiError(CompletionCode.ParameterOutOfRange, problem);
}

function checkPrefix(prefixLength: number): void {
  if (prefixLength <= MAX_PREFIX) return;
  throw new IpmiError(CompletionCode.InvalidDataField, `the prefix length is ${prefixLength}; expected at most 128`);
}

const duidBlock = struct({ selector: u8, block: u8, data: bytes(DUID_SIZE) });

function duid(selector: number, name: string, key: "ipv6StaticDuid" | "ipv6DynamicDuid") {
  const check = (set: number, block: number) => entryOf([0], Math.max(set, block));
  return defineParameter({
    selector,
    name,
    layout: duidBlock,
    get(lan: Lan, set, block) {
      check(set, block);
      return { selector: set, block, data: lan.values[key] };
    },
    set(lan, { selector: set, block, data }) {
      check(set, block);
      lan.set({ [key]: data });
    },
  });
}

type Router = ValueOf<typeof staticRouter>;

/** The four parameters of a static router, from `first` on. */
function routerParameters(first: number, index: number): ParameterTable<Lan> {
  const one = <K extends keyof Router>(offset: number, key: K, what: string, layout: Layout<Router[K]>) =>
    defineParameter({
      selector: first + offset,
      name: `IPv6 Static Router ${index + 1} ${what}`,
      layout,
      get: ({ values }: Lan) => entryOf(values.ipv6StaticRouters, index)[key],
      set(lan, value) {
        if (typeof value === "number") checkPrefix(value);
        const routers = lan.values.ipv6StaticRouters;
        lan.set({ ipv6StaticRouters: routers.with(index, { ...entryOf(routers, index), [key]: value }) });
      },
    });
  return [
    one(0, "address", "IP Address", ipv6Address),
    one(1, "macAddress", "MAC Address", macAddress),
    one(2, "prefixLength", "Prefix Length", u8),
    one(3, "prefix", "Prefix Value", ipv6Address),
  ];
}

/** A read-only parameter with a constant value. */
function constant(selector: number, name: string, value: number) {
  return defineParameter({ selector, name, layout: u8, get: (_lan: Lan) => value });
}

/** A parameter of dynamic routers, which are not supported. */
function dynamicRouter(selector: number, name: string) {
  return defineParameter({ selector, name, layout: u8, get: (_lan: Lan, set) => entryOf<number>([], set) });
}

export const ipv6Parameters: ParameterTable<Lan> = [
  defineParameter({
    selector: 50,
    name: "IPv6/IPv4 Support",
    layout: bitfield({ alerts: bit(2), both: bit(1), only: bit(0) }),
    get: (_lan: Lan) => ({ only: true, both: true, alerts: false }),
  }),
  defineParameter({
    selector: 51,
    name: "IPv6/IPv4 Addressing Enables",
    layout: u8,
    get: (lan: Lan) => lan.values.ipv6Addressing,
    set(lan, enables) {
      if (enables > Ipv6Addressing.both)
        throw new IpmiError(CompletionCode.InvalidDataField, `IPv6 enables are ${enables}; expected 0 to 2`);
      lan.set({ ipv6Addressing: enables });
    },
  }),
  kept(52, "IPv6 Header Static Traffic Class", "ipv6TrafficClass", u8),
  kept(53, "IPv6 Header Static Hop Limit", "ipv6HopLimit", u8),
  kept(54, "IPv6 Header Flow Label", "ipv6FlowLabel", bytes(3)),
  defineParameter({
    selector: 55,
    name: "IPv6 Status",
    layout: struct({ staticMost: u8, dynamicMost: u8, support: bitfield({ slaac: bit(1), dhcp: bit(0) }) }),
    get: ({ values }: Lan) => ({
      staticMost: values.ipv6StaticAddresses.length,
      dynamicMost: 1,
      support: { slaac: true, dhcp: false },
    }),
  }),
  defineParameter({
    selector: 56,
    name: "IPv6 Static Addresses",
    layout: struct({ selector: u8, ...staticAddress, status: u8 }),
    get(lan: Lan, selector) {
      const entry = entryOf(lan.values.ipv6StaticAddresses, selector);
      const isActive = entry.kind.enabled && isEnabled(lan);
      return { selector, ...entry, status: isActive ? AddressStatus.Active : AddressStatus.Disabled };
    },
    set(lan, { selector, status: _status, ...entry }) {
      const entries = lan.values.ipv6StaticAddresses;
      entryOf(entries, selector);
      checkPrefix(entry.prefixLength);
      lan.set({ ipv6StaticAddresses: entries.with(selector, entry) });
    },
  }),
  constant(57, "IPv6 DHCPv6 Static DUID Storage Length", DUID_BLOCKS),
  duid(58, "IPv6 DHCPv6 Static DUIDs", "ipv6StaticDuid"),
  defineParameter({
    selector: 59,
    name: "IPv6 Dynamic Address",
    layout: struct({
      selector: u8,
      kind: bitfield({ source: bits(3, 0) }),
      address: ipv6Address,
      prefixLength: u8,
      status: u8,
    }),
    get(lan: Lan, selector) {
      const none = { address: new Uint8Array(16), prefixLength: 0, status: AddressStatus.Disabled };
      const own = { prefixLength: LINK_LOCAL_PREFIX, status: AddressStatus.Active };
      const address = linkLocalAddress(lan.values.macAddress);
      return { selector, kind: { source: SLAAC }, ...entryOf([isEnabled(lan) ? { address, ...own } : none], selector) };
    },
  }),
  constant(60, "IPv6 DHCPv6 Dynamic DUID Storage Length", DUID_BLOCKS),
  duid(61, "IPv6 DHCPv6 Dynamic DUIDs", "ipv6DynamicDuid"),
  constant(62, "IPv6 DHCPv6 Timing Configuration Support", NOT_SUPPORTED),
  kept(64, "IPv6 Router Address Configuration Control", "ipv6RouterControl", ipv6RouterControl),
  ...routerParameters(65, 0),
  ...routerParameters(69, 1),
  constant(73, "IPv6 Number of Dynamic Router Info Sets", 0),
  dynamicRouter(74, "IPv6 Dynamic Router Info IP Address"),
  dynamicRouter(75, "IPv6 Dynamic Router Info MAC Address"),
  dynamicRouter(76, "IPv6 Dynamic Router Info Prefix Length"),
  dynamicRouter(77, "IPv6 Dynamic Router Info Prefix Value"),
  constant(78, "IPv6 Dynamic Router Received Hop Limit", 0),
  constant(79, "IPv6 Neighbor Discovery/SLAAC Timing Configuration Support", NOT_SUPPORTED),
];
