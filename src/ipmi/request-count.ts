/** Counts the requests of a machine, and keeps the last one. */
import type { LastRequest, UnsettledAnswer } from "./dispatch.ts";

export class RequestCount {
  #count = 0;
  #last: UnsettledAnswer | undefined;
  #epochMs = 0;

  get count(): number {
    return this.#count;
  }

  get last(): LastRequest | undefined {
    return this.#last && { request: this.#last.request, answer: this.#last.answer, epochMs: this.#epochMs };
  }

  /** Counts requests that were answered at this time. */
  answered(requests: readonly UnsettledAnswer[], epochMs: number): void {
    if (requests.length === 0) return;
    this.#count += requests.length;
    this.#last = requests.at(-1);
    this.#epochMs = epochMs;
  }
}
