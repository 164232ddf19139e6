/** The client's end of the control socket, for the command line and for programs. */
import { type Client, IPCModule } from "node-ipc";
import { packageVersion } from "../package-files.ts";
import { reasonOf } from "../transport/door-error.ts";
import type { ArgumentsOf, CallName, EventOf, ResultOf, StreamName } from "./calls.ts";
import { EventQueue } from "./event-queue.ts";
import { findSocket, NO_LISTENER, START } from "./find-socket.ts";
import {
  ControlError,
  type EndMessage,
  type EventsMessage,
  type Failure,
  type Hello,
  MAX_MESSAGE_BYTES,
  MAX_PENDING_BYTES,
  MESSAGE_TIMEOUT_MS,
  PROTOCOL_VERSION,
  type ResultMessage,
  versionProblem,
} from "./protocol.ts";
import { absolute, distrust } from "./socket-path.ts";

/** A connection to a running daemon. It keeps the program alive until it is closed. */
export interface Control extends AsyncDisposable {
  /** Path of the socket. */
  readonly path: string;
  /** Version of the daemon's package: "1.2.3". */
  readonly version: string;
  /**
   * Calls the daemon; docs/calls.md lists the calls. Calls are answered in order.
   * @throws ControlError whose `code` says why
   */
  call<Name extends CallName>(name: Name, given?: ArgumentsOf<Name>): Promise<ResultOf<Name>>;
  /**
   * Yields events from the moment the daemon has the call until the loop is left. A slow reader loses events; `dropped`
   * reports how many. Throws ControlError as `call` does, and `disconnected` when the daemon ends.
   */
  stream<Name extends StreamName>(
    name: Name,
    given?: ArgumentsOf<Name>,
    options?: { readonly dropped?: (count: number) => void },
  ): AsyncIterableIterator<EventOf<Name>>;
  /** Ends the connection; pending calls fail with `disconnected`. */
  close(): void;
}

/** A running daemon says hello at once; a stopped process does not. */
const HELLO_TIMEOUT_MS = 5000;

/**
 * Connects to a daemon.
 * @param path its control socket; absent: EXTERN_BMC_CONTROL_SOCKET, otherwise the only running daemon of this user
 * @throws ControlError `unreachable` when no daemon runs, or several do; `version` when its protocol has another version
 */
export async function connect(path?: string): Promise<Control> {
  const socket = path === undefined ? await findSocket() : absolute(path);
  const problem = distrust(socket);
  if (problem) throw new ControlError("unreachable", problem);
  const connection = new Connection(socket);
  await connection.greeted;
  return connection;
}

interface Waiting {
  result(value: unknown): void;
  events(events: readonly unknown[], dropped: number): void;
  end(): void;
  fail(error: ControlError): void;
}

/** Name of our connection, which node-ipc requires. */
const DAEMON = "daemon";

class Connection implements Control {
  readonly path: string;
  readonly greeted: Promise<void>;
  readonly #ipc = new IPCModule();
  readonly #client: Client;
  readonly #waiting = new Map<number, Waiting>();
  #daemon: Hello | undefined;
  #lastId = 0;
  #closed: ControlError | undefined;
  readonly #settleGreeting: { resolve(): void; reject(error: ControlError): void };

