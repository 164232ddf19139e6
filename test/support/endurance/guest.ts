/** A peer at a door: requests in batches, rubbish, and connections that end at any moment. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { parseAddress } from "../../../src/transport/address.ts";
import { VmDecoder } from "../../../src/wire/vm-decoder.ts";
import { encodeMessage } from "../../../src/wire/vm-message.ts";
import { hex } from "../bytes/hex.ts";
import type { RandomRequest, RandomRequests } from "../machine/random-requests.ts";

const GREETING = hex("ff 01 a1 08 3f a1");
const LAST_ID = 0xff;
/** The answer to the last request of a batch: every request before it was carried out. */
const LAST = encodeMessage({ id: LAST_ID, netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array() });

export class Guest {
  readonly #socket: Socket;
  #lastAnswered = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    const decoder = new VmDecoder();
    socket.on("error", () => {});
    socket.on("data", (bytes: Uint8Array) =>
      decoder.push(bytes, (frame) => {
        if (frame.kind === "message" && frame.id === LAST_ID) this.#lastAnswered();
      }),
    );
    socket.on("close", () => this.#lastAnswered());
    socket.write(GREETING);
  }

  static async at(address: string): Promise<Guest> {
    const parsed = parseAddress(address);
    if (parsed.kind !== "unix" && parsed.kind !== "tcp") throw new Error(`cannot connect to ${address}`);
    const socket = connect(parsed.kind === "unix" ? { path: parsed.path } : { host: parsed.host, port: parsed.port });
    await once(socket, "connect");
    return new Guest(socket);
  }

  /** Sends requests and resolves when all were carried out, or the connection has ended. */
  async ask(count: number, requests: RandomRequests): Promise<void> {
    await this.askAll(Array.from({ length: count }, () => requests.next()));
  }

  /** Sends these requests and resolves when all were carried out, or the connection has ended. */
  async askAll(requests: readonly RandomRequest[]): Promise<void> {
    const answered = new Promise<void>((resolve) => {
      this.#lastAnswered = resolve;
    });
    this.#sendAll(requests);
    this.#socket.write(LAST);
    if (!this.#socket.closed) await answered;
  }

  /** Sends requests and waits for nothing. */
  send(count: number, requests: RandomRequests): void {
    this.#sendAll(Array.from({ length: count }, () => requests.next()));
  }

  #sendAll(requests: readonly RandomRequest[]): void {
    for (const [id, request] of requests.entries()) {
      this.#socket.write(encodeMessage({ id: id % LAST_ID, ...request }));
    }
  }

  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  async end(): Promise<void> {
    this.#socket.destroySoon();
    if (!this.#socket.closed) await once(this.#socket, "close");
  }

  /** Ends the connection without reading what was answered. */
  async cut(): Promise<void> {
    this.#socket.destroy();
    if (!this.#socket.closed) await once(this.#socket, "close");
  }
}
