/** Follows recorded sessions: reads every datagram, checks its codes, and builds it again from what was read. */

import { buildMessage, type Message, parseMessage } from "../../../src/ipmi/message.ts";
import { buildPing, buildPong, parseAsf } from "../../../src/rmcp/asf.ts";
import { AuthType } from "../../../src/rmcp/auth-type.ts";
import { CIPHER_SUITES, type CipherSuite, chooseSuite } from "../../../src/rmcp/cipher-suites.ts";
import type { Discarded } from "../../../src/rmcp/discarded.ts";
import { parseIpmiPacket } from "../../../src/rmcp/ipmi-packet.ts";
import * as open from "../../../src/rmcp/open-session.ts";
import * as rakp from "../../../src/rmcp/rakp.ts";
import type { Refused } from "../../../src/rmcp/refused.ts";
import { buildRmcp, parseRmcp, RmcpClass } from "../../../src/rmcp/rmcp-header.ts";
import { openPacket, sealPacket } from "../../../src/rmcp/secure-packet.ts";
import * as keysOf from "../../../src/rmcp/session-keys.ts";
import { buildSessionPacket, hasValidAuthCode, type SessionPacket } from "../../../src/rmcp/session-packet.ts";
import { buildPlusPacket, PayloadType, type PlusPacket } from "../../../src/rmcp/session-packet-plus.ts";
import * as sol from "../../../src/rmcp/sol-payload.ts";
import { PASSWORD, type RecordedDatagram } from "./recordings.ts";

export interface Followed {
  /** The kind of datagram: "ping", "rakp1", "message 06.01" and so on; the reason when it is discarded. */
  readonly text: string;
  /** The datagram built again; empty when it was discarded. */
  readonly rebuilt: Uint8Array;
}

export class SessionFollower {
  #suite: CipherSuite | undefined;
  #handshake: keysOf.Handshake | undefined;
  #opened: open.SessionOpened | undefined;
  #rakp1: rakp.Rakp1 | undefined;
  #keys: keysOf.SessionKeys | undefined;
  #sik = new Uint8Array();

  follow({ bytes, toBmc }: RecordedDatagram): Followed {
    const rmcp = parseRmcp(bytes);
    if (rmcp.kind !== "rmcp") return failed(rmcp.kind);
    if (rmcp.class === RmcpClass.Asf) {
      const message = parseAsf(rmcp.body);
      if (message.kind === "discarded") return failed(message.reason);
      const body = message.kind === "ping" ? buildPing(message.tag) : buildPong(message);
      return { text: message.kind, rebuilt: buildRmcp(RmcpClass.Asf, body, rmcp.sequence) };
    }
    const packet = parseIpmiPacket(rmcp.body);
    if (packet.kind === "discarded") return failed(packet.reason);
    const { text, rebuilt } = packet.kind === "session" ? this.#session(packet) : this.#plus(packet, toBmc);
    return { text, rebuilt: buildRmcp(RmcpClass.Ipmi, rebuilt, rmcp.sequence) };
  }

