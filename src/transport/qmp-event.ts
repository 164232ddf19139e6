/** An event of QEMU's machine, as its QMP socket reports it. */
export interface QmpEvent {
  /** QEMU's name of the event: RESET, SHUTDOWN, POWERDOWN, STOP, RESUME, WATCHDOG, GUEST_PANICKED. */
  readonly name: string;
  /** QEMU's reason, if it gives one: "guest-reset", "host-qmp-quit". */
  readonly reason: string | undefined;
  /** Whether the guest caused it, if QEMU tells. */
  readonly guest: boolean | undefined;
  /** Number of equal events that it stands for; absent: one. */
  readonly count?: number;
}

/** Takes the events that arrived together, of which equal ones may be folded into one. */
export type TakeQmpEvents = (events: readonly QmpEvent[]) => void;
