/** The programs that `extern-bmc doors --as` writes entries for. */
import { conserverConsoles, exporterModules, powermanDevices } from "./console-and-power.ts";
import type { EntryWriter, RedfishEntryWriter } from "./entry.ts";
import { bareMetalHosts, redfishBareMetalHosts, redfishTinkerbellMachines, tinkerbellMachines } from "./kubernetes.ts";
import {
  ansibleInventory,
  ironicNodes,
  maasMachines,
  omniConfigs,
  redfishIronicNodes,
  redfishMaasMachines,
} from "./provisioning.ts";

export const consumers = {
  baremetalhost: bareMetalHosts,
  tinkerbell: tinkerbellMachines,
  ironic: ironicNodes,
  maas: maasMachines,
  omni: omniConfigs,
  ansible: ansibleInventory,
  conserver: conserverConsoles,
  powerman: powermanDevices,
  "prometheus-ipmi-exporter": exporterModules,
} as const satisfies Readonly<Record<string, EntryWriter>>;
export type Consumer = keyof typeof consumers;

/** Programs that can use Redfish. */
export const redfishConsumers: Readonly<Partial<Record<Consumer, RedfishEntryWriter>>> = {
  baremetalhost: redfishBareMetalHosts,
  tinkerbell: redfishTinkerbellMachines,
  ironic: redfishIronicNodes,
  maas: redfishMaasMachines,
};
