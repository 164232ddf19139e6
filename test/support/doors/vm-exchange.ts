/** A peer of the VM protocol that proves silence: it sends bytes, then a request whose answer marks their end. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { VmDecoder } from "../../../src/wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../../../src/wire/vm-message.ts";
import { hex, toHex } from "../bytes/hex.ts";
import { PATIENCE } from "../waiting/patience.ts";

/** An OEM netFn that no BMC under test implements, with a command and data that no test sends for itself. */
export const SENTINEL: Omit<VmMessage, "kind"> = { id: 0x5e, netFn: 0x3e, lun: 0, cmd: 0xee, data: hex("5e4711") };

const ANSWER_TIMEOUT_MS = PATIENCE.timeout;

export class VmExchange {
  readonly #socket: Socket;
  readonly #decoder = new VmDecoder();
  #answers: VmMessage[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) =>
      this.#decoder.push(chunk, (frame) => {
        // A BMC that knows QEMU greets it with end marks.
        const isRubbish = frame.kind === "discarded" && frame.reason !== "empty frame";
        if (isRubbish) socket.destroy(new Error(`the peer sent a frame with ${frame.reason}`));
        if (frame.kind !== "message") return;
        this.#answers.push(frame);
        if (frame.netFn === (SENTINEL.netFn | 1) && frame.cmd === SENTINEL.cmd) socket.emit("sentinel");
      }),
    );
  }

  /** Connects to a port on 127.0.0.1. */
  static async open(port: number): Promise<VmExchange> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new VmExchange(socket);
  }

  /**
   * Every message the peer answers these writes with, in order; the last must end with an end mark. Rejects if the peer
   * closes the connection or is silent for 5 s.
   */
  async send(writes: readonly Uint8Array[]): Promise<VmMessage[]> {
    this.#answers = [];
    const answered = once(this.#socket, "sentinel");
    for (const bytes of [...writes, encodeMessage(SENTINEL)]) this.#socket.write(bytes);
    const patience = new AbortController();
    await Promise.race([
      answered,
      once(this.#socket, "close", patience).then(() => Promise.reject(new Error("the peer closed the connection"))),
      sleep(ANSWER_TIMEOUT_MS, undefined, patience).then(() => Promise.reject(new Error("no answer to the sentinel"))),
    ]).finally(() => patience.abort());
    return this.#answers.slice(0, -1);
  }

  /** Sends "netFn cmd data…" in hex and gives "completion-code data…" in hex. */
  async ask(request: string): Promise<string> {
    const [netFn = 0, cmd = 0, ...data] = hex(request);
    const [answer] = await this.send([encodeMessage({ id: 1, netFn, lun: 0, cmd, data: Uint8Array.from(data) })]);
    if (!answer) throw new Error(`no answer to ${request}`);
    return toHex(answer.data);
  }

  close(): void {
    this.#socket.destroy();
  }
}
