/**
 * One QEMU on one connection: the greeting, QEMU's capabilities, its requests and the BMC's answers, and the control
 * commands that stand for wires. A link keeps no BMC state; its owner sets the wires, and the link sends the changes.
 */

import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { Channel } from "../ipmi/channel.ts";
import type { Request, UnsettledAnswer } from "../ipmi/dispatch.ts";
import type { TraceFeed } from "../observe/trace.ts";
import { type Claim, type Refusal, type ReplyPolicy, refusalBy } from "../replies/reply-policy.ts";
import { ReplyQueue } from "../replies/reply-queue.ts";
import { hex } from "../text/hex.ts";
import { Control, encodeControl, isAnnounced, PROTOCOL_VERSION, type VmControl } from "../wire/vm-control.ts";
import { VmDecoder, type VmFrame } from "../wire/vm-decoder.ts";
import type { DiscardReason } from "../wire/vm-framing.ts";
import type { VmMessage } from "../wire/vm-message.ts";
import type { Connection } from "./connection.ts";
import { type ExchangeRecord, ExchangeWatcher, recordExchange } from "./exchange-record.ts";
import { Outbox } from "./outbox.ts";
import type { PeerLog } from "./peer-log.ts";
import { TurnReader } from "./turn-reader.ts";

/** State of the wires from the BMC to the machine. */
export interface Wires {
  readonly attention: boolean;
  /** Whether the attention comes with the messaging interrupt. */
  readonly interrupt: boolean;
  readonly interruptEnabled: boolean;
}

/** The machine a link belongs to. */
export interface LinkOwner {
  /** Returns the wires of the system interface with this channel number. */
  wiresOf(channel: number): Wires;
  /** Reply policy of the machine's answers. */
  readonly replies: ReplyPolicy;
  readonly clock: Clock;
  readonly trace: TraceFeed;
  /** Whether its state is kept in a file, which makes `settle` slow. */
  readonly isStored: boolean;
  /** Carries out a request of this channel, or answers it with the given refusal. */
  carryOut(request: Request, refusal: Refusal | undefined, channel: number): UnsettledAnswer;
  /** Stores every change. Returns the same with the answers that may leave now. */
  settle<Unsettled extends UnsettledAnswer>(unsettled: readonly Unsettled[]): readonly Unsettled[];
  /** Called when QEMU has announced its capabilities; from now on the link can send control commands. */
  linkReady(link: VmLink): void;
  linkClosed(link: VmLink): void;
  /** Called when QEMU reports that its machine was reset. */
  machineReset(link: VmLink): void;
}

/** A request of this turn that was carried out; its answer waits for the turn's commit. */
interface CarriedOut extends UnsettledAnswer {
  readonly request: VmMessage;
  readonly claim: Claim | undefined;
  /** Control commands that the request caused; they follow its answer. */
  readonly after: Uint8Array;
  /** Undefined if nothing watches. */
  readonly startMs: number | undefined;
}

export type LinkDiscardReason = DiscardReason | "response from the peer";

/**
 * Greeting. QEMU does not reset its parser when a connection opens, so it would join a half-sent frame of the previous
 * connection with the first command of this one. A0h empties its buffer, A1h ends its escape; then comes the version.
 */
const GREETING = Uint8Array.of(0xa0, 0xa1, ...encodeControl(Control.Version, PROTOCOL_VERSION));

const NO_RULES: readonly string[] = [];

export class VmLink {
  readonly peer: string;
  /** Channel number of the system interface that the door is for. */
  readonly channel: number;
  /** Number of discarded frames, by reason. */
  readonly discarded = new Map<LinkDiscardReason, number>();
  readonly #stream: Duplex;
  readonly #owner: LinkOwner;
  readonly #log: Logger;
  readonly #peerLog: PeerLog;
  readonly #decoder = new VmDecoder();
  readonly #replies: ReplyQueue;
  readonly #reader: TurnReader;
  #requests = 0;
  #capabilities: number | undefined;
  /** Requests of this turn whose changes are not stored yet, and those after them. */
  #unsaved: CarriedOut[] = [];
  /** Whether the turn wrote to a file before its end. */
  #turnIsLong = false;
  #answering = false;
  #over = false;
  readonly #outbox: Outbox;
  readonly #record: ExchangeRecord;
  /** Control commands raised while a request is handled; they follow its answer. */
  #deferred: Uint8Array[] = [];
  #sentInterrupt: Control | undefined;
  #sentAttention: Control | undefined;

