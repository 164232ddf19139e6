/** Hardware of the machine as its configuration describes it: IPMI has no commands for it, and the BMC cannot check it. */

export interface Processor {
  readonly socket?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly model?: string | undefined;
  readonly architecture: ProcessorArchitecture;
  readonly cores: number;
  /** Threads of all cores together; one for each core by default. */
  readonly threads?: number | undefined;
  readonly mhz?: number | undefined;
}

export const PROCESSOR_ARCHITECTURES = ["x86-64", "x86", "ARM-A64", "PowerISA", "RV64"] as const;
export type ProcessorArchitecture = (typeof PROCESSOR_ARCHITECTURES)[number];

export interface MemoryModule {
  readonly slot?: string | undefined;
  readonly bytes: number;
  readonly type?: string | undefined;
  readonly mhz?: number | undefined;
  readonly manufacturer?: string | undefined;
  readonly partNumber?: string | undefined;
  readonly serialNumber?: string | undefined;
}

export interface NetworkInterface {
  readonly mac: Uint8Array;
  readonly name?: string | undefined;
  readonly linkUp: boolean;
  readonly mbps?: number | undefined;
}

export interface Drive {
  readonly name?: string | undefined;
  readonly bytes: number;
  readonly media: "SSD" | "HDD";
  readonly protocol?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly model?: string | undefined;
  readonly serialNumber?: string | undefined;
}

export interface Volume {
  readonly name?: string | undefined;
  readonly bytes: number;
  readonly raid?: string | undefined;
  /** Numbers of its drives: 1 is the first. */
  readonly drives: readonly number[];
}

export interface Hardware {
  readonly processors: readonly Processor[];
  readonly memory: readonly MemoryModule[];
  readonly networkInterfaces: readonly NetworkInterface[];
  readonly drives: readonly Drive[];
  readonly volumes: readonly Volume[];
}
