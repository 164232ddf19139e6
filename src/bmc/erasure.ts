/** The time that clearing a store takes, and who may ask how far it is (IPMI §31.9, §33.16). */
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

  /** Ends the reservation, which the caller has checked. */
  begin(reservationId: number): void {
    this.#begunBy = reservationId;
    this.#doneAtMs = this.#clock.nowMs() + this.#durationMs;
    this.#reservation.cancel();
  }

  /**
   * C5h for a reservation that neither stands nor began the erasure. The latter ended when the erasure began (§31.4.2),
   * but no other can be had until it is over, and ipmitool asks with it.
   */
  checkInquirer(reservationId: number): void {
    if (reservationId !== this.#begunBy) this.#reservation.check(reservationId);
  }

  snapshot() {
    return { doneAtMs: this.#doneAtMs, begunBy: this.#begunBy };
  }
}
