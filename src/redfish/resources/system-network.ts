/** Network interfaces of the machine, as configured. */
import type { Hardware, NetworkInterface } from "../../bmc/hardware.ts";
import { spacedHex } from "../../text/hex.ts";
import type { Endpoint } from "../endpoint.ts";
import { type Json, SYSTEM } from "../resource.ts";
import { type Configured, configuredEndpoints, linkTo } from "./configured.ts";

const INTERFACES: Configured<NetworkInterface> = {
  at: `${SYSTEM}/EthernetInterfaces`,
  schema: "EthernetInterface",
  collection: { schema: "EthernetInterfaceCollection", name: "Ethernet Interfaces" },
  in: ({ networkInterfaces }) => networkInterfaces,
  nameOf: ({ name }, number) => name ?? `Ethernet Interface ${number}`,
  show: ({ mac, linkUp, mbps }) => ({
    MACAddress: macText(mac),
    PermanentMACAddress: macText(mac),
    InterfaceEnabled: true,
    LinkStatus: linkUp ? "LinkUp" : "LinkDown",
    SpeedMbps: mbps,
  }),
};

export const systemNetworkEndpoints: readonly Endpoint[] = configuredEndpoints(INTERFACES);

/** The property of the system. */
export function networkOf(hardware: Hardware): Json {
  return linkTo("EthernetInterfaces", INTERFACES, hardware);
}

export function macText(address: Uint8Array): string {
  return spacedHex(address).replaceAll(" ", ":");
}
