/**
 * Requests that clients send in LAN messages, and their answers. The requests of a turn share one commit; an answer leaves
 * when its change is stored.
 */
import type { Bmc } from "../bmc/bmc.ts";
import type { Caller, FollowUp } from "../ipmi/command.ts";
import { CompletionCode } from "../ipmi/completion-code.ts";
import { type Answer, failedAnswer, type Request, type UnsettledAnswer } from "../ipmi/dispatch.ts";
import { buildMessage, type Message, parseMessage, responseTo } from "../ipmi/message.ts";
import { type Peer, peerText } from "../ipmi/session.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import { type LanPlan, lanPlan } from "../replies/lan-faults.ts";
import type { Refusal } from "../replies/reply-policy.ts";
import type { KeptAnswer, KeptAnswers } from "./kept-answers.ts";
import type { Sending, TrafficOwner } from "./lan-traffic.ts";
import { ACTION_WAIT_MS } from "./limits.ts";
import { hindered } from "./sol-faults.ts";

/** The machine that a LAN door belongs to. */
export interface LanOwner extends TrafficOwner {
  readonly bmc: Bmc;
  /** Carries out a request of this channel. */
  carryOut(request: Request, refusal: Refusal | undefined, channel: number, caller: Caller): UnsettledAnswer;
  /** Stores every change. Returns the same with the answers that may leave now. */
  settle<Unsettled extends UnsettledAnswer>(unsettled: readonly Unsettled[]): readonly Unsettled[];
  /** Lines that clients can cause as often as they like. */
  readonly peerLog: { write(level: "info" | "warn", fields: object, message: string): void };
}

interface CarriedOut extends UnsettledAnswer {
  readonly exchange: Exchange;
  readonly kept: KeptAnswer | undefined;
  readonly followUps: readonly FollowUp[];
  readonly plan: LanPlan | undefined;
  readonly startMs: number;
}

/** Commands that change nothing: the specification's name says so. They may run again. */
const READS = /^(?:Get|Read) /;

export interface Exchange {
  readonly message: Message;
  /** The same as it was sent. */
  readonly bytes: Uint8Array;
  readonly channel: number;
  readonly caller: Caller;
  readonly peer: Peer;
  readonly kept?: KeptAnswers;
  /** Whether its packet of IPMI 1.5 had no authentication code. */
  readonly lacksCode?: boolean;
  /** Called with a message to send, once its change is stored. `sending` is that of the answer. */
  respond(response: Uint8Array, sending: Sending | undefined, answer: Answer): void;
}

export class Exchanges {
  readonly #owner: LanOwner;
  #carriedOut: CarriedOut[] = [];

  constructor(owner: LanOwner) {
    this.#owner = owner;
  }

  /**
   * Carries out a request, unless it is a repeat: that gets the kept answer. Returns false for one that a fault discards
   * because it lacks its code.
   */
  take(exchange: Exchange): boolean {
    const { message, bytes, channel, caller, kept, lacksCode } = exchange;
    const { netFn, toLun: lun, cmd, data, from, fromLun } = message;
    const startMs = this.#owner.clock.nowMs();
    const plan = lanPlan(this.#owner.lanFaults, { way: "answer", message: "ipmi", request: message });
    if (lacksCode && plan?.content.perMessage === "required") return false;
    const earlier = kept?.find(bytes);
    if (earlier) {
      // Without a response it is about to leave.
      const { response: data, followUps } = earlier;
      if (data) this.#send(exchange, data, followUps, { plan, sent() {} }, { completionCode: 0, data });
      return true;
    }
    const request = { netFn, lun, cmd, data, requester: { address: from, lun: fromLun } };
    const followUps: FollowUp[] = [];
    const followUp = (next: FollowUp) => void followUps.push(next);
    const unsettled = this.#owner.carryOut(request, refusalIn(plan), channel, { ...caller, followUp });
    const sol = plan?.content.sol;
    if (sol && caller.session) this.#owner.bmc.lan.solActivations.change(caller.session, (it) => hindered(it, sol));
    const repeats = READS.test(unsettled.answer.command?.name ?? "");
    const keptAnswer = repeats ? undefined : kept?.keep(bytes);
    this.#carriedOut.push({ ...unsettled, exchange, kept: keptAnswer, followUps, plan, startMs });
    return true;
  }

  /** Stores what the turn has changed, and sends its answers. */
  settle(): void {
    const carriedOut = this.#carriedOut;
    this.#carriedOut = [];
    for (const each of this.#owner.settle(carriedOut)) {
      if (each.underWay) void this.#respondAfter(each, each.underWay);
      else this.#respond(each);
    }
  }

  /** Sends an answer when the actions on the machine are over that its request started, or have taken too long. */
  async #respondAfter(each: CarriedOut, underWay: Promise<Error | undefined>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = this.#owner.clock.after(ACTION_WAIT_MS, () => resolve(undefined));
    const error = await Promise.race([underWay, late]);
    timer.cancel();
    this.#respond(error ? { ...each, answer: failedAnswer(each.answer, error) } : each);
  }

