/** The client for every server: node:net with its own buffer. It compares answers as bytes and never parses them. */
import { once } from "node:events";
import { connect, type IpcNetConnectOpts, type Socket, type TcpNetConnectOpts } from "node:net";
import { Control, encodeControl, PROTOCOL_VERSION } from "../src/wire/vm-control.ts";
import { VmDecoder } from "../src/wire/vm-decoder.ts";
import type { VmMessage } from "../src/wire/vm-message.ts";
import { type Cycle, getDeviceId, MESSAGE_IDS, REQUESTS } from "./traffic.ts";

const READ_BUFFER_SIZE = 64 * 1024;
/** Silence of a server that ends the benchmark. */
const SILENCE_MS = 5000;

export type Target = TcpNetConnectOpts | IpcNetConnectOpts;

export class Client {
  readonly #socket: Socket;
  #take: (length: number) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;
  readonly #read = Buffer.alloc(READ_BUFFER_SIZE);

  private constructor(target: Target) {
    const callback = (length: number) => {
      this.#take(length);
      return true;
    };
    this.#socket = connect({ ...target, noDelay: true, onread: { buffer: this.#read, callback } });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
    this.#socket.setTimeout(SILENCE_MS, () => this.#fail(new Error(`the server was silent for ${SILENCE_MS} ms`)));
  }

  /** Connects, greets as QEMU does, and sends one request. `answer` is the answer to message id 0. */
  static async open(target: Target): Promise<{ client: Client; answer: VmMessage }> {
    const client = new Client(target);
    await once(client.#socket, "connect");
    client.#socket.write(encodeControl(Control.Version, PROTOCOL_VERSION));
    return { client, answer: await client.ask(getDeviceId(0)) };
  }

  /** Sends one frame and resolves to the answer. */
  ask(request: Uint8Array): Promise<VmMessage> {
    const decoder = new VmDecoder();
    return new Promise<VmMessage>((resolve, reject) => {
      this.#fail = reject;
      this.#take = (length) =>
        decoder.push(this.#read.subarray(0, length), (frame) => {
          if (frame.kind === "message") resolve(frame);
        });
      this.#socket.write(request);
    });
  }

  /**
   * Sends `count` requests with at most `outstanding` of them (1 to 256) unanswered, and resolves to the time from each
   * answer to the next, in µs: with one outstanding, the round trips. Rejects if a byte differs from `answers`.
   */
  run(answers: Cycle, count: number, outstanding: number, requests: Cycle = REQUESTS): Promise<Float64Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Float64Array>();
    const intervalsUs = new Float64Array(count);
    const cycleLength = edge(answers, MESSAGE_IDS);
    let sent = 0;
    let answered = 0;
    let position = 0;
    let lastMs = 0;

    const send = (frames: number) => {
      const first = sent % MESSAGE_IDS;
      sent += frames;
      this.#socket.write(requests.bytes.subarray(edge(requests, first), edge(requests, first + frames)));
    };
    const take = (length: number) => {
      const end = position + length;
      if (answers.bytes.compare(this.#read, 0, length, position, end) !== 0) {
        const expected = answers.bytes.toString("hex", position, end);
        reject(new Error(`expected ${expected}, got ${this.#read.toString("hex", 0, length)}`));
        return;
      }
      position = end;
      const before = answered;
      const nowMs = performance.now();
      while (edge(answers, (answered % MESSAGE_IDS) + 1) <= position) {
        intervalsUs[answered++] = (nowMs - lastMs) * 1000;
        lastMs = nowMs;
        if (answered % MESSAGE_IDS === 0) position -= cycleLength;
      }
      if (answered === count) resolve(intervalsUs);
      else if (sent < count && answered > before) send(Math.min(answered - before, count - sent));
    };

    this.#fail = reject;
    this.#take = take;
    lastMs = performance.now();
    // A closed socket takes frames without an error.
    if (this.#socket.destroyed) reject(new Error("the server closed the connection"));
    else send(Math.min(outstanding, count));
    return promise;
  }

  close(): void {
    this.#fail = () => undefined;
    this.#socket.destroy();
  }
}

function edge(cycle: Cycle, n: number): number {
  return cycle.edges[n] ?? 0;
}