  constructor(path: string) {
    this.path = path;
    const { promise, ...settle } = Promise.withResolvers<void>();
    this.greeted = promise;
    this.#settleGreeting = settle;
    Object.assign(this.#ipc.config, {
      parser: "guarded",
      silent: true,
      maxRetries: 0,
      maxMessageSize: MAX_MESSAGE_BYTES,
      maxPendingBytes: MAX_PENDING_BYTES,
      messageTimeout: MESSAGE_TIMEOUT_MS,
    });
    this.#ipc.connectTo(DAEMON, path);
    const client = this.#ipc.of[DAEMON];
    if (!client) throw new Error("node-ipc made no client");
    this.#client = client;
    const own = { protocol: PROTOCOL_VERSION, version: packageVersion() };
    const timer = setTimeout(() => this.#end(silent(path)), HELLO_TIMEOUT_MS);
    void promise.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
    client
      .on("connect", () => client.emit("hello", own))
      .on("error", (error) => this.#end(unreachable(path, error)))
      .on("disconnect", () =>
        this.#end(new ControlError("disconnected", `the daemon at ${path} has ended the connection`)),
      )
      .on("*", (type, data) => this.#receive(type, data, own));
  }

  get version(): string {
    return this.#daemon?.version ?? "";
  }

  async call<Name extends CallName>(name: Name, given?: ArgumentsOf<Name>): Promise<ResultOf<Name>> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#begin(name, given, { result: resolve, events() {}, end() {}, fail: reject });
    return (await promise) as ResultOf<Name>;
  }

  stream<Name extends StreamName>(
    name: Name,
    given?: ArgumentsOf<Name>,
    { dropped: onDropped }: { readonly dropped?: (count: number) => void } = {},
  ): AsyncIterableIterator<EventOf<Name>> {
    const queue = new EventQueue<EventOf<Name>>(() => {
      if (!this.#closed) this.#client.emit("cancel", { id });
    });
    const id = this.#begin(name, given, {
      result() {},
      events(events, dropped) {
        if (dropped > 0) onDropped?.(dropped);
        for (const event of events) queue.push(event as EventOf<Name>);
      },
      end: () => queue.end(),
      fail: (error) => queue.fail(error),
    });
    return queue;
  }

  close(): void {
    this.#end(new ControlError("disconnected", "the connection was closed"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #begin(name: string, given: unknown, waiting: Waiting): number {
    const id = ++this.#lastId;
    if (this.#closed) {
      waiting.fail(this.#closed);
      return id;
    }
    this.#waiting.set(id, waiting);
    try {
      this.#client.emit("call", { id, call: name, arguments: given ?? {} });
    } catch (error) {
      this.#waiting.delete(id);
      waiting.fail(new ControlError("badArgument", `${name}: ${unsendable(error)}`));
    }
    return id;
  }

  /** Trusts the types of messages: the daemon has the same protocol version. */
  #receive(type: string, data: unknown, own: Hello): void {
    if (type === "hello") this.#greet(data as Hello, own);
    if (type === "failure") this.#fail(data as Failure);
    if (type === "result") {
      const { id, result } = data as ResultMessage;
      this.#take(id)?.result(result);
    }
    if (type === "events") {
      const { id, events, dropped } = data as EventsMessage;
      this.#waiting.get(id)?.events(events, dropped);
    }
    if (type === "end") this.#take((data as EndMessage).id)?.end();
  }

  #greet(daemon: Hello, own: Hello): void {
    this.#daemon = daemon;
    const problem = versionProblem(own, daemon);
    if (problem) this.#end(new ControlError("version", problem));
    else this.#settleGreeting.resolve();
  }

  #fail({ id, code, message, ...details }: Failure): void {
    const error = new ControlError(code, message, details);
    if (id === undefined) this.#end(error);
    else this.#take(id)?.fail(error);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(error: ControlError): void {
    if (this.#closed) return;
    this.#closed = error;
    this.#ipc.disconnect(DAEMON);
    this.#settleGreeting.reject(error);
    for (const waiting of this.#waiting.values()) waiting.fail(error);
    this.#waiting.clear();
  }
}

function unsendable(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!message.includes("maxMessageSize")) return message;
  return `its arguments take more than the ${MAX_MESSAGE_BYTES / 1024} KiB that a message may have`;
}

function silent(path: string): ControlError {
  return new ControlError(
    "unreachable",
    `${path}: a program listens there and does not answer as a daemon; is it stopped, or is this a door for QEMU?`,
  );
}

function unreachable(path: string, error: Error): ControlError {
  const reason = reasonOf(error);
  if (NO_LISTENER.has(reason)) return new ControlError("unreachable", `no daemon listens on ${path}; ${START}`);
  if (reason === "EACCES")
    return new ControlError("unreachable", `${path}: this user may not use it; run this as the daemon's user`);
  return new ControlError("disconnected", `the connection to the daemon at ${path} failed: ${error.message}`);
}
