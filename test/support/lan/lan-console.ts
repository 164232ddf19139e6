/** A client of IPMI over LAN in memory: one handshake or session at a time, each step apart. */

import { buildMessage, parseMessage } from "../../../src/ipmi/message.ts";
import type { Peer } from "../../../src/ipmi/session.ts";
import { AuthType } from "../../../src/rmcp/auth-type.ts";
import { openPacket, sealPacket } from "../../../src/rmcp/secure-packet.ts";
import { buildSessionPacket, sealSessionPacket } from "../../../src/rmcp/session-packet.ts";
import { buildSessionless, PayloadType } from "../../../src/rmcp/session-packet-plus.ts";
import { hex, toHex } from "../bytes/hex.ts";
import { ClientHandshake, type ConsoleOptions, ipmi, packetIn } from "./client-handshake.ts";
import { CONSOLE, type LanSide, type Sent } from "./lan-machine.ts";

/** A LAN message of "netFn cmd data…"; the netFn has six bits. */
export function messageOf(request: string, sequence = 1): Uint8Array {
  const [netFn = 0, cmd = 0, ...data] = hex(request);
  const from = { to: 0x20, toLun: 0, from: 0x81, fromLun: 0, sequence };
  return buildMessage({ ...from, netFn: netFn % 64, cmd, data: Uint8Array.from(data) });
}

/** "completion-code data…" of a LAN message. */
export function answerIn(bytes: Uint8Array): string {
  const message = parseMessage(bytes);
  if (message.kind === "discarded") throw new Error(message.reason);
  return toHex(message.data);
}

/** Sends a request outside a session in a packet of IPMI 1.5. */
export const outside15 = (request: string) =>
  ipmi(
    buildSessionPacket({
      authType: 0,
      sessionId: 0,
      sequence: 0,
      authCode: new Uint8Array(),
      message: messageOf(request),
    }),
  );

/** Sends a request outside a session in an RMCP+ packet. */
export const outsidePlus = (request: string) => ipmi(buildSessionless(PayloadType.Ipmi, messageOf(request)));

export interface LoginOptions extends ConsoleOptions {
  readonly peer?: Peer;
}

const text = (value: string) => Buffer.from(value, "latin1");

/** The steps of a handshake with a machine in memory. Each returns what the answer says. */
export class Handshaking {
  readonly to: LanSide;
  readonly console: ClientHandshake;
  readonly #peer: Peer | undefined;

  constructor(to: LanSide, { peer, ...options }: LoginOptions = {}) {
    this.to = to;
    this.console = new ClientHandshake(options);
    this.#peer = peer;
  }

  openRequest(): Uint8Array {
    return this.console.openRequest();
  }

  open() {
    const [payload] = this.#send(this.openRequest());
    return payload && this.console.opened(payload);
  }

  rakp1Request(): Uint8Array {
    return this.console.rakp1Request();
  }

  rakp1() {
    const [payload] = this.#send(this.rakp1Request());
    return payload && this.console.rakp2(payload);
  }

  rakp3Request(status = 0): Uint8Array {
    return this.console.rakp3Request(status);
  }

  rakp3() {
    const [payload] = this.#send(this.rakp3Request());
    return payload && this.console.rakp4(payload);
  }

  #send(datagram: Uint8Array): readonly Uint8Array[] {
    return this.to.send([datagram], this.#peer).map((sent) => {
      const packet = packetIn(sent.datagram);
      return packet.kind === "plus" ? packet.payload : packet.message;
    });
  }
}

/** An open session. */
export interface ConsoleSession {
  readonly id: number;
  /** The datagram of a request, with the next sequence number unless one is given. */
  datagram(request: string, more?: { readonly rqSeq?: number; readonly sequence?: number }): Uint8Array;
  /** The datagram of a message in hex, with the next sequence number. */
  carrying(message: string): Uint8Array;
  /** Returns "completion-code data…" of a datagram that the server sent. */
  read(sent: Sent): string;
  /** Returns the whole messages in datagrams that the server sent, in hex. */
  messages(sent: readonly Sent[]): string[];
  /** Sends a request; returns "completion-code data…" of each answer. */
  ask(request: string, more?: { readonly rqSeq?: number; readonly sequence?: number; readonly peer?: Peer }): string[];
}

