/** The set-up of RMCP+ sessions: Open Session and RAKP 1 to 4 (IPMI v2 §13.17 to §13.24). */

import { guidToBytes } from "../bmc/guid.ts";
import { suiteLimit } from "../bmc/lan/logins.ts";
import { SecurityKey } from "../bmc/lan/security-keys.ts";
import { type Peer, peerText } from "../ipmi/session.ts";
import { lanPlan } from "../replies/lan-faults.ts";
import { type CipherSuite, chooseSuite } from "../rmcp/cipher-suites.ts";
import type { Discarded } from "../rmcp/discarded.ts";
import {
  buildOpenSessionRefused,
  buildSessionOpened,
  type OpenSessionRequest,
  parseOpenSessionRequest,
} from "../rmcp/open-session.ts";
import {
  buildRakp2,
  buildRakp4,
  buildRakpRefused,
  parseRakp1,
  parseRakp3,
  RANDOM_SIZE,
  type Rakp1,
} from "../rmcp/rakp.ts";
import { isSameCode } from "../rmcp/same-code.ts";
import {
  KEY_SIZE,
  rakp2Code,
  rakp3Code,
  rakp4CheckValue,
  sessionIntegrityKey,
  sessionKeys,
} from "../rmcp/session-keys.ts";
import { buildSessionless, PayloadType } from "../rmcp/session-packet-plus.ts";
import { SessionStatus, sessionStatusText } from "../rmcp/session-status.ts";
import { reportAbandoned } from "./abandoned-log-in.ts";
import { nameText, type Sending } from "./lan-traffic.ts";
import { type RakpCodes, rakpCodes } from "./rakp-codes.ts";
import {
  countWrongPassword,
  LAST_PRIVILEGE,
  type NamedUser,
  namedUser,
  type ProvenUser,
  provenUser,
} from "./rakp-users.ts";
import { randomNumber } from "./random.ts";
import type { SetUpDeps } from "./set-up-15.ts";
import { type SetUpEnd, SetUps } from "./set-ups.ts";
import { WirePlus } from "./wire-plus.ts";

/** The facts of RAKP 1 and 2, and what RAKP 3 must prove. The password of an unknown name is random. */
interface Proof extends RakpCodes {
  readonly user: NamedUser;
}

/** A set-up. The answer to the latest message is kept: a repeated message gets the same bytes. */
interface Entry {
  readonly id: number;
  readonly peer: Peer;
  readonly consoleSessionId: number;
  readonly suite: CipherSuite;
  readonly maxPrivilege: number;
  /** The privilege of the Open Session Request. */
  readonly wanted: number;
  isProven: boolean;
  proof?: Proof;
  isOpen: boolean;
  /** Whether the client has logged in as the user meanwhile, as one does that starts anew when an answer is lost. */
  isRepeated: boolean;
  last: { readonly message: Uint8Array; readonly type: PayloadType; readonly answer: Uint8Array };
}

const NEW = { isProven: false, isOpen: false, isRepeated: false } as const;

export class SetUpPlus {
  readonly #deps: SetUpDeps;
  readonly #entries: SetUps<Entry>;

  constructor(deps: SetUpDeps) {
    this.#deps = deps;
    this.#entries = new SetUps(deps.owner.clock, (entry, why) => this.#abandoned(entry, { why }));
  }

