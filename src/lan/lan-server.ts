/**
 * IPMI over LAN at one machine, without its socket: a datagram comes in, and datagrams go out. Clients that may not be
 * answered get nothing (IPMI v2 §6.12.4, §13.6).
 */
import { AccessMode } from "../bmc/channels.ts";
import { buildMessage, type Message, parseMessage, responseTo } from "../ipmi/message.ts";
import { DefiningBody, NetFn } from "../ipmi/net-fn.ts";
import { Privilege } from "../ipmi/privilege.ts";
import { type Peer, peerText } from "../ipmi/session.ts";
import { buildPong, NO_PONG_WANTED, parseAsf } from "../rmcp/asf.ts";
import { AuthType } from "../rmcp/auth-type.ts";
import type { DiscardReason } from "../rmcp/discarded.ts";
import { parseIpmiPacket } from "../rmcp/ipmi-packet.ts";
import { buildRmcp, buildRmcpAck, NO_ACK_WANTED, parseRmcp, RmcpClass, type RmcpMessage } from "../rmcp/rmcp-header.ts";
import { buildSessionPacket, type SessionPacket } from "../rmcp/session-packet.ts";
import { buildSessionless, PayloadType, type PlusPacket } from "../rmcp/session-packet-plus.ts";
import { Exchanges, isRequestToBmc, type LanOwner, requestIn } from "./exchanges.ts";
import type { LanSession } from "./lan-session.ts";
import { type LanSocket, LanTraffic, type Sending } from "./lan-traffic.ts";
import { OpenSessions } from "./open-sessions.ts";
import type { Random } from "./random.ts";
import { SetUp15 } from "./set-up-15.ts";
import { SetUpPlus } from "./set-up-plus.ts";
import { SourceLimit } from "./source-limit.ts";
import { isToSystemSoftware, takeForSystemSoftware } from "./system-software.ts";
import { TrapSender } from "./trap-sender.ts";

export type LanDiscardReason =
  | DiscardReason
  | "the channel is disabled"
  | "the BMC was reset"
  | "too many from one address"
  | "no such session"
  | "needs a session"
  | "repeated or out of the window"
  | "not a request to the BMC"
  | "the guest's software does not take it"
  | "unknown payload type";

/** Commands that need no session: these in either version's packets, 39h in those of IPMI 1.5. */
const SESSIONLESS: Readonly<Partial<Record<number, readonly number[]>>> = {
  [NetFn.App]: [0x37, 0x38, 0x54],
  /** PET Acknowledge, from receivers of traps. */
  [NetFn.SensorEvent]: [0x17],
  /** DCMI §6.1.1: Get DCMI Capabilities Info. */
  [NetFn.GroupExtension]: [0x01],
};
const GET_SESSION_CHALLENGE = 0x39;

export class LanServer {
  /** Number of discarded datagrams, by reason. */
  readonly discarded = new Map<LanDiscardReason, number>();
  /** Datagrams on their way in and out; the door gives it what comes in. */
  readonly traffic: LanTraffic;
  readonly #owner: LanOwner;
  readonly #exchanges: Exchanges;
  readonly #sessions: OpenSessions;
  readonly #limit: SourceLimit;
  readonly #setUp15: SetUp15;
  readonly #setUpPlus: SetUpPlus;

