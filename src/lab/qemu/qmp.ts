/**
 * Client of QMP, QEMU's machine protocol: one JSON value per line.
 *
 *   {"QMP": …}                                    greeting; the client then sends qmp_capabilities
 *   {"execute": "cont", "arguments": {…}}  →  {"return": …} or {"error": {"class": …, "desc": …}}
 *   {"event": "STOP", "data": {…}, …}             at any time
 */

import type { Duplex } from "node:stream";
import { isObject } from "../../text/is-object.ts";
import { LabError } from "../lab-error.ts";
import { LineDialogue } from "./line-dialogue.ts";

export interface QmpEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type QmpAnswer = { readonly value: unknown } | { readonly error: string };

/** The longest answer QEMU gives, query-qmp-schema, has about 300,000 characters. */
const MAX_LINE_LENGTH = 4 * 1024 * 1024;
const ANSWER_TIMEOUT_MS = 10_000;
/** Number of untaken events kept. Past it the oldest is dropped. */
const MAX_KEPT_EVENTS = 256;

interface EventWaiter {
  readonly name: string;
  take(event: QmpEvent): void;
  fail(why: LabError): void;
}

export class Qmp {
  readonly #dialogue: LineDialogue<QmpAnswer>;
  readonly #events: QmpEvent[] = [];
  readonly #waiters = new Set<EventWaiter>();
  #ended: LabError | undefined;

  private constructor(stream: Duplex) {
    this.#dialogue = new LineDialogue(stream, {
      name: "QMP",
      maxLineLength: MAX_LINE_LENGTH,
      timeoutMs: ANSWER_TIMEOUT_MS,
      read: (line) => this.#read(line),
      ended: (why) => this.#end(why),
    });
  }

  /** Negotiates on a new connection. Resolves when QEMU takes commands: once its machine is built. */
  static async open(stream: Duplex): Promise<Qmp> {
    const qmp = new Qmp(stream);
    await qmp.execute("qmp_capabilities");
    return qmp;
  }

  /** Returns the command's result. Rejects with `LabError` "refused" if QEMU answers with an error. */
  async execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    const answer = await this.#dialogue.request(JSON.stringify({ execute: command, arguments: args }));
    if ("value" in answer) return answer.value;
    throw new LabError("refused", `QMP: ${command}: ${answer.error}`);
  }

  /** Takes the oldest event of this name, waiting up to `timeoutMs` of real time. An event can be taken once. */
  takeEvent(name: string, timeoutMs: number): Promise<QmpEvent> {
    const at = this.#events.findIndex((event) => event.name === name);
    const [kept] = at < 0 ? [] : this.#events.splice(at, 1);
    if (kept !== undefined) return Promise.resolve(kept);
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        settle();
      };
      const waiter: EventWaiter = {
        name,
        take: (event) => finish(() => resolve(event)),
        fail: (why) => finish(() => reject(why)),
      };
      const timer = setTimeout(() => {
        const others = this.keptEvents.join(", ") || "none";
        waiter.fail(new LabError("timeout", `QMP: no event ${name} in ${timeoutMs} ms; others: ${others}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }

  /** Drops the kept events of this name, so that `takeEvent` returns a later one. */
  dropEvents(name: string): void {
    for (let i = this.#events.length - 1; i >= 0; i--) if (this.#events[i]?.name === name) this.#events.splice(i, 1);
  }

  /** Names of the untaken events, oldest first. */
  get keptEvents(): readonly string[] {
    return this.#events.map((event) => event.name);
  }

  close(): void {
    this.#dialogue.close();
  }

  #read(line: string): QmpAnswer | undefined {
    const message = parseQmpLine(line);
    if (message.kind === "answer") return message.answer;
    if (message.kind === "event") this.#keep(message.event);
    return undefined;
  }

  #keep(event: QmpEvent): void {
    const waiter = [...this.#waiters].find(({ name }) => name === event.name);
    if (waiter === undefined) this.#events.push(event);
    else waiter.take(event);
    if (this.#events.length > MAX_KEPT_EVENTS) this.#events.shift();
  }

  #end(why: LabError): void {
    this.#ended = why;
    for (const waiter of [...this.#waiters]) waiter.fail(why);
  }
}

type QmpMessage =
  | { readonly kind: "greeting" }
  | { readonly kind: "event"; readonly event: QmpEvent }
  | { readonly kind: "answer"; readonly answer: QmpAnswer };

/** Parses a line from QEMU. Throws `LabError` "protocol" if it is not a QMP message. */
export function parseQmpLine(line: string): QmpMessage {
  const message = parseObject(line);
  if (message !== undefined) {
    const { QMP: greeting, event: name, data, return: value, error } = message as Record<string, unknown>;
    if (greeting !== undefined) return { kind: "greeting" };
    if (typeof name === "string") return { kind: "event", event: { name, data: isObject(data) ? data : {} } };
    if (value !== undefined) return { kind: "answer", answer: { value } };
    if (isObject(error)) return { kind: "answer", answer: { error: `${error["class"]}: ${error["desc"]}` } };
  }
  throw new LabError("protocol", `expected a QMP message, got "${line.slice(0, 200)}"`);
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
