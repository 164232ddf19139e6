/**
 * Sequence numbers of a session's packets (IPMI v2 §6.12.10 to §6.12.13): each is accepted once, in any order, near the
 * highest one seen. Numbers wrap around, and 0 is never valid in a session.
 */
export interface WindowSize {
  /** How far below the highest number a late packet may be. */
  readonly behind: number;
  /** How far above the highest number the next packet may be. */
  readonly ahead: number;
}

export const WINDOW_15: WindowSize = { behind: 8, ahead: 8 };
export const WINDOW_PLUS: WindowSize = { behind: 16, ahead: 15 };

const SPAN = 2 ** 32;

export class SequenceWindow {
  readonly #size: WindowSize;
  #highest: number | undefined;
  /** Numbers that were seen, as far back as `behind`. */
  #seen: readonly number[] = [];

  /** `first`: the number of the first packet; absent: whatever it has. */
  constructor(size: WindowSize, first?: number) {
    this.#size = size;
    this.#highest = first === undefined ? undefined : before(first);
  }

  /** Takes the number of an authentic packet. Returns false for one that is a repeat or too far away. */
  take(sequence: number): boolean {
    if (sequence === 0) return false;
    const highest = this.#highest ?? before(sequence);
    const step = distance(highest, sequence);
    if (step > this.#size.ahead || step < -this.#size.behind || this.#seen.includes(sequence)) return false;
    this.#highest = step > 0 ? sequence : highest;
    const now = this.#highest;
    this.#seen = [...this.#seen.filter((each) => distance(now, each) >= -this.#size.behind), sequence];
    return true;
  }
}

/** The number after this one; 0 is left out. */
export function next(sequence: number): number {
  return sequence === SPAN - 1 ? 1 : sequence + 1;
}

function before(sequence: number): number {
  return (sequence + SPAN - 1) % SPAN;
}

/** How far `to` is above `from`, the shorter way round. */
function distance(from: number, to: number): number {
  const above = (to - from + SPAN) % SPAN;
  return above < SPAN / 2 ? above : above - SPAN;
}
