/** The set-up of IPMI 1.5 sessions at the door: challenges, and packets that answer them (IPMI v2 §6.12.1, §13.10). */
import { mayLogIn, privilegeLimit } from "../bmc/lan/logins.ts";
import { NetFn } from "../ipmi/net-fn.ts";
import { Privilege } from "../ipmi/privilege.ts";
import { type AnsweredChallenge, type AuthenticationType, type Peer, peerText, type SetUp } from "../ipmi/session.ts";
import { withNumbers } from "../replies/lan-content.ts";
import type { AuthType } from "../rmcp/auth-type.ts";
import { hasValidAuthCode, type SessionPacket, sealSessionPacket } from "../rmcp/session-packet.ts";
import { reportAbandoned } from "./abandoned-log-in.ts";
import { type Exchanges, type LanOwner, requestIn } from "./exchanges.ts";
import { nameText, type Sending } from "./lan-traffic.ts";
import type { OpenSessions } from "./open-sessions.ts";
import { type Random, randomNumber } from "./random.ts";
import { SetUps } from "./set-ups.ts";
import { Wire15 } from "./wire-15.ts";

const ACTIVATE_SESSION = 0x3a;
const OUTBOUND_SEQUENCE_AT = 18;
const CHALLENGE_SIZE = 16;

/** Users with a password of more than 16 bytes cannot use IPMI 1.5 (v2 §22.30). */
const PASSWORD_SIZE = 16;

interface Challenge {
  readonly id: number;
  readonly peer: Peer;
  isProven: boolean;
  readonly type: AuthenticationType;
  /** Undefined: the name was unknown. */
  readonly userId: number | undefined;
  readonly name: Uint8Array;
  readonly challenge: Uint8Array;
  /** Whether an Activate Session waits for its answer. */
  isBusy: boolean;
  isOpen: boolean;
  /** Whether the client has logged in as the user meanwhile, as one does that asks again when a challenge is lost. */
  isRepeated: boolean;
  /** The Activate Session that opened a session, and its answer. */
  answered?: { readonly message: Uint8Array; readonly packet: Uint8Array };
}

const NEW = { isProven: false, isBusy: false, isOpen: false, isRepeated: false } as const;

export interface SetUpDeps {
  readonly owner: LanOwner;
  readonly exchanges: Exchanges;
  readonly sessions: OpenSessions;
  readonly random: Random;
  /** Sends what follows the RMCP header. */
  send(body: Uint8Array, peer: Peer, sending?: Sending): void;
}

export class SetUp15 {
  readonly #deps: SetUpDeps;
  readonly #challenges: SetUps<Challenge>;

