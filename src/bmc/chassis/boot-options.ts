/**
 * Boot options: what somebody wants the next boot to be, kept for the firmware to read (IPMI §28.12, §28.13). They outlive
 * resets and power-off; a reset of the BMC clears them.
 *
 * The flags are only good for a boot that is asked for soon: their valid bit goes 60 s after it was set if no Chassis
 * Control came, and with a restart that had another cause. It stays while a restart that Chassis Control asked for is
 * under way, however slow the firmware: clearing it then is the firmware's.
 */
import type { Clock, Timer } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { SetInProgress } from "../set-in-progress.ts";
import { type BootFlags, type BootParties, type BootValues, CLEARED, MAILBOX_BLOCKS } from "./boot-values.ts";
import { RestartCause } from "./restart-cause.ts";

/** §28.12, ±10%. */
const VALID_FOR_MS = 60_000;

/** The parameter 3 bit that keeps the flags valid over a restart of this cause. */
const KEPT_BY: Readonly<Partial<Record<RestartCause, keyof BootValues["validBitClearing"]>>> = {
  [RestartCause.ResetButton]: "keepOnReset",
  [RestartCause.SoftReset]: "keepOnReset",
  [RestartCause.PowerButton]: "keepOnPowerButton",
  [RestartCause.Wakeup]: "keepOnPowerButton",
  [RestartCause.Watchdog]: "keepOnWatchdog",
  [RestartCause.PefReset]: "keepOnPef",
  [RestartCause.PefPowerCycle]: "keepOnPef",
};

export class BootOptions {
  /**
   * Acknowledgements are not rolled back, though §28.13 says "all parameters": ipmitool's bootmbox writes them after its
   * commit write, and they would be lost.
   */
  readonly progress = new SetInProgress({
    save: () => ({ values: this.#values, locked: this.#locked }),
    restore: ({ values, locked }: { readonly values: BootValues; readonly locked: ReadonlySet<number> }) => {
      this.#values = { ...values, unacknowledged: this.#values.unacknowledged };
      this.#locked = locked;
    },
  });
  readonly #clock: Clock;
  #values = CLEARED;
  /** Selectors of the parameters marked invalid, or locked. */
  #locked: ReadonlySet<number> = new Set();
  #countdown: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get values(): BootValues {
    return this.#values;
  }

  isLocked(selector: number): boolean {
    return this.#locked.has(selector);
  }

  /** A mark for others to read: it locks nothing. */
  mark(selector: number, locked: boolean): void {
    const others = [...this.#locked].filter((other) => other !== selector);
    this.#locked = new Set(locked ? [...others, selector] : others);
  }

  set(values: Partial<Omit<BootValues, "unacknowledged" | "flags" | "mailbox">>): void {
    this.#values = { ...this.#values, ...values };
  }

  /** Of `unacknowledged`, only the parties in `mask` are taken. */
  acknowledge(mask: BootParties, unacknowledged: BootParties): void {
    const present = this.#values.unacknowledged;
    const taken = (party: keyof BootParties) => (mask[party] ? unacknowledged[party] : present[party]);
    this.#values = {
      ...this.#values,
      unacknowledged: {
        oem: taken("oem"),
        sms: taken("sms"),
        servicePartition: taken("servicePartition"),
        osLoader: taken("osLoader"),
        bios: taken("bios"),
      },
    };
  }

  setFlags(flags: BootFlags): void {
    this.#values = { ...this.#values, flags };
    this.#stopCountdown();
    if (flags.options.valid) this.#startCountdown();
  }

  /** @throws IpmiError C9h when the mailbox has no such block. */
  mailboxBlock(block: number): Uint8Array {
    const content = this.#values.mailbox[block];
    if (content) return content;
    throw new IpmiError(CompletionCode.ParameterOutOfRange, `the mailbox has blocks 0 to ${MAILBOX_BLOCKS - 1}`);
  }

  /** What `data` is too short to reach stays as it was. @throws IpmiError C9h, and C7h for more than a block. */
  setMailboxBlock(block: number, data: Uint8Array): void {
    const content = Uint8Array.from(this.mailboxBlock(block));
    if (data.length > content.length) {
      throw new IpmiError(CompletionCode.DataLengthInvalid, `a block has ${content.length} bytes, not ${data.length}`);
    }
    content.set(data);
    this.#values = { ...this.#values, mailbox: this.#values.mailbox.with(block, content) };
  }

  /** A Chassis Control that did not restart the system: the 60 s begin anew (parameter 3, bit 3). */
  chassisControlReceived(): void {
    if (!this.#countdown) return;
    this.#stopCountdown();
    this.#startCountdown();
  }

  systemRestarted(cause: RestartCause): void {
    this.#stopCountdown();
    if (cause === RestartCause.ChassisControl) return;
    const keptBy = KEPT_BY[cause];
    if (!keptBy || !this.#values.validBitClearing[keptBy]) this.#invalidate();
  }

  reset(): void {
    this.progress.reset();
    this.#stopCountdown();
    this.#values = CLEARED;
    this.#locked = new Set();
  }

  /** Table 28-14 has all of it semi-volatile; flags that are persistent (v2) are for every boot to come. */
  save(): BootFlags {
    const { flags } = this.progress.before?.values ?? this.#values;
    return flags.options.persistent ? flags : CLEARED.flags;
  }

  restore(flags: BootFlags): void {
    this.#values = { ...this.#values, flags };
  }

  snapshot() {
    return { values: this.#values, locked: [...this.#locked], progress: this.progress.snapshot() };
  }

  #startCountdown(): void {
    this.#countdown = this.#clock.after(VALID_FOR_MS, () => {
      this.#countdown = undefined;
      if (!this.#values.validBitClearing.keepOnTimeout) this.#invalidate();
    });
  }

  #stopCountdown(): void {
    this.#countdown?.cancel();
    this.#countdown = undefined;
  }

  /**
   * §28.12 has no exception for flags that are persistent (v2), but cleared in a minute they would not be: BMCs in use
   * (OpenBMC's phosphor-host-ipmid among them) keep such flags until they are written.
   */
  #invalidate(): void {
    const { flags } = this.#values;
    if (flags.options.persistent) return;
    this.#values = { ...this.#values, flags: { ...flags, options: { ...flags.options, valid: false } } };
  }
}
