/** Sessions of the shared door: a name and a password, which count at each machine as long as they are right there. */
import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { MOST_SESSIONS, MOST_SHARED_SESSIONS } from "../limits.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "../sessions.ts";

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface SharedSession extends Credentials {
  readonly id: string;
  readonly token: string;
  readonly peer: string;
  readonly createdMs: number;
}

const TOKEN_BYTES = 24;

export class SharedSessions {
  readonly #clock: Clock;
  /** Open sessions by token. */
  readonly #open = new Map<string, SharedSession & { usedMs: number }>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sessions with the same name and password. */
  of({ name, password }: Credentials): readonly SharedSession[] {
    this.#drop();
    return [...this.#open.values()].filter((other) => other.name === name && other.password === password);
  }

  /** Returns undefined when there are too many. */
  create({ name, password }: Credentials, peer: string): SharedSession | undefined {
    if (this.of({ name, password }).length >= MOST_SESSIONS || this.#open.size >= MOST_SHARED_SESSIONS)
      return undefined;
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const times = { createdMs: this.#clock.epochMs(), usedMs: this.#clock.nowMs() };
    const session = { id: `${++this.#lastId}`, token, name, password, peer, ...times };
    this.#open.set(token, session);
    return session;
  }

  /** Returns the session. Its time-out starts again. */
  use(token: string): SharedSession | undefined {
    this.#drop();
    const session = this.#open.get(token);
    if (session) session.usedMs = this.#clock.nowMs();
    return session;
  }

  end({ token }: SharedSession): void {
    this.#open.delete(token);
  }

  #drop(): void {
    const oldestMs = this.#clock.nowMs() - 1000 * DEFAULT_TIMEOUT_SECONDS;
    for (const [token, { usedMs }] of this.#open) if (usedMs < oldestMs) this.#open.delete(token);
  }
}
