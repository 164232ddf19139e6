/**
 * Requests that clients send in LAN messages, and their answers. The requests of a turn share one commit; an answer leaves
 * when its change is stored.
 */
import type { Bmc } from "../bmc/bmc.ts";
import type { Clock } from "../clock.ts";
import type { Caller } from "../ipmi/command.ts";
import type { Answer, Request, UnsettledAnswer } from "../ipmi/dispatch.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import type { Refusal } from "../replies/reply-policy.ts";
import { buildLanMessage, type LanMessage, parseLanMessage, responseTo } from "../rmcp/lan-message.ts";
import type { KeptAnswer, KeptAnswers } from "./kept-answers.ts";

/** The machine that a LAN door belongs to. */
export interface LanOwner {
  readonly bmc: Bmc;
  readonly clock: Clock;
  /** Carries out a request of this channel. */
  carryOut(request: Request, refusal: Refusal | undefined, channel: number, caller: Caller): UnsettledAnswer;
  /** Stores every change. Returns the same with the answers that may leave now. */
  settle<Unsettled extends UnsettledAnswer>(unsettled: readonly Unsettled[]): readonly Unsettled[];
  /** Lines that clients can cause as often as they like. */
  readonly peerLog: { write(level: "info" | "warn", fields: object, message: string): void };
}

interface CarriedOut extends UnsettledAnswer {
  readonly message: LanMessage;
  readonly kept: KeptAnswer | undefined;
  respond(response: Uint8Array, answer: Answer): void;
}

/** Commands that change nothing: the specification's name says so. They may run again. */
const READS = /^(?:Get|Read) /;

export interface Exchange {
  readonly message: LanMessage;
  /** The same as it was sent. */
  readonly bytes: Uint8Array;
  readonly channel: number;
  readonly caller: Caller;
  readonly kept?: KeptAnswers;
  /** Called with the message to send, once its change is stored. */
  respond(response: Uint8Array, answer: Answer): void;
}

export class Exchanges {
  readonly #owner: LanOwner;
  #carriedOut: CarriedOut[] = [];

  constructor(owner: LanOwner) {
    this.#owner = owner;
  }

  /** Carries out a request, unless it is a repeat: that gets the kept answer. */
  take({ message, bytes, channel, caller, kept, respond }: Exchange): void {
    const earlier = kept?.find(bytes);
    if (earlier) {
      // Without a response it is about to leave.
      if (earlier.response) respond(earlier.response, { completionCode: 0, data: earlier.response });
      return;
    }
    const { netFn, toLun: lun, cmd, data, from, fromLun } = message;
    const request = { netFn, lun, cmd, data, requester: { address: from, lun: fromLun } };
    const unsettled = this.#owner.carryOut(request, undefined, channel, caller);
    const repeats = READS.test(unsettled.answer.command?.name ?? "");
    this.#carriedOut.push({ ...unsettled, message, kept: repeats ? undefined : kept?.keep(bytes), respond });
  }

  /** Stores what the turn has changed, and sends its answers. */
  settle(): void {
    const carriedOut = this.#carriedOut;
    this.#carriedOut = [];
    for (const { message, kept, answer, respond } of this.#owner.settle(carriedOut)) {
      const data = Uint8Array.of(answer.completionCode, ...answer.data);
      const response = buildLanMessage(responseTo(message, data));
      if (kept) kept.response = response;
      respond(response, answer);
    }
  }
}

/** Reads a message to the BMC. Undefined for anything else, such as a response. */
export function requestIn(bytes: Uint8Array): LanMessage | undefined {
  const message = parseLanMessage(bytes);
  if (message.kind === "discarded" || message.to !== BMC_ADDRESS || message.netFn % 2 === 1) return undefined;
  return message;
}