  constructor(owner: LanOwner, random: Random) {
    this.#owner = owner;
    this.traffic = new LanTraffic(owner, this);
    this.#exchanges = new Exchanges(owner);
    this.#sessions = new OpenSessions(owner.bmc, owner);
    this.#limit = new SourceLimit(owner.clock);
    const send = (body: Uint8Array, peer: Peer, sending?: Sending) => this.#sendIpmi(body, peer, sending);
    const deps = { owner, exchanges: this.#exchanges, sessions: this.#sessions, random, send };
    this.#setUp15 = new SetUp15(deps);
    this.#setUpPlus = new SetUpPlus(deps);
  }

  /** Gives the server its socket: the LAN is served from now on. */
  open(socket: LanSocket): void {
    this.traffic.open(socket);
    const { lan, alerting, options } = this.#owner.bmc;
    lan.doorPort = socket.port;
    alerting.sender = new TrapSender(lan, options.lan.alerts, this.traffic.sendTrap, this.#owner.trace).send;
  }

  /** Takes a datagram. Answers to commands leave at `turnOver`. */
  receive(datagram: Uint8Array, peer: Peer): void {
    const reason = this.#take(datagram, peer);
    if (!reason) return;
    this.discarded.set(reason, (this.discarded.get(reason) ?? 0) + 1);
    const { trace } = this.#owner;
    if (trace.active) {
      trace.publish(peerText(peer), { kind: "discarded", channel: this.#channel, reason, bytes: datagram });
    }
  }

  /** Stores what the turn's requests have changed, and sends their answers. */
  turnOver(): void {
    this.#exchanges.settle();
  }

  #take(datagram: Uint8Array, peer: Peer): LanDiscardReason | undefined {
    const { bmc } = this.#owner;
    if (bmc.sessions.offline) return "the BMC was reset";
    if (bmc.channels.access(this.#channel, "volatile").mode === AccessMode.Disabled) return "the channel is disabled";
    const rmcp = parseRmcp(datagram);
    if (rmcp.kind === "discarded") return rmcp.reason;
    if (rmcp.kind === "ack") return undefined;
    if (rmcp.class === RmcpClass.Asf) return this.#ping(rmcp, peer);
    const packet = parseIpmiPacket(rmcp.body);
    if (packet.kind === "discarded") return packet.reason;
    if (packet.sessionId !== 0) {
      return packet.kind === "session" ? this.#in15(packet, peer) : this.#inPlus(packet, peer);
    }
    if (!this.#limit.allows(peer)) return "too many from one address";
    return packet.kind === "session" ? this.#outside15(packet, peer) : this.#outsidePlus(packet, peer);
  }

  #ping(rmcp: RmcpMessage, peer: Peer): LanDiscardReason | undefined {
    const ping = parseAsf(rmcp.body);
    if (ping.kind === "discarded") return ping.reason;
    if (!this.#limit.allows(peer)) return "too many from one address";
    if (rmcp.sequence !== NO_ACK_WANTED) this.traffic.send(buildRmcpAck(rmcp), peer);
    if (ping.kind === "ping" && ping.tag !== NO_PONG_WANTED) {
      this.traffic.send(buildRmcp(RmcpClass.Asf, buildPong({ tag: ping.tag, supportsDcmi: true })), peer);
    }
    return undefined;
  }

  #outside15({ authType, message: bytes }: SessionPacket, peer: Peer): LanDiscardReason | undefined {
    if (authType !== AuthType.None) return "needs a session";
    const message = requestIn(bytes);
    if (!message) return "not a request to the BMC";
    const isChallenge = message.netFn === NetFn.App && message.cmd === GET_SESSION_CHALLENGE;
    if (!isSessionless(message) && !isChallenge) return "needs a session";
    const header = { authType, sessionId: 0, sequence: 0, authCode: new Uint8Array() };
    return this.#sessionless(message, bytes, peer, { setUp: this.#setUp15.from(peer) }, (response, sending) =>
      this.#sendIpmi(buildSessionPacket({ ...header, message: response }), peer, sending),
    );
  }

  #outsidePlus({ payloadType, payload, isEncrypted }: PlusPacket, peer: Peer): LanDiscardReason | undefined {
    switch (payloadType) {
      case PayloadType.OpenSessionRequest:
        return this.#setUpPlus.openSession(payload, peer)?.reason;
      case PayloadType.Rakp1:
        return this.#setUpPlus.rakp1(payload, peer)?.reason;
      case PayloadType.Rakp3:
        return this.#setUpPlus.rakp3(payload, peer)?.reason;
      case PayloadType.Ipmi: {
        const message = isEncrypted ? undefined : requestIn(payload);
        if (!message) return "not a request to the BMC";
        if (!isSessionless(message)) return "needs a session";
        return this.#sessionless(message, payload, peer, {}, (response, sending) =>
          this.#sendIpmi(buildSessionless(PayloadType.Ipmi, response), peer, sending),
        );
      }
      default:
        return "unknown payload type";
    }
  }

  #sessionless(
    message: Message,
    bytes: Uint8Array,
    peer: Peer,
    caller: { readonly setUp?: ReturnType<SetUp15["from"]> },
    respond: (response: Uint8Array, sending: Sending | undefined) => void,
  ): undefined {
    const request = { message, bytes, channel: this.#channel, peer };
    this.#exchanges.take({ ...request, caller: { privilege: Privilege.User, ...caller }, respond });
    return undefined;
  }

  #in15(packet: SessionPacket, peer: Peer): LanDiscardReason | undefined {
    const open = this.#sessions.get(packet.sessionId);
    if (open?.version !== "1.5") return this.#setUp15.take(packet, peer) ? undefined : "no such session";
    const { session, wire } = open;
    const authenticity = wire.authenticity(packet);
    if (authenticity === undefined) return "wrong authentication code";
    const userLevel = this.#owner.bmc.channels.access(this.#channel, "volatile").userLevelAuthentication;
    if (authenticity === "missing" && userLevel) return "not authenticated";
    if (!wire.take(packet)) return "repeated or out of the window";
    // Without a code that it could have, a packet proves nothing about its sender.
    if (authenticity !== "missing") session.heard(peer);
    const most = authenticity === "missing" ? Privilege.User : Privilege.Oem;
    const hasCode = authenticity === "code";
    const respond = (response: Uint8Array, sending: Sending | undefined) =>
      this.#sendIpmi(wire.seal(response, hasCode, sending?.plan?.content), session.peer, sending);
    return this.#request(session, packet.message, most, respond, !hasCode);
  }

  #inPlus(packet: PlusPacket, peer: Peer): LanDiscardReason | undefined {
    const open = this.#sessions.get(packet.sessionId);
    if (open?.version !== "2.0") return "no such session";
    const { session, wire } = open;
    const isSol = packet.payloadType === PayloadType.Sol;
    if (packet.payloadType !== PayloadType.Ipmi && !isSol) return "unknown payload type";
    const { solActivations } = this.#owner.bmc.lan;
    const opened = wire.open(packet, isSol && solActivations.of(session)?.isEncrypted === false);
    if (!opened) return "repeated or out of the window";
    if (opened.kind === "discarded") return opened.reason;
    session.heard(peer);
    if (isSol) return solActivations.receive(session, opened.payload) ? undefined : "unknown payload type";
    return this.#request(session, opened.payload, Privilege.Oem, (response, sending) =>
      this.#sendIpmi(wire.seal(PayloadType.Ipmi, response, {}, sending?.plan?.content), session.peer, sending),
    );
  }

  #request(
    session: LanSession,
    bytes: Uint8Array,
    most: Privilege,
    respond: (response: Uint8Array, sending: Sending | undefined) => void,
    lacksCode = false,
  ): LanDiscardReason | undefined {
    const message = parseMessage(bytes);
    if (message.kind === "discarded") return "not a request to the BMC";
    const present = this.#sessions.privilegeOf(session);
    if (present === undefined) {
      session.end("its user was disabled");
      return "no such session";
    }
    const privilege = present < most ? present : most;
    if (isToSystemSoftware(message)) {
      const refusal = takeForSystemSoftware(this.#owner.bmc, { session, privilege }, bytes);
      if (refusal === undefined) return undefined;
      const isRequest = message.netFn % 2 === 0;
      if (isRequest) respond(buildMessage(responseTo(message, Uint8Array.of(refusal))), undefined);
      return "the guest's software does not take it";
    }
    if (!isRequestToBmc(message)) return "not a request to the BMC";
    const isTaken = this.#exchanges.take({
      message,
      bytes,
      channel: session.channel,
      peer: session.peer,
      caller: { privilege, session },
      kept: session.kept,
      lacksCode,
      respond,
    });
    return isTaken ? undefined : "not authenticated";
  }

  get #channel(): number {
    return this.#owner.bmc.options.lan.channel;
  }

  #sendIpmi(body: Uint8Array, peer: Peer, sending?: Sending): void {
    this.traffic.send(buildRmcp(RmcpClass.Ipmi, body), peer, sending);
  }
}

function isSessionless({ netFn, cmd, data }: Message): boolean {
  if (netFn === NetFn.GroupExtension && data[0] !== DefiningBody.Dcmi) return false;
  return SESSIONLESS[netFn]?.includes(cmd) ?? false;
}