  #session(packet: SessionPacket): Followed {
    const message = parseMessage(packet.message);
    if (message.kind === "discarded") return failed(message.reason);
    const isRight =
      packet.authType === AuthType.Md2 ? "md2 " : hasValidAuthCode(packet, packet.authType as AuthType, PASSWORD);
    if (isRight === false) return failed("wrong authentication code");
    const rebuilt = buildSessionPacket({ ...packet, message: buildMessage(message) });
    return { text: `${isRight === "md2 " ? isRight : ""}${describe(message)}`, rebuilt };
  }

  #plus(packet: PlusPacket, toBmc: boolean): Followed {
    const { payloadType, payload } = packet;
    if (packet.sessionId === 0) {
      const followed = this.#sessionless(payloadType, payload);
      return { text: followed.text, rebuilt: buildPlusPacket(packet, followed.rebuilt) };
    }
    if (!this.#keys) return failed("no session");
    const opened = openPacket(packet, this.#keys, true);
    if (opened.kind === "discarded") return failed(opened.reason);
    const inside = payloadType === PayloadType.Sol ? solIn(opened.payload, toBmc) : messageIn(opened.payload);
    const iv = packet.isEncrypted ? payload.subarray(0, 16) : undefined;
    return { text: inside.text, rebuilt: sealPacket({ ...packet, payload: inside.rebuilt }, this.#keys, iv) };
  }

  #sessionless(type: number, payload: Uint8Array): Followed {
    switch (type) {
      case PayloadType.Ipmi:
        return messageIn(payload);
      case PayloadType.OpenSessionRequest:
        return rebuilt(open.parseOpenSessionRequest(payload), open.buildOpenSessionRequest);
      case PayloadType.OpenSessionResponse: {
        const response = open.parseOpenSessionResponse(payload);
        if (response.kind === "openSessionRefused") {
          return rebuilt(response, open.buildOpenSessionRefused);
        }
        if (response.kind === "sessionOpened") this.#open(response);
        return rebuilt(response, open.buildSessionOpened);
      }
      case PayloadType.Rakp1: {
        const message = rakp.parseRakp1(payload);
        if (message.kind === "rakp1") this.#rakp1 = message;
        return rebuilt(message, rakp.buildRakp1);
      }
      case PayloadType.Rakp2:
        return this.#rakp2(rakp.parseRakp2(payload));
      case PayloadType.Rakp3:
        return this.#rakp3(rakp.parseRakp3(payload));
      case PayloadType.Rakp4:
        return this.#rakp4(rakp.parseRakp4(payload));
      default:
        return failed(`payload type ${type}`);
    }
  }

  #open(opened: open.SessionOpened): void {
    const suite = chooseSuite(
      opened,
      CIPHER_SUITES.map(({ id }) => id),
    );
    this.#suite = typeof suite === "number" ? undefined : suite;
    this.#opened = opened;
  }

  #rakp2(message: rakp.Rakp2 | rakp.RakpRefused | Discarded): Followed {
    if (message.kind === "rakpRefused") return rebuilt(message, rakp.buildRakpRefused);
    if (message.kind !== "rakp2") return failed(message.reason);
    if (!this.#rakp1 || !this.#opened || !this.#suite) return failed("no handshake");
    this.#handshake = { ...this.#opened, ...this.#rakp1, ...message };
    const code = keysOf.rakp2Code(this.#suite.authentication, PASSWORD, this.#handshake);
    return checked("rakp2", code, message.authCode, () => rakp.buildRakp2(message));
  }

  #rakp3(message: rakp.Rakp3 | Discarded): Followed {
    if (message.kind !== "rakp3") return failed(message.reason);
    if (!this.#handshake || !this.#suite) return failed("no handshake");
    const { authentication } = this.#suite;
    this.#sik = Uint8Array.from(keysOf.sessionIntegrityKey(authentication, PASSWORD, this.#handshake));
    this.#keys = keysOf.sessionKeys(this.#suite, this.#sik, PASSWORD);
    const code = keysOf.rakp3Code(authentication, PASSWORD, this.#handshake);
    return checked("rakp3", code, message.authCode, () => rakp.buildRakp3(message));
  }

  #rakp4(message: rakp.Rakp4 | rakp.RakpRefused | Discarded): Followed {
    if (message.kind === "rakpRefused") return rebuilt(message, rakp.buildRakpRefused);
    if (message.kind !== "rakp4") return failed(message.reason);
    if (!this.#handshake || !this.#suite) return failed("no handshake");
    const code = keysOf.rakp4CheckValue(this.#suite.authentication, this.#sik, this.#handshake);
    return checked("rakp4", code, message.integrityCheckValue, () => rakp.buildRakp4(message));
  }
}

function rebuilt<T extends { readonly kind: string }>(
  message: T | Refused | Discarded,
  build: (message: T) => Uint8Array,
): Followed {
  if ("reason" in message) return failed(message.reason);
  if (message.kind === "refused") return failed("refused");
  return { text: message.kind, rebuilt: build(message as T) };
}

function checked(text: string, expected: Uint8Array, got: Uint8Array, build: () => Uint8Array): Followed {
  return Buffer.from(expected).equals(got) ? { text, rebuilt: build() } : failed(`${text} with a wrong code`);
}

function messageIn(payload: Uint8Array): Followed {
  const message = parseMessage(payload);
  if (message.kind === "discarded") return failed(message.reason);
  return { text: describe(message), rebuilt: buildMessage(message) };
}

function solIn(payload: Uint8Array, toBmc: boolean): Followed {
  return toBmc
    ? rebuilt(sol.parseSolFromConsole(payload), sol.buildSolFromConsole)
    : rebuilt(sol.parseSolFromBmc(payload), sol.buildSolFromBmc);
}

function describe({ netFn, cmd, data }: Message): string {
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  return `message ${hex(netFn)}.${hex(cmd)} ${Buffer.from(data).toString("hex")}`.trimEnd();
}

function failed(text: string): Followed {
  return { text, rebuilt: new Uint8Array() };
}
