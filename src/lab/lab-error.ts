/**
 * What went wrong on the lab's own side. "start": the program did not come up. "ended": it is gone. "closed": a
 * connection to it is. "timeout": it did not answer. "protocol": it said what the protocol does not allow. "refused": it
 * said no. "guest": the registers did what the interface's chapter does not allow.
 */
export type LabFault = "start" | "ended" | "closed" | "timeout" | "protocol" | "refused" | "guest";

/** Keeps a lost QEMU apart from a hang that a scenario found: only the second is a finding. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly fault: LabFault;

  constructor(fault: LabFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
