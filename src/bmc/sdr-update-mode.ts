/** The mode in which a single channel may change the SDR repository, without a reservation (IPMI §33.2). */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export class SdrUpdateMode {
  /** The updating channel. */
  #updater: number | undefined;

  get active(): boolean {
    return this.#updater !== undefined;
  }

  /**
   * Enters the mode. Entering it again on the same channel is allowed: the software may have lost track. Throws
   * `IpmiError` D0h when another channel is updating.
   */
  enter(channel: number): void {
    this.check(channel);
    this.#updater = channel;
  }

  /** Throws `IpmiError` D5h when not in update mode, and D0h when another channel entered it. */
  exit(channel: number): void {
    if (!this.active)
      throw new IpmiError(
        CompletionCode.NotInPresentState,
        "the SDR repository is not in update mode; expected Enter SDR Repository Update Mode first",
      );
    this.check(channel);
    this.#updater = undefined;
  }

  /** Throws `IpmiError` D0h when another channel is updating (§33.2.1, note 2). */
  check(channel: number): void {
    if (this.#updater === undefined || this.#updater === channel) return;
    throw new IpmiError(CompletionCode.SdrUpdateMode, `channel ${this.#updater} is updating the SDR repository`);
  }

  reset(): void {
    this.#updater = undefined;
  }

  snapshot() {
    return { updater: this.#updater };
  }
}
