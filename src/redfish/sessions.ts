/** Sessions (DSP0266 §13.3.4). They end by DELETE, time-out, a change of the user's password, and a reset of the BMC. */
import { randomBytes } from "node:crypto";
import type { Bmc } from "../bmc/bmc.ts";
import type { SessionLease } from "./events.ts";
import { MAX_SESSIONS } from "./limits.ts";
import { type User, userWith } from "./log-in.ts";
import type { OpenSession } from "./redfish-door.ts";

export interface RedfishSession {
  readonly id: string;
  readonly token: string;
  readonly user: User;
  readonly peer: string;
  readonly context: string | undefined;
  readonly createdMs: number;
}

interface Kept extends RedfishSession {
  usedMs: number;
  password: Uint8Array;
  /** Open streams: a session that has any does not time out. */
  streams: number;
}

const TOKEN_BYTES = 24;
export const DEFAULT_TIMEOUT_SECONDS = 1800;

export class RedfishSessions {
  timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;
  readonly #bmc: Bmc;
  /** Sessions by token. */
  readonly #open = new Map<string, Kept>();
  #lastId = 0;
  #resets: number;
  /** Called when a session has ended. */
  onEnd = () => {};

  constructor(bmc: Bmc) {
    this.#bmc = bmc;
    this.#resets = bmc.sessions.resets;
  }

  get all(): readonly RedfishSession[] {
    this.#drop();
    return [...this.#open.values()];
  }

  /** Sessions as operators see them. */
  get open(): readonly OpenSession[] {
    this.#drop();
    const nowMs = this.#bmc.clock.nowMs();
    return [...this.#open.values()].map((session) => {
      const { id, user, peer, createdMs, usedMs } = session;
      return { id, user: user.name, peer, createdMs, idleMs: nowMs - usedMs, end: () => this.end(session) };
    });
  }

  byId(id: string): RedfishSession | undefined {
    return this.all.find((session) => session.id === id);
  }

  /** Returns undefined when there are too many. */
  create(user: User, peer: string, context?: string): RedfishSession | undefined {
    this.#drop();
    if (this.#open.size >= MAX_SESSIONS) return undefined;
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const { clock, users } = this.#bmc;
    const id = `${++this.#lastId}`;
    const times = { createdMs: clock.epochMs(), usedMs: clock.nowMs() };
    const session = { id, token, user, peer, context, ...times, password: users.password(user.id), streams: 0 };
    this.#open.set(token, session);
    return session;
  }

  /** Returns the session and its user as they are now. The time-out starts again. */
  use(token: string): { readonly session: RedfishSession; readonly user: User } | undefined {
    this.#drop();
    const session = this.#open.get(token);
    const user = session && userWith(this.#bmc, session.user.id);
    if (!session || !user) return undefined;
    session.usedMs = this.#bmc.clock.nowMs();
    return { session, user };
  }

  /** Keeps a session whose user has just changed the password in it. */
  passwordChanged({ token }: RedfishSession): void {
    const session = this.#open.get(token);
    if (session) session.password = this.#bmc.users.password(session.user.id);
  }

  /** The session of an open stream, which `release` must end. */
  leaseOf({ token }: RedfishSession): SessionLease {
    const session = this.#open.get(token);
    if (session) session.streams++;
    return {
      isOpen: () => {
        this.#drop();
        return this.#open.has(token);
      },
      release: () => {
        if (!session) return;
        session.streams--;
        session.usedMs = this.#bmc.clock.nowMs();
      },
    };
  }

  end({ token }: RedfishSession): void {
    if (this.#open.delete(token)) this.onEnd();
  }

  #drop(): void {
    const { clock, sessions, users } = this.#bmc;
    const oldestMs = clock.nowMs() - 1000 * this.timeoutSeconds;
    const isReset = this.#resets !== sessions.resets;
    this.#resets = sessions.resets;
    const before = this.#open.size;
    for (const [token, { usedMs, user, password, streams }] of this.#open) {
      const isUnused = usedMs < oldestMs && streams === 0;
      const isOver = isReset || isUnused || Buffer.compare(users.password(user.id), password) !== 0;
      if (isOver) this.#open.delete(token);
    }
    if (this.#open.size < before) this.onEnd();
  }
}
