/**
 * Cause of a failure on the lab's own side. "start": the program did not start. "ended": the program ended. "closed": a
 * connection to it closed. "timeout": it did not answer in time. "protocol": it broke its protocol. "refused": it
 * refused a command. "guest": the registers broke the rules of the interface's chapter. "accelerator": the machine cannot
 * do what the scenarios need. "image": the firmware image is not usable.
 */
export type LabFault =
  | "start"
  | "ended"
  | "closed"
  | "timeout"
  | "protocol"
  | "refused"
  | "guest"
  | "accelerator"
  | "image";

/** Error that tells a lost QEMU from a hang that a scenario found: only the hang is a finding. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly fault: LabFault;

  constructor(fault: LabFault, message: string) {
    super(message);
    this.fault = fault;
  }
}
