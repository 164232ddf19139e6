/**
 * Activated instances of the SOL payload (v2 §24.1–§24.4), each in one session. The end of its session ends an instance, and so
 * does a BMC reset, which ends all sessions. Nothing stores them.
 */
import type { Session } from "../../ipmi/session.ts";

/** One instance of SOL between a session and the guest's serial port. */
export interface SolStream {
  /** Characters so far. */
  readonly counts: SolService["counts"];
  /** Takes a payload of the session. Returns false when it is none. */
  receive(payload: Uint8Array): boolean;
  /** Ends the stream, and tells the client if it did not end it itself. */
  stop(tell: boolean): void;
}

/** The guest's serial port behind SOL. */
export interface SolService {
  /** Characters since the start: sent to clients (repeats count again), and taken from clients. */
  readonly counts: { readonly sent: number; readonly received: number };
  start(instance: number, session: Session, send: (payload: Uint8Array) => void): SolStream;
}

/** Payload type of SOL (table 13-16). */
export const SOL_PAYLOAD = 1;
/** Instance 1 is the console, instance 2 its history. */
export const SOL_INSTANCES = 2;

export interface Activation {
  readonly instance: number;
  readonly session: Session;
  /** Whether its packets are encrypted (§24.8 changes it). */
  isEncrypted: boolean;
}

export class SolActivations {
  /** Undefined: the machine has no serial port. */
  service: SolService | undefined;
  readonly #active = new Map<number, Activation & { stream: SolStream }>();

  /** The active instances, in order. */
  get all(): readonly Activation[] {
    return [...this.#active.values()].sort((one, other) => one.instance - other.instance);
  }

  /** Characters of the active instances so far. */
  get counts(): SolService["counts"] {
    const all = { sent: 0, received: 0 };
    for (const { stream } of this.#active.values()) {
      all.sent += stream.counts.sent;
      all.received += stream.counts.received;
    }
    return all;
  }

  at(instance: number): Activation | undefined {
    return this.#active.get(instance);
  }

  of(session: Session): Activation | undefined {
    return this.all.find((activation) => activation.session === session);
  }

  activate(service: SolService, session: Session, instance: number, isEncrypted: boolean): void {
    const send = (payload: Uint8Array) =>
      session.sendPayload(SOL_PAYLOAD, payload, { encrypted: activation.isEncrypted });
    const activation = { instance, session, isEncrypted, stream: service.start(instance, session, send) };
    this.#active.set(instance, activation);
    session.onEnd(() => {
      if (this.#active.get(instance) === activation) this.deactivate(instance);
    });
  }

  /** Puts another stream in place of a session's. */
  change(session: Session, changed: (stream: SolStream) => SolStream): void {
    const active = this.#of(session);
    if (active) active.stream = changed(active.stream);
  }

  /** Ends an instance. `by`: the session that asks for it, which need not be told. */
  deactivate(instance: number, by?: Session): void {
    const active = this.#active.get(instance);
    this.#active.delete(instance);
    active?.stream.stop(active.session !== by);
  }

  /** Takes a SOL payload of a session. Returns false when the session has no instance or it is no payload. */
  receive(session: Session, payload: Uint8Array): boolean {
    return this.#of(session)?.stream.receive(payload) ?? false;
  }

  snapshot() {
    return this.all.map(({ instance, session }) => ({ instance, session: session.handle }));
  }

  #of(session: Session) {
    return [...this.#active.values()].find((one) => one.session === session);
  }
}