  constructor(deps: SetUpDeps) {
    this.#deps = deps;
    this.#challenges = new SetUps(deps.owner.clock, ({ peer, name, userId, isRepeated }, why) => {
      if (!isRepeated) reportAbandoned(deps.owner, { peer, step: "Activate Session", name, userId }, why);
    });
  }

  /** The set-up as the commands outside a session see it. */
  from(peer: Peer): SetUp {
    const { owner, random } = this.#deps;
    return {
      answered: undefined,
      revealsUserNames: owner.bmc.options.lan.revealUserNames,
      challenge: (type, userId, name) => {
        const id = this.#freeId();
        const challenge = random(CHALLENGE_SIZE);
        const kept = Uint8Array.from(name);
        this.#challenges.add({ id, peer, ...NEW, type, userId, name: kept, challenge });
        return { id, challenge };
      },
    };
  }

  /** Takes a packet whose session ID is that of a challenge. Returns false if there is no such challenge. */
  take(packet: SessionPacket, peer: Peer): boolean {
    const entry = this.#challenges.get(packet.sessionId);
    if (!entry) return false;
    const { owner, exchanges } = this.#deps;
    if (entry.answered) {
      const isRepeat = Buffer.compare(entry.answered.message, packet.message) === 0;
      if (isRepeat) this.#deps.send(entry.answered.packet, peer);
      return true;
    }
    if (entry.isBusy) return true;
    const message = requestIn(packet.message);
    if (message?.netFn !== NetFn.App || message.cmd !== ACTIVATE_SESSION) return true;
    const password = this.#passwordOf(entry);
    // A code is computed for an unknown name too, so that both take the same time.
    const isValid = hasValidAuthCode(packet, entry.type as AuthType, password ?? this.#deps.random(PASSWORD_SIZE));
    if (!password || !isValid) {
      // Nothing is answered before authentication.
      this.#challenges.delete(entry.id);
      if (entry.userId !== undefined) owner.bmc.lan.lockOut.failed(entry.userId);
      const user = nameText(entry.name);
      const reason = entry.userId === undefined ? "unauthorized name" : "wrong password";
      const refused = { kind: "log-in refused", step: "Activate Session", user, reason } as const;
      owner.trace.publish(peerText(peer), refused);
      owner.peerLog.write("warn", { peer: peer.address, user: entry.userId }, `LAN log-in refused: ${reason}`);
      return true;
    }
    entry.isProven = true;
    entry.isBusy = true;
    const bytes = Uint8Array.from(packet.message);
    const sequence = Buffer.from(message.data).subarray(OUTBOUND_SEQUENCE_AT, OUTBOUND_SEQUENCE_AT + 4);
    const outbound = sequence.length === 4 ? sequence.readUInt32LE() : 0;
    const setUp = { ...this.from(peer), answered: this.#answer(entry, peer, password) };
    exchanges.take({
      message,
      bytes,
      channel: owner.bmc.options.lan.channel,
      peer,
      caller: { privilege: Privilege.Callback, setUp },
      respond: (response, sending, { completionCode }) => {
        entry.isBusy = false;
        // The header still has the temporary ID, and the client's number for our first packet.
        const numbers = withNumbers({ sessionId: entry.id, sequence: outbound }, sending?.plan?.content);
        const answer = { authType: packet.authType, ...numbers, message: response };
        const sealed = sealSessionPacket(answer, password);
        if (completionCode === 0) this.#opened(entry, { message: bytes, packet: sealed });
        this.#deps.send(sealed, peer, sending);
      },
    });
    return true;
  }

  #opened(entry: Challenge, answered: NonNullable<Challenge["answered"]>): void {
    entry.answered = answered;
    entry.isOpen = true;
    for (const earlier of this.#challenges.of(entry.peer)) earlier.isRepeated ||= earlier.userId === entry.userId;
  }

  #answer({ type, userId = 0, challenge }: Challenge, peer: Peer, password: Uint8Array): AnsweredChallenge {
    const { owner, sessions, random, send } = this.#deps;
    return {
      address: peer.address,
      type,
      userId,
      challenge,
      open: (privilege, outbound) => {
        const id = this.#freeId();
        const inbound = randomNumber(random);
        const perMessage = owner.bmc.channels.access(
          owner.bmc.options.lan.channel,
          "volatile",
        ).perMessageAuthentication;
        const wire = new Wire15({ sessionId: id, type, perMessage, password, inbound, outbound });
        const facts = { id, userId, version: "1.5", integrity: false, confidentiality: false, peer } as const;
        sessions.open({ ...facts, highestPrivilege: privilege }, { version: "1.5", wire }, (session, _type, payload) =>
          send(wire.seal(payload, true), session.peer),
        );
        owner.bmc.lan.lockOut.succeeded(userId);
        owner.peerLog.write("info", { peer: peer.address, user: userId, version: "1.5" }, "LAN session opened");
        return { id, inboundSequence: inbound };
      },
    };
  }

  /** The password with which a packet must be sealed; undefined if no code can be right. */
  #passwordOf({ userId }: Challenge): Uint8Array | undefined {
    const { bmc } = this.#deps.owner;
    const { channel } = bmc.options.lan;
    if (userId === undefined || !mayLogIn(bmc, channel, userId)) return undefined;
    if (privilegeLimit(bmc, channel, userId) === 0) return undefined;
    const password = bmc.users.password(userId);
    return password.length > PASSWORD_SIZE ? undefined : password;
  }

  #freeId(): number {
    const { random, sessions } = this.#deps;
    return randomNumber(random, (id) => sessions.get(id) !== undefined || this.#challenges.get(id) !== undefined);
  }
}
