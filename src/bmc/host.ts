/**
 * What a BMC can do to the machine it manages. A real one does it by wires; ours by control commands, when a QEMU that
 * can do it is connected.
 */
export type HostAction = "powerOff" | "powerOn" | "reset" | "diagnosticInterrupt" | "softShutdown";

export interface Host {
  /** Whether something can start a machine that is off: no control command does. */
  readonly canPowerOn: boolean;
  /** Does it, after the answer to the command being handled; false when no machine is there that can. */
  perform(action: HostAction): boolean;
  /** Something that the messaging state of the BMC decides has changed: attention, interrupts. */
  messagingChanged(): void;
  /** The system was reset, or its power came or went. */
  systemInterrupted(powerOn: boolean): void;
}