/** Logs in by RMCP+. */
export function logIn(to: LanSide, options: LoginOptions = {}): ConsoleSession {
  const steps = new Handshaking(to, options);
  steps.open();
  steps.rakp1();
  const last = steps.rakp3();
  if (last?.kind !== "rakp4") throw new Error(`the log-in failed: ${JSON.stringify(last)}`);
  const keys = steps.console.keys();
  const { bmcSessionId } = steps.console;
  const session = sessionBy(to, bmcSessionId, 1, {
    seal: (message, sequence) =>
      sealPacket(
        { payloadType: PayloadType.Ipmi, sessionId: bmcSessionId, sequence, payload: message },
        keys,
        new Uint8Array(16).fill(sequence),
      ),
    open(datagram) {
      const packet = packetIn(datagram);
      if (packet.kind !== "plus") throw new Error("an answer in an IPMI 1.5 packet");
      const opened = openPacket(packet, keys, false);
      if (opened.kind === "discarded") throw new Error(opened.reason);
      return opened.payload;
    },
  });
  if ((options.role ?? 0x14) % 16 > 2) session.ask(`06 3b 0${(options.role ?? 0x14) % 16}`);
  return session;
}

export interface Login15Options {
  readonly name?: string;
  readonly password?: string;
  readonly type?: number;
  readonly privilege?: number;
}

/** Get Session Challenge; returns the temporary ID and the challenge, or the completion code. */
export function challenge15(to: LanSide, { name = "admin", type = AuthType.Md5 }: Login15Options) {
  const padded = Buffer.alloc(16);
  padded.write(name);
  const [sent] = to.send([outside15(`06 39 0${type} ${toHex(padded)}`)]);
  const packet = sent && packetIn(sent.datagram);
  if (packet?.kind !== "session") throw new Error("no answer to Get Session Challenge");
  const answer = hex(answerIn(packet.message));
  if (answer[0] !== 0) return answer[0] ?? -1;
  return { id: Buffer.from(answer).readUInt32LE(1), challenge: answer.subarray(5) };
}

/** Activate Session, in answer to a challenge. */
export function activate15(
  given: { readonly id: number; readonly challenge: Uint8Array },
  { password = "secret", type = AuthType.Md5, privilege = 4 }: Login15Options,
): Uint8Array {
  const message = messageOf(`06 3a 0${type} 0${privilege} ${toHex(given.challenge)} 05 00 00 00`);
  return ipmi(sealSessionPacket({ authType: type, sessionId: given.id, sequence: 0, message }, text(password)));
}

/** Logs in by IPMI 1.5. */
export function logIn15(to: LanSide, options: Login15Options = {}): ConsoleSession & { readonly authType: number } {
  const { password = "secret", privilege = 4 } = options;
  const given = challenge15(to, options);
  if (typeof given === "number") throw new Error(`Get Session Challenge: ${given}`);
  const [sent] = to.send([activate15(given, options)]);
  const packet = sent && packetIn(sent.datagram);
  if (packet?.kind !== "session") throw new Error("no answer to Activate Session");
  const answer = Buffer.from(hex(answerIn(packet.message)));
  if (answer[0] !== 0) throw new Error(`Activate Session: ${answer[0]}`);
  const authType = answer[1] ?? 0;
  const id = answer.readUInt32LE(2);
  const session = sessionBy(to, id, answer.readUInt32LE(6), {
    seal: (message, sequence) => sealSessionPacket({ authType, sessionId: id, sequence, message }, text(password)),
    open(datagram) {
      const answered = packetIn(datagram);
      if (answered.kind !== "session") throw new Error("an answer in an RMCP+ packet");
      if (answered.sessionId !== id || answered.authType !== authType) throw new Error("an answer of another session");
      return answered.message;
    },
  });
  if (privilege > 2) session.ask(`06 3b 0${privilege}`);
  return { ...session, authType };
}

function sessionBy(
  to: LanSide,
  id: number,
  first: number,
  { seal, open }: { seal(message: Uint8Array, sequence: number): Uint8Array; open(datagram: Uint8Array): Uint8Array },
): ConsoleSession {
  let sequence = first - 1;
  let rqSeq = 0;
  const datagram: ConsoleSession["datagram"] = (request, more = {}) => {
    if (more.rqSeq === undefined) rqSeq = (rqSeq + 1) % 64;
    if (more.sequence === undefined) sequence++;
    return ipmi(seal(messageOf(request, more.rqSeq ?? rqSeq), more.sequence ?? sequence));
  };
  const read: ConsoleSession["read"] = (sent) => answerIn(open(sent.datagram));
  return {
    id,
    datagram,
    carrying: (message) => ipmi(seal(hex(message), ++sequence)),
    read,
    messages: (sent) => sent.map((each) => toHex(open(each.datagram))),
    ask: (request, more = {}) => to.send([datagram(request, more)], more.peer ?? CONSOLE).map(read),
  };
}
