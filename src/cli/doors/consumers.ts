/** The programs that `extern-bmc doors --as` writes entries for. */
import { conserverConsoles, exporterModules, powermanDevices } from "./console-and-power.ts";
import type { EntryWriter } from "./entry.ts";
import { bareMetalHosts, tinkerbellMachines } from "./kubernetes.ts";
import { ansibleInventory, ironicNodes, maasMachines, omniConfigs } from "./provisioning.ts";

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
