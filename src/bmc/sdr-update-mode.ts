/** The time in which one party alone changes the SDR repository, and needs no reservation for it (IPMI §33.2). */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

export class SdrUpdateMode {
  /** Channel of who is updating. */
  #updater: number | undefined;

  get active(): boolean {
    return this.#updater !== undefined;
  }

  /** Again by the same party is no mistake: it may have forgotten. D0h for any other. */
  enter(channel: number): void {
    this.check(channel);
    this.#updater = channel;
  }

  /** D5h when not in update mode, D0h for other than who entered it. */
  exit(channel: number): void {
    if (!this.active) throw new IpmiError(CompletionCode.NotInPresentState, "not in SDR repository update mode");
    this.check(channel);
    this.#updater = undefined;
  }

  /** D0h when another channel than this is updating (§33.2.1, note 2). */
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
