/** A client of the control socket without rules: it sends what a test gives it, and reads when the test says so. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** End of a message of node-ipc. */
const END = "\f";

export interface Frame {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export class ControlPeer {
  readonly socket: Socket;
  #text = "";
  #frames: Frame[] = [];
  #wake = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    socket.on("data", (text: string) => {
      const parts = `${this.#text}${text}`.split(END);
      this.#text = parts.pop() ?? "";
      for (const part of parts) this.#frames.push(JSON.parse(part));
      this.#wake();
    });
    socket.on("close", () => this.#wake());
  }

  static async open(path: string): Promise<ControlPeer> {
    const socket = connect(path);
    onTestFinished(() => void socket.destroy());
    const peer = new ControlPeer(socket);
    await once(socket, "connect");
    return peer;
  }

  /** With hello said and answered. */
  static async greeted(path: string): Promise<ControlPeer> {
    const peer = await ControlPeer.open(path);
    peer.send("hello", { protocol: 1, version: "0.0.0" });
    await peer.next("hello");
    return peer;
  }

  send(type: string, data: unknown): void {
    this.raw(JSON.stringify({ type, data }) + END);
  }

  call(id: number, call: string, given: unknown = {}): void {
    this.send("call", { id, call, arguments: given });
  }

  raw(text: string): void {
    this.socket.write(text);
  }

  /** The next message; others than of this type are an error. */
  async next(type: string): Promise<Frame["data"]> {
    while (this.#frames.length === 0) {
      if (this.socket.closed) throw new Error(`the daemon closed the connection; expected ${type}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const [frame] = this.#frames.splice(0, 1);
    if (frame?.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(frame)}`);
    return frame.data;
  }

  /** Resolves when the daemon has closed the connection. */
  async ended(): Promise<void> {
    this.socket.resume();
    if (!this.socket.closed) await once(this.socket, "close");
  }
}
