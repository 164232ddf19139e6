/** A guest that sends one request at a time, and numbers the events that it adds to the SEL. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { VmDecoder } from "../../src/wire/vm-decoder.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { selRecord } from "../support/store/kept-writer.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

export class Guest {
  readonly #socket: Socket;
  #take: (data: Uint8Array) => void = () => {};
  #fail: (error: Error) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    const decoder = new VmDecoder();
    socket.on("data", (chunk) =>
      decoder.push(chunk, (frame) => {
        if (frame.kind === "message") this.#take(frame.data);
      }),
    );
    socket.on("close", () => this.#fail(new Error("the daemon closed the connection")));
  }

  static async open(path: string): Promise<Guest> {
    const socket = connect({ path });
    socket.on("error", () => {});
    await once(socket, "connect");
    return new Guest(socket);
  }

  /** Sends a request; resolves with the completion code and what follows it. Rejects at the end of the connection. */
  ask(netFn: number, cmd: number, ...data: readonly number[]): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("no answer")), PATIENCE.timeout);
      const over = () => clearTimeout(late);
      this.#take = (answer) => {
        over();
        resolve(answer);
      };
      this.#fail = (error) => {
        over();
        reject(error);
      };
      this.#socket.write(encodeMessage({ id: 1, netFn, lun: 0, cmd, data: Uint8Array.from(data) }));
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** The way of events to the BMC: a guest, or a LAN client. */
export type Asker = Pick<Guest, "ask">;

/** Events that were sent, and the ids of those that were answered. */
export class EventLedger {
  readonly sent = new Set<number>();
  readonly answered = new Map<number, number>();
  readonly refused = new Set<number>();

  /** The bytes of the next event. */
  next(): { readonly number: number; readonly record: Uint8Array } {
    const number = this.sent.size + 1;
    this.sent.add(number);
    return { number, record: selRecord(number) };
  }

  /** Adds an event through this guest or client; whether it was taken. Rejects when no answer comes. */
  async add(guest: Asker): Promise<boolean> {
    const { number, record } = this.next();
    const [code, low = 0, high = 0] = await guest.ask(0x0a, 0x44, ...record);
    if (code === 0) this.answered.set(number, low + 256 * high);
    else this.refused.add(number);
    return code === 0;
  }
}
