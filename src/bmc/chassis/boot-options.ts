/**
 * Boot options that the BMC stores for the firmware's next boot (IPMI §28.12, §28.13). They survive resets and
 * power-off; a reset of the BMC clears them.
 *
 * The boot flags are meant for a boot in the near future. Their valid bit is cleared 60 s after it was set if no
 * Chassis Control arrives, and by a restart with another cause. It stays set during a restart that Chassis Control
 * caused, however slow the firmware is: the firmware clears it then.
 *
 * QEMU's own firmware knows no boot flags. Where the host boots the machine from the device that they name, flags that do
 * not persist are used up: they stay valid during that boot, for the guest to read, and the next restart clears them.
 */
import type { Clock, Timer } from "../../clock.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { SetInProgress } from "../set-in-progress.ts";
import { type BootDevice, bootDeviceOf } from "./boot-device.ts";
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

interface State {
  readonly values: BootValues;
  readonly locked: ReadonlySet<number>;
  readonly isUsed: boolean;
  readonly isHeld: boolean;
}

export class BootOptions {
  /**
   * Rollback skips the acknowledgments, although §28.13 says "all parameters": ipmitool's bootmbox writes them after
   * its commit write and would lose them.
   */
  readonly progress = new SetInProgress({
    save: () => this.#state,
    restore: ({ values, locked, isUsed, isHeld }: State) => {
      this.#values = { ...values, unacknowledged: this.#values.unacknowledged };
      this.#locked = locked;
      this.#isUsed = isUsed;
      this.#isHeld = isHeld;
      this.#changed();
    },
  });
  readonly #clock: Clock;
  /** Called with the device for restarts that the BMC does not cause, when it may have changed. */
  readonly #keep: (device: BootDevice | undefined) => void;
  #values = CLEARED;
  /** Selectors of the parameters that are marked invalid or locked. */
  #locked: ReadonlySet<number> = new Set();
  #countdown: Timer | undefined;
  /** Whether a boot has begun since the flags were set. */
  #isUsed = false;
  /** Whether the flags are for one boot, however late it is, and are over when the next one begins. */
  #isHeld = false;

  constructor(clock: Clock, keep: (device: BootDevice | undefined) => void) {
    this.#clock = clock;
    this.#keep = keep;
  }

  get values(): BootValues {
    return this.#values;
  }

  /** The device to boot from after a restart with this cause; undefined: the machine's own order. */
  deviceAfter(cause: RestartCause): BootDevice | undefined {
    const state = this.#committed;
    const { options, device } = state.values.flags;
    return options.valid && staysAfter(cause, state) ? bootDeviceOf(device.selector) : undefined;
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
    this.#changed();
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

  /** `hostChooses`: whether the host boots from the device that the flags name. */
  systemRestarted(cause: RestartCause, hostChooses = false): void {
    this.#stopCountdown();
    const isChosen = hostChooses && this.deviceAfter(cause) !== undefined;
    if (!staysAfter(cause, this.#state)) this.#invalidate();
    else if (isChosen) this.#isHeld = true;
    this.#isUsed = true;
    this.#changed();
  }

  reset(): void {
    this.progress.reset();
    this.#stopCountdown();
    this.#values = CLEARED;
    this.#locked = new Set();
    this.#changed();
  }

  /** Table 28-14: all parameters are semi-volatile, except that persistent flags (v2) apply to every later boot. */
  save(): BootFlags {
    const { flags } = this.#committed.values;
    return flags.options.persistent ? flags : CLEARED.flags;
  }

  restore(flags: BootFlags): void {
    this.#values = { ...this.#values, flags };
    this.#changed();
  }

  snapshot() {
    return { values: this.#values, locked: [...this.#locked], progress: this.progress.snapshot() };
  }

  /** Without the writes of a set in progress, which a restart rolls back. */
  get #committed(): State {
    return this.progress.before ?? this.#state;
  }

  get #state(): State {
    return { values: this.#values, locked: this.#locked, isUsed: this.#isUsed, isHeld: this.#isHeld };
  }

  #changed(): void {
    this.#keep(this.deviceAfter(RestartCause.SoftReset));
  }

  #replaceFlags(flags: BootFlags, isHeld: boolean): void {
    this.#values = { ...this.#values, flags };
    this.#stopCountdown();
    this.#isUsed = false;
    this.#isHeld = isHeld;
    this.#changed();
  }

  #startCountdown(): void {
    this.#countdown = this.#clock.after(VALID_FOR_MS, () => {
      this.#countdown = undefined;
      if (this.#values.validBitClearing.keepOnTimeout || this.#values.flags.options.persistent) return;
      this.#invalidate();
      this.#changed();
    });
  }

  #stopCountdown(): void {
    this.#countdown?.cancel();
    this.#countdown = undefined;
  }

  #invalidate(): void {
    const { flags } = this.#values;
    this.#values = { ...this.#values, flags: { ...flags, options: { ...flags.options, valid: false } } };
  }
}

/**
 * Whether the valid bit outlasts a restart. §28.12 does not exempt persistent flags (v2), but flags cleared by it would
 * not be persistent. Real BMCs, among them OpenBMC's phosphor-host-ipmid, keep such flags until they are overwritten.
 */
function staysAfter(cause: RestartCause, { values, isUsed, isHeld }: State): boolean {
  const { flags, validBitClearing } = values;
  if (flags.options.persistent) return true;
  if (isHeld) return !isUsed;
  if (cause === RestartCause.ChassisControl) return true;
  const keptBy = KEPT_BY[cause];
  return keptBy !== undefined && validBitClearing[keptBy];
}
