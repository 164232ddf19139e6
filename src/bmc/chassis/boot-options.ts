/**
 * Boot options that the BMC stores for the firmware's next boot (IPMI §28.12, §28.13). They survive resets and
 * power-off; a reset of the BMC clears them.
 *
 * The boot flags are meant for a boot in the near future. Their valid bit is cleared 60 s after it was set if no
 * Chassis Control arrives, and by a restart with another cause. It stays set during a restart that Chassis Control
 * caused, however slow the firmware is: the firmware clears it then.
 */
import type { Clock, Timer } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { SetInProgress } from "../set-in-progress.ts";
import { type BootFlags, type BootParties, type BootValues, CLEARED, MAILBOX_BLOCKS } from "./boot-values.ts";
import { RestartCause } from "./restart-cause.ts";

/** §28.12, ±10%. */
const VALID_FOR_MS = 60_000;

/** The bits of parameter 3 that keep the flags valid across a restart, by its cause. */
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
   * Rollback skips the acknowledgments, although §28.13 says "all parameters": ipmitool's bootmbox writes them after
   * its commit write and would lose them.
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
  /** Selectors of the parameters that are marked invalid or locked. */
  #locked: ReadonlySet<number> = new Set();
  #countdown: Timer | undefined;
  /** Whether a boot has begun since the flags were set. */
  #isUsed = false;
  /** Whether the flags wait for a boot without a time limit, and are over when the next one begins. */
  #isHeld = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get values(): BootValues {
    return this.#values;
  }

  isLocked(selector: number): boolean {
    return this.#locked.has(selector);
  }

  /** Marks a parameter for other software. The mark does not block writes. */
  mark(selector: number, locked: boolean): void {
    const others = [...this.#locked].filter((other) => other !== selector);
    this.#locked = new Set(locked ? [...others, selector] : others);
  }

  set(values: Partial<Omit<BootValues, "unacknowledged" | "flags" | "mailbox">>): void {
    this.#values = { ...this.#values, ...values };
  }

  /** Updates `unacknowledged` for the parties in `mask` only. */
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
    this.#replaceFlags(flags, false);
    if (flags.options.valid) this.#startCountdown();
  }

  /**
   * Sets the flags as Redfish does: they are for the next boot, whatever causes it and however late it is. The firmware
   * finds them during that boot, and the boot after it does not.
   */
  override(flags: BootFlags): void {
    this.#replaceFlags(flags, true);
  }

  /** Whether the flags are for a boot to come. */
  get isPending(): boolean {
    const { valid, persistent } = this.#values.flags.options;
    return valid && (persistent || !this.#isUsed);
  }

  /** Throws `IpmiError` C9h when the mailbox has no such block. */
  mailboxBlock(block: number): Uint8Array {
    const content = this.#values.mailbox[block];
    if (content) return content;
    throw new IpmiError(
      CompletionCode.ParameterOutOfRange,
      `mailbox block is ${block}; expected 0 to ${MAILBOX_BLOCKS - 1}`,
    );
  }

  /**
   * Overwrites the start of a block; the bytes after `data` stay. Throws `IpmiError` C9h for a block that does not
   * exist, and C7h for more than a block.
   */
  setMailboxBlock(block: number, data: Uint8Array): void {
    const content = Uint8Array.from(this.mailboxBlock(block));
    if (data.length > content.length) {
      throw new IpmiError(
        CompletionCode.DataLengthInvalid,
        `the data has ${data.length} bytes; expected at most ${content.length}`,
      );
    }
    content.set(data);
    this.#values = { ...this.#values, mailbox: this.#values.mailbox.with(block, content) };
  }

  /** Restarts the 60 s after a Chassis Control that did not restart the system (parameter 3, bit 3). */
  chassisControlReceived(): void {
    if (!this.#countdown) return;
    this.#stopCountdown();
    this.#startCountdown();
  }

  systemRestarted(cause: RestartCause): void {
    this.#stopCountdown();
    const wasUsed = this.#isUsed;
    this.#isUsed = true;
    if (this.#isHeld) {
      if (wasUsed) this.#invalidate();
      return;
    }
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

  /** Table 28-14: all parameters are semi-volatile, except that persistent flags (v2) apply to every later boot. */
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

  #replaceFlags(flags: BootFlags, isHeld: boolean): void {
    this.#values = { ...this.#values, flags };
    this.#stopCountdown();
    this.#isUsed = false;
    this.#isHeld = isHeld;
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
   * §28.12 does not exempt persistent flags (v2), but flags cleared after a minute would not be persistent. Real BMCs,
   * among them OpenBMC's phosphor-host-ipmid, keep such flags until they are overwritten.
   */
  #invalidate(): void {
    const { flags } = this.#values;
    if (flags.options.persistent) return;
    this.#values = { ...this.#values, flags: { ...flags, options: { ...flags.options, valid: false } } };
  }
}