  /** `peerLog` takes the lines that the peer can cause as often as it likes. */
  constructor(
    { stream, peer }: Connection,
    owner: LinkOwner,
    log: Logger,
    peerLog: PeerLog,
    channel: number = Channel.SystemInterface,
  ) {
    this.peer = peer;
    this.channel = channel;
    this.#stream = stream;
    this.#owner = owner;
    this.#log = log;
    this.#peerLog = peerLog;
    this.#outbox = new Outbox(stream);
    this.#record = { trace: owner.trace, clock: owner.clock, peer, log };
    this.#replies = new ReplyQueue(owner.replies, owner.clock, {
      send: (bytes) => this.#outbox.add(bytes),
      answer: (request, completionCode, data) => this.#outbox.addAnswer(request, completionCode, data),
      disconnect: () => {
        this.#outbox.flush();
        stream.end(() => stream.destroy());
      },
    });
    this.#reader = new TurnReader(stream, {
      take: (bytes, start, end) => {
        this.#outbox.hold();
        this.#decoder.push(bytes, this.#take, start, end);
        return !this.#turnIsLong;
      },
      turnOver: () => {
        this.#settle();
        this.#turnIsLong = false;
        this.#outbox.release();
      },
    });
    stream.on("drain", () => this.updateWires());
    stream.on("error", (error: Error) => this.#log.debug({ err: error, peer }, "connection failed"));
    stream.on("close", () => this.#end());
    owner.trace.publish(peer, { kind: "connected" });
    stream.write(GREETING);
  }

  /** Bits of `Capability`; 0 before QEMU has announced them. */
  get capabilities(): number {
    return this.#capabilities ?? 0;
  }

  get requests(): number {
    return this.#requests;
  }

  /** See `ReplyQueue.counts`. */
  get replyCounts(): ReplyQueue["counts"] {
    return this.#replies.counts;
  }

  /**
   * Sends a command, after the answer if a request is being handled. Returns false if QEMU did not announce the command
   * or does not read.
   */
  control(code: Control): boolean {
    if (!isAnnounced(code, this.capabilities) || this.#stream.writableNeedDrain) return false;
    this.#owner.trace.publish(this.peer, { kind: "control", code });
    if (this.#answering) this.#deferred.push(encodeControl(code));
    else this.#replies.send(encodeControl(code));
    return true;
  }

  /** Sends QEMU the wires whose state has changed since it was last sent. */
  updateWires(): void {
    const { attention, interrupt, interruptEnabled } = this.#owner.wiresOf(this.channel);
    const enable = interruptEnabled ? Control.EnableIrq : Control.DisableIrq;
    if (this.#sentInterrupt !== enable && this.control(enable)) this.#sentInterrupt = enable;
    const pending = interrupt && isAnnounced(Control.AttnIrq, this.capabilities) ? Control.AttnIrq : Control.Attn;
    const attn = attention ? pending : Control.NoAttn;
    if (this.#sentAttention !== attn && this.control(attn)) this.#sentAttention = attn;
  }

  close(): void {
    this.#stream.destroy();
    this.#end();
  }

  /** Ends the link, once: a caller that closes it need not wait for the end of its connection. */
  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#reader.close();
    this.#replies.close();
    this.#owner.trace.publish(this.peer, { kind: "disconnected" });
    this.#owner.linkClosed(this);
  }

  readonly #take = (frame: VmFrame): void => {
    switch (frame.kind) {
      case "message":
        this.#answer(frame);
        break;
      case "control":
        this.#obey(frame);
        break;
      case "discarded":
        this.#discard(frame.reason, frame.bytes);
        break;
    }
  };

  #answer(request: VmMessage): void {
    // An odd netFn is a response, but the BMC sends the machine no requests. Answering it could start a ping-pong.
    if (request.netFn % 2 === 1) {
      this.#discard("response from the peer", request.data);
      return;
    }
    this.#requests++;
    const watched = this.#owner.trace.active || this.#log.isLevelEnabled("debug");
    const startMs = watched ? this.#owner.clock.nowMs() : undefined;
    this.#answering = true;
    const claim = this.#replies.claim(request);
    const { answer, unsaved } = this.#owner.carryOut(request, claim && refusalBy(claim), this.channel);
    this.#answering = false;
    let after = EMPTY_BYTES;
    if (this.#deferred.length > 0) after = Buffer.concat(this.#deferred.splice(0));
    const carriedOut = { request, answer, unsaved, claim, after, startMs };
    if (unsaved || this.#unsaved.length > 0) this.#unsaved.push(carriedOut);
    else this.#submit([carriedOut]);
  }

  /** Stores what the turn has changed so far, and sends the answers that wait for it. */
  #settle(): void {
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    this.#submit(unsaved);
  }

  #submit(carriedOut: readonly CarriedOut[]): void {
    for (const { request, claim, answer, after, startMs } of this.#owner.settle(carriedOut)) {
      const isWatched = startMs !== undefined;
      if (claim) {
        const watcher = isWatched ? new ExchangeWatcher(request, answer, startMs, this.#record) : undefined;
        this.#replies.submit(request, claim, answer, after, watcher);
      } else {
        if (isWatched) recordExchange(request, answer, startMs, NO_RULES, this.#record);
        this.#replies.answer(request, answer, after);
      }
    }
  }

  /** Sends the answers to the requests before this command first: the command may change wires. */
  #obey({ code, data }: VmControl): void {
    if (this.#unsaved.length > 0) {
      this.#settle();
      this.#turnIsLong = this.#owner.isStored;
    }
    switch (code) {
      case Control.Version:
        if (data[0] !== PROTOCOL_VERSION) {
          const fields = { peer: this.peer, version: data[0] };
          this.#peerLog.write("warn", fields, "QEMU speaks another version of the protocol");
        }
        break;
      case Control.Capabilities:
        this.#capabilities = data[0];
        this.#owner.trace.publish(this.peer, { kind: "capabilities", capabilities: this.capabilities });
        this.#owner.linkReady(this);
        this.updateWires();
        break;
      case Control.Reset:
        this.#sentInterrupt = undefined;
        this.#sentAttention = undefined;
        this.#owner.trace.publish(this.peer, { kind: "machine reset" });
        this.#owner.machineReset(this);
        this.updateWires();
        break;
      default:
        this.#discard("unknown control command", Uint8Array.of(code, ...data));
    }
  }

  #discard(reason: LinkDiscardReason, bytes: Uint8Array): void {
    this.discarded.set(reason, (this.discarded.get(reason) ?? 0) + 1);
    this.#owner.trace.publish(this.peer, { kind: "discarded", reason, bytes });
    this.#peerLog.write("warn", { peer: this.peer, reason, bytes: hex(bytes) }, "discarded a frame");
  }
}
