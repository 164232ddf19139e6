/**
 * SOL from the console to the guest (IPMI v2 §15.9–§15.11): each packet is delivered once and acknowledged as often as it
 * comes. A guest that takes no input delays the acknowledgement, and then gets a NACK for what it has not taken.
 */
import type { Clock, Timer } from "../clock.ts";

export interface SolAcknowledgement {
  readonly sequence: number;
  readonly acceptedCount: number;
  readonly isNack: boolean;
}

/** Longest delay of an acknowledgement: consoles repeat a packet after half a second or more. */
export const ROOM_TIMEOUT_MS = 200;
/** Sequence numbers, 1 to 15. */
const SEQUENCES = 15;

export class SolReceiver {
  /** Passes characters to the guest. Returns the number that it takes. */
  readonly #write: (characters: Uint8Array) => number;
  readonly #acknowledge: (acknowledgement: SolAcknowledgement) => void;
  readonly #clock: Clock;
  #last: SolAcknowledgement | undefined;
  /** Characters of the last packet that wait for room. */
  #held: { rest: Uint8Array; accepted: number; readonly timer: Timer } | undefined;

  constructor(
    write: (characters: Uint8Array) => number,
    acknowledge: (acknowledgement: SolAcknowledgement) => void,
    clock: Clock,
  ) {
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
    const accepted = this.#write(characters);
    this.#last = { sequence, acceptedCount: accepted, isNack: false };
    if (accepted === characters.length) this.#acknowledge(this.#last);
    else {
      const timer = this.#clock.after(ROOM_TIMEOUT_MS, () => this.#refuseRest());
      this.#held = { rest: characters.subarray(accepted), accepted, timer };
    }
    return true;
  }

  /** The guest may take more. */
  room(): void {
    const held = this.#held;
    if (!held || !this.#last) return;
    const accepted = this.#write(held.rest);
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

  #refuseRest(): void {
    const held = this.#held;
    if (!held || !this.#last) return;
    this.flush();
    this.#last = { ...this.#last, acceptedCount: held.accepted, isNack: true };
    this.#acknowledge(this.#last);
  }
}

/** Whether a packet is newer than the last one. Older ones are repeats that the network has held up. */
function isAfter(sequence: number, last: number): boolean {
  return (sequence - last + SEQUENCES) % SEQUENCES <= SEQUENCES / 2;
}