  openSession(payload: Uint8Array, peer: Peer): Discarded | undefined {
    const repeated = this.#entries.find(
      ({ peer: from, last }) =>
        last.type === PayloadType.OpenSessionResponse &&
        from.address === peer.address &&
        from.port === peer.port &&
        isRepeat(last.message, payload),
    );
    if (repeated) return this.#send(repeated.last.type, tagged(repeated.last.answer, payload), peer);
    const request = parseOpenSessionRequest(payload);
    if (request.kind === "discarded") return request;
    const entry = request.kind === "refused" ? request.status : this.#opened(request, payload, peer);
    if (typeof entry !== "number") {
      this.#entries.add(entry);
      return this.#send(entry.last.type, entry.last.answer, peer);
    }
    const consoleSessionId = request.kind === "refused" ? request.sessionId : request.consoleSessionId;
    const refused = { tag: request.tag, status: entry, maxPrivilege: 0, consoleSessionId };
    this.#publishRefused("Open Session", entry, peer);
    return this.#send(PayloadType.OpenSessionResponse, buildOpenSessionRefused(refused), peer);
  }

  #opened(request: OpenSessionRequest, payload: Uint8Array, peer: Peer): Entry | SessionStatus {
    const { owner, random, sessions } = this.#deps;
    const { bmc } = owner;
    const { tag, consoleSessionId, maxPrivilege: wanted } = request;
    if (wanted > LAST_PRIVILEGE) return SessionStatus.InvalidRole;
    if (bmc.sessions.isFullFor(peer.address)) return SessionStatus.NoResources;
    const suite = chooseSuite(
      request,
      bmc.lan.cipherSuites.filter((id) => suiteLimit(bmc, id) > 0),
    );
    if (typeof suite === "number") return suite;
    const ofChannel = bmc.channels.access(bmc.options.lan.channel, "volatile").privilegeLimit;
    const limit = Math.min(ofChannel, suiteLimit(bmc, suite.id));
    if (wanted > limit) return SessionStatus.UnauthorizedRole;
    const maxPrivilege = wanted === 0 ? limit : wanted;
    const id = randomNumber(random, (taken) => sessions.get(taken) !== undefined || !!this.#entries.get(taken));
    const answer = buildSessionOpened({ tag, maxPrivilege, consoleSessionId, bmcSessionId: id, ...suite });
    const last = { message: Uint8Array.from(payload), type: PayloadType.OpenSessionResponse, answer };
    return { id, peer, consoleSessionId, suite, maxPrivilege, wanted, ...NEW, last };
  }

  rakp1(payload: Uint8Array, peer: Peer): Discarded | undefined {
    const message = parseRakp1(payload);
    if (message.kind === "discarded") return message;
    const id = message.kind === "refused" ? message.sessionId : message.bmcSessionId;
    const entry = this.#entryFor(id, message.tag, PayloadType.Rakp2, payload, peer);
    if (!entry) return undefined;
    if (message.kind === "refused") return this.#refuse(entry, PayloadType.Rakp2, message.tag, message.status, peer);
    if (entry.proof) {
      return this.#refuse(entry, PayloadType.Rakp2, message.tag, SessionStatus.InactiveSessionId, peer);
    }
    const challenged = this.#challenged(entry, message);
    if (typeof challenged === "number") {
      this.#entries.delete(entry.id);
      return this.#refuse(entry, PayloadType.Rakp2, message.tag, challenged, peer, message.userName);
    }
    const plan = lanPlan(this.#deps.owner.lanFaults, { way: "answer", message: "rakp2" });
    const { user, ...facts } = challenged;
    const codes = rakpCodes({ ...facts, ...entry }, plan?.content);
    entry.proof = { ...codes, user };
    entry.isProven = true;
    const { handshake, password } = codes;
    const { consoleSessionId, bmcRandom, guid } = handshake;
    const authCode = rakp2Code(entry.suite.authentication, password, handshake);
    const answer = buildRakp2({ tag: message.tag, consoleSessionId, bmcRandom, guid, authCode });
    entry.last = { message: Uint8Array.from(payload), type: PayloadType.Rakp2, answer };
    return this.#send(PayloadType.Rakp2, answer, peer, { plan, sent() {} });
  }

  #challenged(entry: Entry, message: Rakp1): Pick<Proof, "handshake" | "user" | "password"> | SessionStatus {
    const { owner, random } = this.#deps;
    const { bmc } = owner;
    const user = namedUser(bmc, entry.maxPrivilege, message);
    if (typeof user === "number") return user;
    const { consoleRandom, role, userName } = message;
    const handshake = {
      consoleSessionId: entry.consoleSessionId,
      bmcSessionId: entry.id,
      consoleRandom: Uint8Array.from(consoleRandom),
      bmcRandom: random(RANDOM_SIZE),
      guid: guidToBytes(bmc.options.systemGuid),
      role,
      userName: Uint8Array.from(userName),
    };
    // Drawn for a known name too, so that both take the same time.
    const unknown = random(KEY_SIZE);
    const password = user.userId === undefined ? unknown : bmc.users.password(user.userId);
    return { handshake, user, password };
  }

  rakp3(payload: Uint8Array, peer: Peer): Discarded | undefined {
    const message = parseRakp3(payload);
    if (message.kind === "discarded") return message;
    const entry = this.#entryFor(message.bmcSessionId, message.tag, PayloadType.Rakp4, payload, peer);
    if (!entry) return undefined;
    const { proof } = entry;
    if (message.status !== SessionStatus.Success) {
      this.#entries.delete(entry.id);
      if (!entry.isOpen) this.#abandoned(entry, message);
      return undefined;
    }
    if (!proof || entry.isOpen) {
      return this.#refuse(entry, PayloadType.Rakp4, message.tag, SessionStatus.InactiveSessionId, peer);
    }
    const isRight = isSameCode(message.authCode, rakp3Code(entry.suite.authentication, proof.password, proof.proven));
    const user = provenUser(this.#deps.owner.bmc, peer.address, proof.user, isRight);
    if (typeof user === "number") {
      this.#entries.delete(entry.id);
      this.#refuse(entry, PayloadType.Rakp4, message.tag, user, peer);
      // After the answer, whose time would otherwise tell that a user has the name.
      if (user === SessionStatus.InvalidIntegrityCheckValue) countWrongPassword(this.#deps.owner.bmc, proof.user);
      return undefined;
    }
    const integrityCheckValue = this.#open(entry, proof, user, peer);
    const answer = buildRakp4({ tag: message.tag, consoleSessionId: entry.consoleSessionId, integrityCheckValue });
    entry.last = { message: Uint8Array.from(payload), type: PayloadType.Rakp4, answer };
    return this.#send(PayloadType.Rakp4, answer, peer);
  }

  /** Opens the session. Returns RAKP 4's check value. */
  #open(entry: Entry, { handshake, password, checkValue }: Proof, user: ProvenUser, peer: Peer): Uint8Array {
    const { userId, privilege } = user;
    const { owner, sessions, random, send } = this.#deps;
    const { lan } = owner.bmc;
    const { suite, id, consoleSessionId } = entry;
    const key = lan.securityKeys.isSet(SecurityKey.Kg) ? lan.securityKeys.get(SecurityKey.Kg) : password;
    const sik = sessionIntegrityKey(suite.authentication, key, handshake);
    const wire = new WirePlus(sessionKeys(suite, sik, password), consoleSessionId, random);
    const { integrity, confidentiality } = wire;
    const facts = { id, userId, version: "2.0", integrity, confidentiality, peer, suite: suite.id } as const;
    sessions.open({ ...facts, highestPrivilege: privilege }, { version: "2.0", wire }, (session, ...what) =>
      send(wire.seal(...what), session.peer),
    );
    entry.isOpen = true;
    for (const earlier of this.#entries.of(peer)) if (earlier.proof?.user.userId === userId) earlier.isRepeated = true;
    lan.lockOut.succeeded(userId);
    owner.peerLog.write(
      "info",
      { peer: peer.address, user: userId, version: "2.0", suite: suite.id },
      "LAN session opened",
    );
    return rakp4CheckValue(checkValue, sik, handshake);
  }

  /** Reports a log-in that ended after RAKP 2. Before that, no user is named. */
  #abandoned(
    { peer, proof, isRepeated }: Entry,
    { why, status }: { readonly why?: SetUpEnd; readonly status?: number },
  ): void {
    if (!proof || isRepeated) return;
    const { user, handshake } = proof;
    const logIn = { peer, step: "RAKP 3", name: handshake.userName, userId: user.userId, status } as const;
    reportAbandoned(this.#deps.owner, logIn, why);
  }

  /** Finds the set-up of a message; answers a repeated one, and one without a set-up. */
  #entryFor(id: number, tag: number, type: PayloadType, payload: Uint8Array, peer: Peer): Entry | undefined {
    const entry = this.#entries.get(id);
    if (!entry) {
      const refused = { tag, status: SessionStatus.InvalidSessionId, consoleSessionId: 0 };
      return this.#send(type, buildRakpRefused(refused), peer);
    }
    if (entry.last.type !== type || !isRepeat(entry.last.message, payload)) return entry;
    return this.#send(type, tagged(entry.last.answer, payload), peer);
  }

  #refuse(
    { consoleSessionId, proof }: Entry,
    type: PayloadType,
    tag: number,
    status: SessionStatus,
    peer: Peer,
    userName = proof?.handshake.userName,
  ): undefined {
    // The operator learns what the client does not.
    const isUnknown = status === SessionStatus.InvalidIntegrityCheckValue && proof?.user.userId === undefined;
    const reason = sessionStatusText(isUnknown ? SessionStatus.UnauthorizedName : status);
    this.#publishRefused(type === PayloadType.Rakp2 ? "RAKP 1" : "RAKP 3", status, peer, userName, reason);
    this.#deps.owner.peerLog.write("warn", { peer: peer.address, reason }, `LAN log-in refused: ${reason}`);
    return this.#send(type, buildRakpRefused({ tag, status, consoleSessionId }), peer);
  }

  #publishRefused(step: string, status: SessionStatus, peer: Peer, userName?: Uint8Array, reason?: string): void {
    const user = userName && nameText(userName);
    const why = reason ?? sessionStatusText(status);
    this.#deps.owner.trace.publish(peerText(peer), { kind: "log-in refused", step, status, user, reason: why });
  }

  #send(type: PayloadType, payload: Uint8Array, peer: Peer, sending?: Sending): undefined {
    this.#deps.send(buildSessionless(type, payload), peer, sending);
    return undefined;
  }
}

/** Whether a message is the same as one before, but for its tag: FreeIPMI gives each repeat a new one. */
function isRepeat(before: Uint8Array, message: Uint8Array): boolean {
  return Buffer.compare(before.subarray(1), message.subarray(1)) === 0;
}

/** The answer with the tag of a message. */
function tagged(answer: Uint8Array, [tag = 0]: Uint8Array): Uint8Array {
  return answer.with(0, tag);
}
