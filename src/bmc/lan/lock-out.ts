/** Lock-out of a user after bad passwords on the LAN channel (IPMI table 23-4, parameter 26). */
import type { Clock } from "../../clock.ts";
import type { LanValues } from "./lan-values.ts";

/** The unit of the two intervals of parameter 26. */
const TEN_SECONDS_MS = 10_000;

export interface LockOutEffects {
  /** Takes the access of a user away until software gives it back: interval 0 locks for good. */
  disable(userId: number): void;
  /** Raises the event that parameter 26 asks for. */
  lockedOut(userId: number): void;
}

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

export class LockOut {
  readonly #clock: Clock;
  readonly #threshold: () => LanValues["badPasswordThreshold"];
  readonly #effects: LockOutEffects;
  readonly #failures = new Map<number, Failures>();
  readonly #lockedUntilMs = new Map<number, number>();

  constructor(clock: Clock, threshold: () => LanValues["badPasswordThreshold"], effects: LockOutEffects) {
    this.#clock = clock;
    this.#threshold = threshold;
    this.#effects = effects;
  }

  /** Whether the user is locked out for a time. */
  isLocked(userId: number): boolean {
    return this.#clock.nowMs() < (this.#lockedUntilMs.get(userId) ?? Number.NEGATIVE_INFINITY);
  }

  /** Counts a bad password. The reset interval starts with the latest one. */
  failed(userId: number): void {
    const { attempts, resetInterval, lockoutInterval, onDisable } = this.#threshold();
    if (attempts === 0) return;
    const nowMs = this.#clock.nowMs();
    const { count, lastMs } = this.#failures.get(userId) ?? { count: 0, lastMs: nowMs };
    const forgotten = resetInterval > 0 && nowMs - lastMs >= TEN_SECONDS_MS * resetInterval;
    const now = { count: forgotten ? 1 : count + 1, lastMs: nowMs };
    this.#failures.set(userId, now);
    if (now.count < attempts) return;
    this.#failures.delete(userId);
    if (onDisable.generateEvent) this.#effects.lockedOut(userId);
    if (lockoutInterval === 0) this.#effects.disable(userId);
    else this.#lockedUntilMs.set(userId, nowMs + TEN_SECONDS_MS * lockoutInterval);
  }

  succeeded(userId: number): void {
    this.#failures.delete(userId);
  }

  /** Software enabled the user again (§22.26, §22.30). */
  unlock(userId: number): void {
    this.#failures.delete(userId);
    this.#lockedUntilMs.delete(userId);
  }

  snapshot() {
    return { failures: [...this.#failures.keys()], locked: [...this.#lockedUntilMs.keys()] };
  }
}
