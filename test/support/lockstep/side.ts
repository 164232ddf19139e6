// Two QEMUs in step: one real, one modelled. To a test they look the same.

import type { PortIo } from "../../../src/lab/qemu/port-io.ts";

/** A QEMU, the guest's side of it and the BMC's. */
export interface Side extends AsyncDisposable {
  /** The guest's ports. */
  readonly io: PortIo;
  /** The BMC's end of the socket. Resolves when QEMU has greeted. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** From the BMC. Resolves when QEMU has dealt with all of it. */
  send(bytes: Uint8Array): Promise<void>;
  /** Resets the machine. */
  reset(): Promise<void>;
  /** Lets the guest's time pass. */
  pass(ms: number): Promise<void>;
  /** Changes since the last look. */
  look(): Promise<Look>;
}

export interface Look {
  /** Bytes from QEMU to the BMC. */
  readonly received: Uint8Array;
  /** Actions of the machine that the BMC caused: "powerOff", "reset", "gracefulShutdown". An NMI cannot be seen. */
  readonly actions: readonly string[];
  /** Whether the device's interrupt is raised. */
  readonly interruptLine: boolean;
}
