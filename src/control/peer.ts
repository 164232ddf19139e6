/**
 * One client, at the daemon's end: its hello, its calls one after another, its streams. Each call has its own turn of the
 * event loop, so a guest's request waits for one call at most.
 */
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { callNamed, checkArguments } from "./check-arguments.ts";
import { failureOf, shortened } from "./failure.ts";
import type { ControlledDaemon, Handlers, StreamSink } from "./handler.ts";
import { HELLO_TIMEOUT_MS, MAX_STREAMS, MAX_WAITING_CALLS, READ_TIMEOUT_MS } from "./limits.ts";
import { callMessage, cancelMessage, hello } from "./messages.ts";
import { PeerStream } from "./peer-stream.ts";
import { ControlError, type Failure, type Hello, versionProblem } from "./protocol.ts";

export interface PeerDeps {
  readonly daemon: ControlledDaemon;
  readonly own: Hello;
  readonly log: Logger;
  readonly handlers: Handlers;
  /** Resolves in a turn of the event loop that no other call of any client has. */
  nextTurn(): Promise<void>;
  /** Sends a message. Throws when it is too long. */
  send(type: string, data: unknown): void;
}

interface WaitingCall {
  readonly id: number;
  readonly call: string;
  readonly arguments?: unknown;
}

type AnyHandler = (daemon: ControlledDaemon, given: unknown, sink?: StreamSink<unknown>) => unknown;

export class ControlPeer {
  readonly #socket: Socket;
  readonly #deps: PeerDeps;
  readonly #helloTimer: NodeJS.Timeout;
  readonly #streams = new Map<number, PeerStream>();
  #greeted = false;
  #waiting: WaitingCall[] = [];
  #working = false;

  constructor(socket: Socket, deps: PeerDeps) {
    this.#socket = socket;
    this.#deps = deps;
    this.#helloTimer = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS).unref();
    socket.once("close", () => {
      clearTimeout(this.#helloTimer);
      this.#waiting = [];
      for (const stream of this.#streams.values()) stream.stop();
    });
  }

  receive(type: string, data: unknown): void {
    if (this.#socket.destroyed) return;
    if (!this.#greeted) {
      this.#greet(type, data);
      return;
    }
    const call = type === "call" ? callMessage.safeParse(data) : undefined;
    const cancel = type === "cancel" ? cancelMessage.safeParse(data) : undefined;
    if (call?.success) this.#enqueue(call.data);
    else if (cancel?.success) this.#streams.get(cancel.data.id)?.end();
    else
      this.#fail({
        code: "badMessage",
        message: `${JSON.stringify(type)} is not a message; expected call or cancel, with an id`,
      });
  }

  #greet(type: string, data: unknown): void {
    const { own } = this.#deps;
    const greeting = hello.safeParse(data);
    const problem = greeting.success && type === "hello" ? versionProblem(greeting.data, own) : undefined;
    this.#send("hello", own);
    if (type === "hello" && greeting.success && !problem) {
      clearTimeout(this.#helloTimer);
      this.#greeted = true;
      return;
    }
    const message = problem ?? "expected hello first, with the version of the protocol";
    this.#fail({ code: problem ? "version" : "badMessage", message });
    this.#socket.destroySoon();
  }

  #enqueue(call: WaitingCall): void {
    this.#waiting.push(call);
    if (this.#waiting.length >= MAX_WAITING_CALLS) this.#socket.pause();
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#deps.nextTurn();
      await this.#answer(next);
      await this.#readable();
      if (this.#waiting.length < MAX_WAITING_CALLS) this.#socket.resume();
    }
    this.#working = false;
  }

  async #answer({ id, call: name, arguments: given }: WaitingCall): Promise<void> {
    const handlers = this.#deps.handlers as unknown as Readonly<Record<string, AnyHandler>>;
    try {
      const call = callNamed(name);
      const checked = checkArguments(name, call, given);
      const handler = handlers[name];
      if (!handler) throw new Error(`${name} has no handler`);
      if (call.kind === "call") {
        this.#send("result", { id, result: await handler(this.#deps.daemon, checked) });
      } else this.#begin(id, (sink) => handler(this.#deps.daemon, checked, sink) as () => void);
    } catch (error) {
      this.#fail({ id, ...failureOf(error, name, this.#deps.log) });
    }
  }

  #begin(id: number, start: (sink: StreamSink<unknown>) => () => void): void {
    if (this.#streams.has(id)) throw new ControlError("badMessage", `a stream with id ${id} is under way`);
    if (this.#streams.size >= MAX_STREAMS) {
      throw new ControlError(
        "tooMany",
        `this client has ${MAX_STREAMS} streams, the most it may have; end one, or connect again`,
      );
    }
    const stream = new PeerStream({
      send: async (events, dropped) => {
        await this.#readable();
        try {
          this.#send("events", { id, events, dropped });
        } catch {
          // The batch is longer than a message may be.
          this.#send("events", { id, events: [], dropped: dropped + events.length });
        }
      },
      ended: () => {
        this.#streams.delete(id);
        this.#send("end", { id });
      },
    });
    this.#streams.set(id, stream);
    try {
      stream.start(start);
    } catch (error) {
      this.#streams.delete(id);
      throw error;
    }
  }

  /** Resolves when the client has read everything that was sent, or was dropped because it did not read. */
  #readable(): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed || !socket.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#deps.log.warn(`a client of the control socket did not read for ${READ_TIMEOUT_MS} ms: dropped`);
        socket.destroy();
      }, READ_TIMEOUT_MS).unref();
      const done = () => {
        clearTimeout(timer);
        socket.off("drain", done).off("close", done);
        resolve();
      };
      socket.on("drain", done).on("close", done);
    });
  }

  #fail(failure: Failure): void {
    this.#send("failure", shortened(failure));
  }

  #send(type: string, data: unknown): void {
    if (!this.#socket.destroyed) this.#deps.send(type, data);
  }
}
