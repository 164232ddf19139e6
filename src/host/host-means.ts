/** A means by which the BMC acts on its machine: the VM protocol, a program that starts QEMU, libvirt. */
import type { HostAction } from "../bmc/host.ts";

export interface HostMeans {
  /** Name for the log: "libvirt". */
  readonly name: string;
  /** Whether it can start a machine that is off. */
  readonly canPowerOn: boolean;
  /**
   * Performs an action. Returns false when it cannot do this one now, and a promise when the action takes time: it
   * rejects with `HostError` when the action fails.
   */
  perform(action: HostAction): boolean | Promise<void>;
}

/** An action that failed. The message says why, and what to do about it. */
export class HostError extends Error {
  override readonly name = "HostError";
}
