/** LAN alert destinations: parameters 17 to 19, and 25 of v2 (IPMI §23.2, table 23-4). */
import type { Lan } from "../../bmc/lan/lan.ts";
import { destinationAddress, destinationType, destinationVlan } from "../../bmc/lan/lan-values.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { struct } from "../../codec/struct.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { defineParameter, type ParameterTable } from "../parameters.ts";

const destination = bitfield({ selector: bits(3, 0) });
const IPV4 = 0;

export const destinationParameters: ParameterTable<Lan> = [
  defineParameter({
    selector: 17,
    name: "Number of Destinations",
    layout: bitfield({ count: bits(3, 0) }),
    get: (lan: Lan) => ({ count: lan.values.destinations.length - 1 }),
  }),
  defineParameter({
    selector: 18,
    name: "Destination Type",
    layout: struct({ destination, ...destinationType }),
    get: (lan: Lan, selector) => ({ destination: { selector }, ...lan.destination(selector).type }),
    set: (lan, { destination: { selector }, ...type }) => lan.setDestination(selector, { type }),
  }),
  defineParameter({
    selector: 19,
    name: "Destination Addresses",
    layout: struct({ destination, ...destinationAddress }),
    get: (lan: Lan, selector) => ({ destination: { selector }, ...lan.destination(selector).address }),
    set(lan, { destination: { selector }, ...address }) {
      if (address.format.format !== IPV4)
        throw new IpmiError(
          CompletionCode.InvalidDataField,
          `the address format is ${address.format.format}; expected ${IPV4}, IPv4`,
        );
      lan.setDestination(selector, { address });
    },
  }),
  defineParameter({
    selector: 25,
    name: "Destination Address VLAN Tags",
    layout: struct({ destination, ...destinationVlan }),
    get: (lan: Lan, selector) => ({ destination: { selector }, ...lan.destination(selector).vlan }),
    set: (lan, { destination: { selector }, ...vlan }) => lan.setDestination(selector, { vlan }),
  }),
];
