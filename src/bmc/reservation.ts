/** The right to read a store in pieces or to change it. It ends when the store changes (IPMI §31.4, §33.11, §35.4). */

import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { hexNumber } from "../text/hex.ts";

const LAST_ID = 0xffff;

export class Reservation {
  #lastId = 0;
  #held = false;

  /** Makes a reservation and ends the previous one. Returns 1 to FFFFh: 0000h means no reservation. */
  reserve(): number {
    this.#lastId = this.#lastId === LAST_ID ? 1 : this.#lastId + 1;
    this.#held = true;
    return this.#lastId;
  }

  /** Throws `IpmiError` C5h when `id` is not the present reservation. */
  check(id: number): void {
    if (this.#held && id === this.#lastId) return;
    const present = this.#held ? hexNumber(this.#lastId, 1) : "none";
    const problem = `the reservation is ${present}, not ${hexNumber(id, 1)}`;
    throw new IpmiError(CompletionCode.ReservationInvalid, problem);
  }

  cancel(): void {
    this.#held = false;
  }

  /** Cold reset: ends the reservation. IDs continue, so that an old one cannot match by chance. */
  reset(): void {
    this.cancel();
  }

  snapshot() {
    return { lastId: this.#lastId, held: this.#held };
  }
}
