/** The console's side of an RMCP+ handshake: its messages, and what the answers tell it. It sends nothing itself. */
import { CIPHER_SUITES, type CipherSuite } from "../../../src/rmcp/cipher-suites.ts";
import { parseIpmiPacket } from "../../../src/rmcp/ipmi-packet.ts";
import { buildOpenSessionRequest, parseOpenSessionResponse } from "../../../src/rmcp/open-session.ts";
import { buildRakp1, buildRakp3, parseRakp2, parseRakp4 } from "../../../src/rmcp/rakp.ts";
import { buildRmcp, parseRmcp, RmcpClass } from "../../../src/rmcp/rmcp-header.ts";
import {
  type Handshake,
  rakp3Code,
  type SessionKeys,
  sessionIntegrityKey,
  sessionKeys,
} from "../../../src/rmcp/session-keys.ts";
import { buildSessionless, PayloadType } from "../../../src/rmcp/session-packet-plus.ts";

const CONSOLE_ID = 0xa0a2a3a4;
const CONSOLE_RANDOM = new Uint8Array(16).fill(7);

export interface ConsoleOptions {
  readonly suite?: number;
  readonly name?: string;
  readonly password?: string;
  readonly kg?: string;
  readonly maxPrivilege?: number;
  readonly role?: number;
}

export const ipmi = (body: Uint8Array) => buildRmcp(RmcpClass.Ipmi, body);

/** The packet in a datagram, which must be one of IPMI. */
export function packetIn(datagram: Uint8Array) {
  const rmcp = parseRmcp(datagram);
  if (rmcp.kind !== "rmcp") throw new Error(`not IPMI but ${rmcp.kind}`);
  const packet = parseIpmiPacket(rmcp.body);
  if (packet.kind === "discarded") throw new Error(packet.reason);
  return packet;
}

const text = (value: string) => Buffer.from(value, "latin1");

export class ClientHandshake {
  readonly options: ConsoleOptions;
  readonly suite: CipherSuite;
  bmcSessionId = 0;
  handshake: Handshake | undefined;

  constructor(options: ConsoleOptions = {}) {
    this.options = options;
    const suite = CIPHER_SUITES.find(({ id }) => id === (options.suite ?? 3));
    if (!suite) throw new Error(`no suite ${options.suite}`);
    this.suite = suite;
  }

  openRequest(): Uint8Array {
    const { maxPrivilege = 0 } = this.options;
    const proposal = { tag: 0, maxPrivilege, consoleSessionId: CONSOLE_ID, ...this.suite };
    return ipmi(buildSessionless(PayloadType.OpenSessionRequest, buildOpenSessionRequest(proposal)));
  }

  opened(payload: Uint8Array) {
    const answer = parseOpenSessionResponse(payload);
    if (answer.kind === "sessionOpened") this.bmcSessionId = answer.bmcSessionId;
    return answer;
  }

  rakp1Request(): Uint8Array {
    const { name = "admin", role = 0x14 } = this.options;
    const start = { tag: 1, bmcSessionId: this.bmcSessionId, consoleRandom: CONSOLE_RANDOM, role };
    return ipmi(buildSessionless(PayloadType.Rakp1, buildRakp1({ ...start, userName: text(name) })));
  }

  rakp2(payload: Uint8Array) {
    const { name = "admin", role = 0x14 } = this.options;
    const answer = parseRakp2(payload);
    if (answer.kind === "rakp2") {
      const ids = { consoleSessionId: CONSOLE_ID, bmcSessionId: this.bmcSessionId };
      const randoms = { consoleRandom: CONSOLE_RANDOM, bmcRandom: answer.bmcRandom, guid: answer.guid };
      this.handshake = { ...ids, ...randoms, role, userName: text(name) };
    }
    return answer;
  }

  rakp3Request(status = 0): Uint8Array {
    if (!this.handshake) throw new Error("no RAKP 2 came");
    const authCode = rakp3Code(this.suite.authentication, this.#password, this.handshake);
    const message = { tag: 2, status, bmcSessionId: this.bmcSessionId, authCode };
    return ipmi(buildSessionless(PayloadType.Rakp3, buildRakp3(message)));
  }

  rakp4(payload: Uint8Array) {
    return parseRakp4(payload);
  }

  /** The session's keys, as the client computes them. */
  keys(): SessionKeys {
    if (!this.handshake) throw new Error("no RAKP 2 came");
    const { kg } = this.options;
    const key = kg === undefined ? this.#password : text(kg);
    return sessionKeys(this.suite, sessionIntegrityKey(this.suite.authentication, key, this.handshake), this.#password);
  }

  get #password(): Uint8Array {
    return text(this.options.password ?? "secret");
  }
}
