/** The BMC's end of a SOL session (IPMI v2 §15): payloads in, payloads out; both directions are independent. */
import type { Clock } from "../clock.ts";
import {
  buildSolFromBmc,
  NO_STATUS,
  parseSolFromConsole,
  type SolFromBmc,
  type SolStatus,
} from "../rmcp/sol-payload.ts";
import { type SolInput, SolReceiver } from "./sol-receiver.ts";
import { SolSender, type SolSettings, type SolSource } from "./sol-sender.ts";

/** The guest's serial port, as the session uses it. */
export interface SolGuest {
  readonly output: SolSource;
  readonly write: SolInput;
  sendBreak(): void;
}

const EMPTY: Omit<SolFromBmc, "kind" | "status"> = {
  sequence: 0,
  acknowledged: 0,
  acceptedCount: 0,
  characters: new Uint8Array(0),
};

export class SolSession {
  readonly #guest: SolGuest;
  readonly #send: (payload: Uint8Array) => void;
  readonly #sender: SolSender;
  readonly #receiver: SolReceiver;

  constructor(guest: SolGuest, settings: () => SolSettings, send: (payload: Uint8Array) => void, clock: Clock) {
    this.#guest = guest;
    this.#send = send;
    this.#sender = new SolSender(
      guest.output,
      settings,
      ({ hasOverrun, ...packet }) => this.#build(packet, { hasOverrun }),
      clock,
    );
    this.#receiver = new SolReceiver(
      guest.write,
      ({ sequence, acceptedCount, isNack }) => this.#build({ acknowledged: sequence, acceptedCount }, { isNack }),
      clock,
    );
  }

  /** Number of characters of the guest that the console has not acknowledged in time. */
  get dropped(): number {
    return this.#sender.dropped;
  }

  /** Takes a payload of the console. Returns false when it is none. */
  receive(payload: Uint8Array): boolean {
    const packet = parseSolFromConsole(payload);
    if (packet.kind === "discarded") return false;
    const { sequence, acknowledged, acceptedCount, operation, characters } = packet;
    if (operation.flushesOutbound) this.#sender.flush();
    if (operation.flushesInbound) this.#receiver.flush();
    this.#sender.acknowledged(acknowledged, acceptedCount, operation.isNack);
    this.#sender.pause(operation.pausesCts);
    // A packet that is repeated must not repeat its break.
    const isNew = sequence === 0 || this.#receiver.take(sequence, characters);
    if (isNew && operation.sendsBreak) this.#guest.sendBreak();
    return true;
  }

  /** The guest has printed something. */
  printed(): void {
    this.#sender.characters();
  }

  /** The guest may take more input. */
  room(): void {
    this.#receiver.room();
  }

  /** Ends the session. Tells the console, unless it ended the session itself. */
  close(tell: boolean): void {
    this.#sender.close();
    this.#receiver.flush();
    if (tell) this.#build({}, { isDeactivating: true });
  }

  #build(packet: Partial<typeof EMPTY>, status: Partial<SolStatus>): void {
    this.#send(buildSolFromBmc({ ...EMPTY, ...packet, status: { ...NO_STATUS, ...status } }));
  }
}
