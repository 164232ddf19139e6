/** The time that clearing a store takes, and the reservation that may ask for the progress (IPMI §31.9, §33.16). */
import type { Clock } from "../clock.ts";
import type { Reservation } from "./reservation.ts";

export class Erasure {
  readonly #clock: Clock;
  readonly #reservation: Reservation;
  readonly #durationMs: number;
  #doneAtMs = 0;
  #begunBy: number | undefined;

  constructor(clock: Clock, reservation: Reservation, durationMs: number) {
    this.#clock = clock;
    this.#reservation = reservation;
    this.#durationMs = durationMs;
  }

  get inProgress(): boolean {
    return this.#clock.nowMs() < this.#doneAtMs;
  }

  /** Starts an erasure and ends the reservation, which the caller has checked. */
  begin(reservationId: number): void {
    this.#begunBy = reservationId;
    this.#doneAtMs = this.#clock.nowMs() + this.#durationMs;
    this.#reservation.cancel();
  }

  /**
   * Throws `IpmiError` C5h for a reservation that is neither valid nor the one that started the erasure. The erasure
   * ended that reservation (§31.4.2), but ipmitool still asks with it, because no other can be made until the erasure
   * is over.
   */
  checkInquirer(reservationId: number): void {
    if (reservationId !== this.#begunBy) this.#reservation.check(reservationId);
  }

  snapshot() {
    return { doneAtMs: this.#doneAtMs, begunBy: this.#begunBy };
  }
}