  #respond(each: CarriedOut): void {
    const { exchange, kept, plan, answer } = each;
    const data = new Uint8Array(1 + answer.data.length);
    data[0] = answer.completionCode;
    data.set(answer.data, 1);
    const response = responseTo(exchange.message, data);
    const built = buildMessage(response);
    // A refusal: what the request brought was not stored.
    const followUps = answer.completionCode === CompletionCode.Ok ? each.followUps : [];
    if (kept) {
      kept.response = built;
      kept.followUps = followUps;
    }
    const sent = plan ? underPlan(response, plan) : built;
    this.#send(exchange, sent, followUps, { plan, sent: this.#published(each) }, answer);
  }

  /** Sends an answer and the messages that follow it, each under the plan of its own command. */
  #send({ respond }: Exchange, built: Uint8Array, followUps: readonly FollowUp[], sending: Sending, answer: Answer) {
    respond(built, sending, answer);
    for (const { response, request: data } of followUps) {
      const request = { netFn: response.netFn - 1, cmd: response.cmd, data };
      const plan = lanPlan(this.#owner.lanFaults, { way: "answer", message: "ipmi", request });
      respond(underPlan(response, plan), { plan, isFollowUp: true, sent: sending.sent }, answer);
    }
  }

  /** Publishes an exchange. Returns the function that publishes what is sent under a plan. */
  #published({ exchange: asked, request, answer, plan, startMs }: CarriedOut): (datagram: Uint8Array) => void {
    const { trace, clock } = this.#owner;
    if (!trace.active) return () => {};
    const { message, channel, caller, peer } = asked;
    const exchange = trace.nextExchange();
    const latencyMs = () => clock.nowMs() - startMs;
    const { completionCode, data: response, command, refusal } = answer;
    trace.publish(peerText(peer), {
      kind: "exchange",
      ...{ exchange, channel, session: caller.session?.handle, id: message.sequence },
      ...{ netFn: request.netFn, lun: request.lun, cmd: request.cmd, request: request.data },
      ...{ completionCode, response, command: command?.name, refusal, rules: plan?.faults ?? [] },
      latencyMs: latencyMs(),
    });
    return (bytes) => trace.publish(peerText(peer), { kind: "sent", exchange, latencyMs: latencyMs(), bytes });
  }
}

/** Number of values of rqSeq. */
const SEQUENCES = 64;

/** Builds a response with the data, the rqSeq and the checksum that the plan gives it. */
function underPlan(response: Message, plan: LanPlan | undefined): Uint8Array {
  const { claims, requestSequence, checksum } = plan?.content ?? {};
  const sequence = (response.sequence + (requestSequence?.offset ?? 0) + SEQUENCES) % SEQUENCES;
  const bytes = buildMessage({ ...response, data: claims ?? response.data, sequence });
  const isWrong = checksum === "wrong";
  return isWrong ? bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 0xff : byte)) : bytes;
}

/** The answer that a fault gives in place of the BMC's. */
function refusalIn(plan: LanPlan | undefined): Refusal | undefined {
  const [completionCode, ...data] = plan?.content.answer ?? [];
  if (completionCode === undefined) return undefined;
  return { completionCode, data: Uint8Array.from(data), rule: plan?.faults.join(", ") ?? "" };
}

/** Reads a request to the BMC. Undefined for anything else, such as a response. */
export function requestIn(bytes: Uint8Array): Message | undefined {
  const message = parseMessage(bytes);
  return message.kind === "message" && isRequestToBmc(message) ? message : undefined;
}

export function isRequestToBmc({ to, netFn }: Message): boolean {
  return to === BMC_ADDRESS && netFn % 2 === 0;
}
