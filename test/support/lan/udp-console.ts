/** A client of IPMI over LAN on a UDP socket of its own: an RMCP+ session, and the requests in it. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type Message, parseMessage } from "../../../src/ipmi/message.ts";
import { openPacket, sealPacket } from "../../../src/rmcp/secure-packet.ts";
import type { SessionKeys } from "../../../src/rmcp/session-keys.ts";
import { PayloadType } from "../../../src/rmcp/session-packet-plus.ts";
import { ClientHandshake, type ConsoleOptions, ipmi, packetIn } from "./client-handshake.ts";
import { messageOf } from "./lan-console.ts";

/** Silence that fails a request. UDP on loopback loses nothing that a socket's buffer can hold. */
const SILENCE_MS = 5000;

export interface UdpConsoleOptions extends ConsoleOptions {
  /** UDP port on 127.0.0.1. */
  readonly port: number;
  /** Address that the client has; one of 127.0.0.0/8. */
  readonly from?: string;
}

export class UdpConsole {
  readonly #socket: Socket;
  readonly #options: UdpConsoleOptions;
  #handshake: ClientHandshake;
  #keys: SessionKeys | undefined;
  #sequence = 0;
  #requests = 0;

  private constructor(socket: Socket, options: UdpConsoleOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#handshake = new ClientHandshake(options);
  }

  /** Makes a client without a session. */
  static async connect(options: UdpConsoleOptions): Promise<UdpConsole> {
    const socket = createSocket({ type: "udp4", recvBufferSize: 1_048_576 });
    socket.bind(0, options.from ?? "127.0.0.1");
    await once(socket, "listening");
    socket.connect(options.port, "127.0.0.1");
    await once(socket, "connect");
    // A BMC that is gone; a request that waits rejects, too.
    socket.on("error", () => {});
    return new UdpConsole(socket, options);
  }

  /** Makes a client and logs it in. */
  static async logIn(options: UdpConsoleOptions): Promise<UdpConsole> {
    const client = await UdpConsole.connect(options);
    try {
      await client.logIn();
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  /** Opens a session, as an administrator unless the options have another role. */
  async logIn(): Promise<void> {
    const handshake = new ClientHandshake(this.#options);
    this.#handshake = handshake;
    const payload = async (datagram: Uint8Array) => {
      const packet = packetIn(await this.exchange(datagram));
      return packet.kind === "plus" ? packet.payload : packet.message;
    };
    expectKind("sessionOpened", handshake.opened(await payload(handshake.openRequest())));
    expectKind("rakp2", handshake.rakp2(await payload(handshake.rakp1Request())));
    expectKind("rakp4", handshake.rakp4(await payload(handshake.rakp3Request())));
    this.#keys = handshake.keys();
    this.#sequence = 0;
    const privilege = (this.#options.role ?? 0x14) % 16;
    if (privilege > 2) await this.ask(0x06, 0x3b, privilege);
  }

  /** Ends the session; the client can log in again. */
  async logOut(): Promise<void> {
    const id = Buffer.alloc(4);
    id.writeUInt32LE(this.#handshake.bmcSessionId);
    await this.ask(0x06, 0x3c, ...id);
  }

  /** Sends a request in the session; resolves with the completion code and the data. Rejects when no answer comes. */
  async ask(netFn: number, cmd: number, ...data: readonly number[]): Promise<Uint8Array> {
    const request = this.sealed(Buffer.from([netFn, cmd, ...data]).toString("hex"));
    return this.answerIn(await this.exchange(request));
  }

  /** The datagram of the next request of the session: "netFn cmd data…". */
  sealed(request: string): Uint8Array {
    this.#requests++;
    return this.carrying(messageOf(request, this.#requests % 64));
  }

  /** The datagram of a whole message, or of another payload. */
  carrying(payload: Uint8Array, payloadType: PayloadType = PayloadType.Ipmi): Uint8Array {
    this.#sequence++;
    const sessionId = this.#handshake.bmcSessionId;
    const packet = { payloadType, sessionId, sequence: this.#sequence, payload };
    return ipmi(sealPacket(packet, this.#session, Buffer.alloc(16, this.#sequence % 256)));
  }

  /** The completion code and the data in a datagram of the session. */
  answerIn(datagram: Uint8Array): Uint8Array {
    return this.messageIn(datagram).data;
  }

  messageIn(datagram: Uint8Array): Message {
    const packet = packetIn(datagram);
    if (packet.kind !== "plus") throw new Error("an answer in an IPMI 1.5 packet");
    const opened = openPacket(packet, this.#session, false);
    if (opened.kind === "discarded") throw new Error(opened.reason);
    const message = parseMessage(opened.payload);
    if (message.kind === "discarded") throw new Error(message.reason);
    return message;
  }

  /** Sends a datagram and resolves with the next one that comes. */
  async exchange(datagram: Uint8Array, silenceMs = SILENCE_MS): Promise<Uint8Array> {
    const answer = this.received(silenceMs);
    this.send(datagram);
    return await answer;
  }

  send(datagram: Uint8Array): void {
    this.#socket.send(datagram);
  }

  /** Resolves with the next datagram that comes. */
  async received(silenceMs = SILENCE_MS): Promise<Uint8Array> {
    const [datagram] = await once(this.#socket, "message", { signal: AbortSignal.timeout(silenceMs) });
    return datagram;
  }

  /** Sends datagrams with that many of them unanswered at most. Resolves with the answers, and the time of each in ms. */
  async pipeline(datagrams: readonly Uint8Array[], outstanding: number) {
    const answers: Uint8Array[] = [];
    const times = new Float64Array(datagrams.length);
    const sentMs = new Float64Array(datagrams.length);
    let sent = 0;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const send = () => {
      const datagram = datagrams[sent];
      if (!datagram) return;
      sentMs[sent++] = performance.now();
      this.#socket.send(datagram);
    };
    const take = (answer: Uint8Array) => {
      times[answers.length] = performance.now() - (sentMs[answers.length] ?? 0);
      answers.push(answer);
      if (answers.length === datagrams.length) resolve();
      else send();
    };
    let before = -1;
    const watch = setInterval(() => {
      if (answers.length === before) reject(new Error(`no answer to ${datagrams.length - before} datagrams`));
      before = answers.length;
    }, SILENCE_MS);
    this.#socket.on("message", take);
    try {
      for (let n = 0; n < outstanding; n++) send();
      await promise;
    } finally {
      clearInterval(watch);
      this.#socket.off("message", take);
    }
    return { answers, times };
  }

  close(): void {
    this.#socket.close();
  }

  get #session(): SessionKeys {
    if (!this.#keys) throw new Error("no session is open");
    return this.#keys;
  }
}

function expectKind(kind: string, answer: { readonly kind: string }): void {
  if (answer.kind !== kind) throw new Error(`the log-in failed: expected ${kind}, got ${JSON.stringify(answer)}`);
}
