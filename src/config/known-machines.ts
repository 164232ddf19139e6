/** Machines that were read and checked before: the next time, only those that differ are checked. */
import type { MachineConfig } from "./schema/schema.ts";

export class KnownMachines {
  /** Machines by the fingerprints of their settings. */
  #machines: ReadonlyMap<string, MachineConfig> = new Map();

  get(fingerprint: string): MachineConfig | undefined {
    return this.#machines.get(fingerprint);
  }

  /** Replaces all machines: those that the configuration no longer has are forgotten. */
  set(machines: ReadonlyMap<string, MachineConfig>): void {
    this.#machines = machines;
  }
}
