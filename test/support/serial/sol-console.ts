/** A SOL client that keeps the specification's rules: one packet at a time, repeated until it is acknowledged. */
import type { Clock, Timer } from "../../../src/clock.ts";
import { buildSolFromConsole, NO_OPERATION, parseSolFromBmc } from "../../../src/rmcp/sol-payload.ts";

const RETRY_MS = 400;
const NONE = new Uint8Array(0);

export interface ConsoleChoices {
  /** Most characters of its next packet. */
  size(): number;
  /** Number of characters that it accepts of these many; fewer than one: it refuses them with NACK. */
  accepts(count: number): number;
}

export class SolConsole {
  /** Characters that came. */
  readonly received: number[] = [];
  readonly #clock: Clock;
  readonly #send: (payload: Uint8Array) => void;
  readonly #choices: ConsoleChoices;
  #unsent: Uint8Array = NONE;
  #sequence = 0;
  #pending: { readonly characters: Uint8Array; timer: Timer } | undefined;
  #last: { readonly sequence: number; readonly count: number } | undefined;

  constructor(send: (payload: Uint8Array) => void, clock: Clock, choices: ConsoleChoices) {
    this.#send = send;
    this.#clock = clock;
    this.#choices = choices;
  }

  get isIdle(): boolean {
    return this.#unsent.length === 0 && !this.#pending;
  }

  type(characters: Uint8Array): void {
    this.#unsent = Uint8Array.of(...this.#unsent, ...characters);
    this.#next();
  }

  receive(payload: Uint8Array): void {
    const packet = parseSolFromBmc(payload);
    if (packet.kind === "discarded") throw new Error("the BMC sent rubbish");
    const { acknowledged, acceptedCount, sequence, characters } = packet;
    if (this.#pending && acknowledged === this.#sequence) {
      this.#pending.timer.cancel();
      this.#unsent = Uint8Array.of(...this.#pending.characters.slice(acceptedCount), ...this.#unsent);
      this.#pending = undefined;
      this.#next();
    }
    if (sequence > 0) this.#take(sequence, characters);
  }

  #take(sequence: number, characters: Uint8Array): void {
    const isRepeat = sequence === this.#last?.sequence;
    if (!isRepeat && this.#last && (sequence - this.#last.sequence + 15) % 15 > 7) return;
    if (!isRepeat) {
      const count = Math.max(0, Math.min(this.#choices.accepts(characters.length), characters.length));
      this.received.push(...characters.subarray(0, count));
      this.#last = { sequence, count };
    }
    const count = this.#last?.count ?? 0;
    this.#acknowledge(sequence, count, count === 0);
    if (count === 0) this.#readyAgain(sequence);
  }

  /** Says that it takes characters again until the next packet shows that the BMC knows: a datagram may be dropped. */
  #readyAgain(refused: number): void {
    this.#clock.after(RETRY_MS, () => {
      if (this.#last?.sequence !== refused) return;
      this.#acknowledge(0, 0, false);
      this.#readyAgain(refused);
    });
  }

  #acknowledge(acknowledged: number, acceptedCount: number, isNack: boolean): void {
    const operation = { ...NO_OPERATION, isNack };
    this.#send(buildSolFromConsole({ sequence: 0, acknowledged, acceptedCount, operation, characters: NONE }));
  }

  #next(): void {
    if (this.#pending || this.#unsent.length === 0) return;
    const characters = this.#unsent.slice(0, this.#choices.size());
    this.#unsent = this.#unsent.slice(characters.length);
    this.#sequence = (this.#sequence % 15) + 1;
    const send = () => {
      const numbers = { sequence: this.#sequence, acknowledged: 0, acceptedCount: 0 };
      this.#send(buildSolFromConsole({ ...numbers, operation: NO_OPERATION, characters }));
      this.#pending = { characters, timer: this.#clock.after(RETRY_MS, send) };
    };
    send();
  }
}
