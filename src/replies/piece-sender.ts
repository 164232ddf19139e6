/** Sends frames whole, or one of them slowly in pieces while the others wait behind it. */
import type { Clock } from "../clock.ts";

/** Most frames that wait behind a slow one. Past it the oldest answer is dropped and counted. */
export const MAX_WAITING_FRAMES = 256;

/** Control commands stay when answers are dropped: without one, a wire would keep a wrong state. */
type FrameKind = "answer" | "control";

interface WaitingFrame {
  readonly bytes: Uint8Array;
  readonly kind: FrameKind;
}

export interface Pace {
  /** Bytes of a piece. */
  readonly bytes: number;
  readonly everyMs: number;
}

export class PieceSender {
  readonly #clock: Clock;
  readonly #send: (bytes: Uint8Array) => void;
  /** Frames that wait for the end of a slow one; undefined: no frame is under way. */
  #behind: WaitingFrame[] | undefined;
  #dropped = 0;

  constructor(clock: Clock, send: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Number of answers dropped behind slow ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether a slow frame is under way, behind which others wait. */
  get underWay(): boolean {
    return this.#behind !== undefined;
  }

  /** Sends a frame, at `pace` unless a frame is already under way. */
  send(bytes: Uint8Array, kind: FrameKind, pace?: Pace): void {
    if (bytes.length === 0) return;
    if (this.#behind) this.#wait(this.#behind, { bytes, kind });
    else if (pace) this.#sendPiece(bytes, pace);
    else this.#send(bytes);
  }

  /** Drops everything that waits. */
  close(): void {
    this.#behind = undefined;
  }

  #wait(behind: WaitingFrame[], frame: WaitingFrame): void {
    behind.push(frame);
    if (behind.length <= MAX_WAITING_FRAMES) return;
    const oldest = behind.findIndex(({ kind }) => kind === "answer");
    const [dropped] = behind.splice(Math.max(0, oldest), 1);
    if (dropped?.kind === "answer") this.#dropped++;
  }

  #sendPiece(bytes: Uint8Array, pace: Pace): void {
    this.#send(bytes.subarray(0, pace.bytes));
    if (bytes.length <= pace.bytes) {
      const behind = this.#behind ?? [];
      this.#behind = undefined;
      for (const frame of behind) this.#send(frame.bytes);
      return;
    }
    this.#behind ??= [];
    this.#clock.after(pace.everyMs, () => this.#sendPiece(bytes.subarray(pace.bytes), pace));
  }
}
