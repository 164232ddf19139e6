/**
 * SOL from the console to the guest (IPMI v2 §15.9–§15.11): each packet is delivered once and acknowledged as often as it
 * comes. A guest that takes no input delays the acknowledgment.
 *
 * Packets are acknowledged whole where possible, because no other answer is safe: ipmitool drops the characters of a packet
 * after a NACK, pyghmi drops the rest of a packet that is accepted in part without one.
 */
import type { Clock, Timer } from "../clock.ts";

export interface SolAcknowledgement {
  readonly sequence: number;
  readonly acceptedCount: number;
  readonly isNack: boolean;
}

/** Passes characters to the guest, or past its pace when they are `late`. Returns the number that it takes. */
export type SolInput = (characters: Uint8Array, isLate: boolean) => number;

/** Longest delay of an acknowledgement: consoles repeat a packet after half a second or more. */
export const ROOM_TIMEOUT_MS = 200;
/** Sequence numbers, 1 to 15. */
const SEQUENCES = 15;

export class SolReceiver {
  readonly #write: SolInput;
  readonly #acknowledge: (acknowledgement: SolAcknowledgement) => void;
  readonly #clock: Clock;
  #last: SolAcknowledgement | undefined;
  /** Characters of the last packet that wait for room. */
  #held: { rest: Uint8Array; accepted: number; readonly timer: Timer } | undefined;

  constructor(write: SolInput, acknowledge: (acknowledgement: SolAcknowledgement) => void, clock: Clock) {
    this.#write = write;
    this.#acknowledge = acknowledge;
    this.#clock = clock;
  }

  /** Takes a packet with a sequence number. Returns whether it is new. */
  take(sequence: number, characters: Uint8Array): boolean {
    if (sequence === this.#last?.sequence) {
      if (!this.#held) this.#acknowledge(this.#last);
      return false;
    }
    if (this.#last && !isAfter(sequence, this.#last.sequence)) return false;
    // The console has given up the packet before.
    this.flush();
    const accepted = this.#write(characters, false);
    this.#last = { sequence, acceptedCount: accepted, isNack: false };
    if (accepted === characters.length) this.#acknowledge(this.#last);
    else {
      const timer = this.#clock.after(ROOM_TIMEOUT_MS, () => this.#late());
      this.#held = { rest: characters.subarray(accepted), accepted, timer };
    }
    return true;
  }

  /** The guest may take more. */
  room(): void {
    const held = this.#held;
    if (!held || !this.#last) return;
    const accepted = this.#write(held.rest, false);
    held.rest = held.rest.subarray(accepted);
    held.accepted += accepted;
    if (held.rest.length > 0) return;
    this.flush();
    this.#last = { ...this.#last, acceptedCount: held.accepted };
    this.#acknowledge(this.#last);
  }

  /** Drops the characters that wait for room. */
  flush(): void {
    this.#held?.timer.cancel();
    this.#held = undefined;
  }

  /** The console would repeat the packet soon. */
  #late(): void {
    const held = this.#held;
    if (!held || !this.#last) return;
    this.flush();
    const accepted = this.#write(held.rest, true);
    this.#last = { ...this.#last, acceptedCount: held.accepted + accepted, isNack: accepted < held.rest.length };
    this.#acknowledge(this.#last);
  }
}

/** Whether a packet is newer than the last one. Older ones are repeats that the network has held up. */
function isAfter(sequence: number, last: number): boolean {
  return (sequence - last + SEQUENCES) % SEQUENCES <= SEQUENCES / 2;
}
