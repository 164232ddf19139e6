/** The right to read a store in pieces or to change it, which ends when the store changes (IPMI §31.4, §33.11, §35.4). */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

const LAST_ID = 0xffff;

export class Reservation {
  #lastId = 0;
  #held = false;

  /** 1 to FFFFh: 0000h is what requesters without a reservation send. Whoever held one before has lost it. */
  reserve(): number {
    this.#lastId = this.#lastId === LAST_ID ? 1 : this.#lastId + 1;
    this.#held = true;
    return this.#lastId;
  }

  /** C5h when `id` is not, or no longer, the reservation. */
  check(id: number): void {
    if (this.#held && id === this.#lastId) return;
    const present = this.#held ? `0x${this.#lastId.toString(16)}` : "none";
    const problem = `the reservation is ${present}, not 0x${id.toString(16)}`;
    throw new IpmiError(CompletionCode.ReservationInvalid, problem);
  }

  cancel(): void {
    this.#held = false;
  }

  /** As after a cold reset. Ids go on from where they were, so that none from before fits by chance. */
  reset(): void {
    this.cancel();
  }

  snapshot() {
    return { lastId: this.#lastId, held: this.#held };
  }
}
