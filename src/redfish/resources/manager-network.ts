/** The BMC's network: LAN parameters of the channel (IPMI table 23-4), and the doors that are open. */
import type { Machine } from "../../machine.ts";
import type { Endpoint } from "../endpoint.ts";
import { collection, type Json, MANAGER, resource } from "../resource.ts";
import type { ServiceState } from "../service-state.ts";
import { certificatesLink } from "./certificates.ts";
import { macText } from "./system-network.ts";

const PROTOCOLS = `${MANAGER}/NetworkProtocol`;
const INTERFACES = `${MANAGER}/EthernetInterfaces`;
const LAN = `${INTERFACES}/lan`;

/** Parameter 4. */
const Source = { static: 1, dhcp: 2 } as const;

function protocolsOf(service: ServiceState): Json {
  const { bmc, name } = service.machine;
  const { door } = service;
  const ipmi = { ProtocolEnabled: bmc.lan.doorPort !== undefined, Port: bmc.lan.advertisedPort };
  const served = (secure: boolean) => ({
    ProtocolEnabled: door?.secure === secure,
    Port: door?.secure === secure ? door.port : null,
  });
  return resource(
    { at: PROTOCOLS, schema: "ManagerNetworkProtocol", id: "NetworkProtocol", name: `${name} network protocols` },
    {
      HostName: hostNameOf(bmc.dcmi.controllerId.save()),
      HTTP: served(false),
      HTTPS: { ...served(true), ...certificatesLink(service) },
      IPMI: ipmi,
      Status: { State: "Enabled", Health: "OK" },
    },
  );
}

function interfaceOf({ bmc }: Machine): Json {
  const { ipAddress, ipAddressSource, macAddress, subnetMask, defaultGateway, vlan } = bmc.lan.values;
  const isDhcp = ipAddressSource === Source.dhcp;
  const hasAddress = ipAddress.some((byte) => byte !== 0);
  const address = {
    Address: dotted(ipAddress),
    SubnetMask: dotted(subnetMask),
    AddressOrigin: isDhcp ? "DHCP" : "Static",
    ...(defaultGateway.some((byte) => byte !== 0) && { Gateway: dotted(defaultGateway) }),
  };
  return resource(
    { at: LAN, schema: "EthernetInterface", id: "lan", name: "LAN channel" },
    {
      MACAddress: macText(macAddress),
      PermanentMACAddress: macText(bmc.options.lan.macAddress),
      InterfaceEnabled: true,
      DHCPv4: { DHCPEnabled: isDhcp },
      IPv4Addresses: hasAddress ? [address] : [],
      VLAN: { VLANEnable: vlan.enabled, ...(vlan.enabled && { VLANId: vlan.id }) },
      Status: { State: "Enabled", Health: "OK" },
    },
  );
}

/** The controller ID is the BMC's host name in DHCP (DCMI §6.4.6). */
function hostNameOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1").replace(/\0.*$/s, "");
}

function dotted(address: Uint8Array): string {
  return address.join(".");
}

export const networkEndpoints: readonly Endpoint[] = [
  { path: PROTOCOLS, get: ({ service }) => protocolsOf(service) },
  {
    path: INTERFACES,
    get: () => collection(INTERFACES, "EthernetInterfaceCollection", "Ethernet Interfaces", [LAN]),
  },
  { path: LAN, get: ({ service: { machine } }) => interfaceOf(machine) },
];
