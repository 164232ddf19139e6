/** Memory modules, as configured. */
import type { Hardware, MemoryModule } from "../../bmc/hardware.ts";
import type { Endpoint } from "../endpoint.ts";
import { type Json, SYSTEM } from "../resource.ts";
import { type Configured, configuredEndpoints, linkTo } from "./configured.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

const MEMORY: Configured<MemoryModule> = {
  at: `${SYSTEM}/Memory`,
  schema: "Memory",
  collection: { schema: "MemoryCollection", name: "Memory Modules" },
  in: ({ memory }) => memory,
  nameOf: ({ slot }, number) => slot ?? `Memory Module ${number}`,
  show: ({ slot, bytes, type, mhz, manufacturer, partNumber, serialNumber }) => ({
    DeviceLocator: slot,
    MemoryType: "DRAM",
    MemoryDeviceType: type,
    CapacityMiB: bytes / MIB,
    OperatingSpeedMhz: mhz,
    Manufacturer: manufacturer,
    PartNumber: partNumber,
    SerialNumber: serialNumber,
  }),
};

export const memoryEndpoints: readonly Endpoint[] = configuredEndpoints(MEMORY);

/** The properties of the system. */
export function memoryOf(hardware: Hardware): Json {
  const { memory } = hardware;
  if (memory.length === 0) return {};
  const total = memory.reduce((bytes, module) => bytes + module.bytes, 0);
  const summary = { TotalSystemMemoryGiB: total / GIB, Status: { State: "Enabled", Health: "OK" } };
  return { MemorySummary: summary, ...linkTo("Memory", MEMORY, hardware) };
}
