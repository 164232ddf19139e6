/** Sessions of the shared door: a name and a password, which count at each machine as long as they are right there. */
import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { SessionLease } from "../events.ts";
import { MAX_SESSIONS, MAX_SHARED_SESSIONS } from "../limits.ts";
import type { OpenSession } from "../redfish-door.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "../sessions.ts";

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface SharedSession extends Credentials {
  readonly id: string;
  readonly token: string;
  readonly peer: string;
  /** Name of a machine that the session sees. */
  readonly home: string;
  readonly createdMs: number;
}

/** `streams`: open ones. A session that has any does not time out. */
type Kept = SharedSession & { usedMs: number; streams: number };

const TOKEN_BYTES = 24;

export class SharedSessions {
  readonly #clock: Clock;
  /** Open sessions by token. The first is the one that was used longest ago. */
  readonly #open = new Map<string, Kept>();
  #lastId = 0;
  /** Called when a session has ended. */
  onEnd = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sessions as operators see them: those whose credentials are wanted. */
  open(isWanted: (credentials: Credentials) => boolean): readonly OpenSession[] {
    this.#drop();
    const nowMs = this.#clock.nowMs();
    return [...this.#open.values()].filter(isWanted).map((session) => {
      const { id, name, peer, createdMs, usedMs } = session;
      return { id, user: name, peer, createdMs, idleMs: nowMs - usedMs, end: () => this.end(session) };
    });
  }

  /** Sessions with the same name and password, the oldest first. */
  of({ name, password }: Credentials): readonly SharedSession[] {
    this.#drop();
    const own = [...this.#open.values()].filter((other) => other.name === name && other.password === password);
    return own.toSorted((a, b) => Number(a.id) - Number(b.id));
  }

  /**
   * Returns undefined when there are too many with this name and password. `home`: a machine that they see. If the door is
   * full, a session gives way: the one that was used longest ago, of the machine that has the most. So an administrator of
   * one machine, who can make users there, keeps no user of another out.
   */
  create({ name, password }: Credentials, peer: string, home: string): SharedSession | undefined {
    if (this.of({ name, password }).length >= MAX_SESSIONS) return undefined;
    if (this.#open.size >= MAX_SHARED_SESSIONS) this.#makeRoom();
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const times = { createdMs: this.#clock.epochMs(), usedMs: this.#clock.nowMs() };
    const session = { id: `${++this.#lastId}`, token, name, password, peer, home, ...times, streams: 0 };
    this.#open.set(token, session);
    return session;
  }

  /** Returns the session. Its time-out starts again. */
  use(token: string): SharedSession | undefined {
    this.#drop();
    const session = this.#open.get(token);
    if (!session) return undefined;
    session.usedMs = this.#clock.nowMs();
    this.#open.delete(token);
    this.#open.set(token, session);
    return session;
  }

  /** The session of an open stream, which `release` must end. `isRight`: whether its credentials still are. */
  leaseOf({ token }: SharedSession, isRight: () => boolean): SessionLease {
    const session = this.#open.get(token);
    if (session) session.streams++;
    return {
      isOpen: () => this.#open.has(token) && isRight(),
      release: () => {
        if (!session) return;
        session.streams--;
        if (this.#open.has(token)) this.use(token);
      },
    };
  }

  end({ token }: SharedSession): void {
    if (this.#open.delete(token)) this.onEnd();
  }

  #makeRoom(): void {
    const sessions = [...this.#open.values()];
    const counts = new Map<string, number>();
    for (const { home } of sessions) counts.set(home, (counts.get(home) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const oldest = sessions.find(({ home }) => counts.get(home) === most);
    if (oldest) this.end(oldest);
  }

  #drop(): void {
    const oldestMs = this.#clock.nowMs() - 1000 * DEFAULT_TIMEOUT_SECONDS;
    for (const [token, { usedMs, streams }] of this.#open) {
      if (usedMs >= oldestMs) return;
      if (streams === 0) this.#open.delete(token);
    }
  }
}
