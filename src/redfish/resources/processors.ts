/** Processors, as configured. */
import type { Hardware, Processor, ProcessorArchitecture } from "../../bmc/hardware.ts";
import type { Endpoint } from "../endpoint.ts";
import { type Json, SYSTEM } from "../resource.ts";
import { type Configured, configuredEndpoints, linkTo } from "./configured.ts";

/** Redfish's name of the architecture, by the instruction set's. */
const ARCHITECTURES: Readonly<Record<ProcessorArchitecture, string>> = {
  "x86-64": "x86",
  x86: "x86",
  "ARM-A64": "ARM",
  PowerISA: "Power",
  RV64: "RISC-V",
};

const PROCESSORS: Configured<Processor> = {
  at: `${SYSTEM}/Processors`,
  schema: "Processor",
  collection: { schema: "ProcessorCollection", name: "Processors" },
  in: ({ processors }) => processors,
  nameOf: ({ socket }, number) => socket ?? `Processor ${number}`,
  show: ({ socket, manufacturer, model, architecture, cores, threads = cores, mhz }) => ({
    Socket: socket,
    ProcessorType: "CPU",
    ProcessorArchitecture: ARCHITECTURES[architecture],
    InstructionSet: architecture,
    Manufacturer: manufacturer,
    Model: model,
    MaxSpeedMHz: mhz,
    TotalCores: cores,
    TotalThreads: threads,
  }),
};

export const processorEndpoints: readonly Endpoint[] = configuredEndpoints(PROCESSORS);

/** The properties of the system. */
export function processorsOf(hardware: Hardware): Json {
  const { processors } = hardware;
  const [first] = processors;
  if (!first) return {};
  const coreCount = sum(processors, ({ cores }) => cores);
  const threadCount = sum(processors, ({ cores, threads = cores }) => threads);
  const summary = {
    Count: processors.length,
    CoreCount: coreCount,
    LogicalProcessorCount: threadCount,
    ThreadingEnabled: threadCount > coreCount,
    Model: first.model,
    Status: { State: "Enabled", Health: "OK" },
  };
  return { ProcessorSummary: summary, ...linkTo("Processors", PROCESSORS, hardware) };
}

function sum(processors: readonly Processor[], count: (processor: Processor) => number): number {
  return processors.reduce((total, processor) => total + count(processor), 0);
}
