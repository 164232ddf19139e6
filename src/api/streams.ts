/** The streams of the calls as server-sent events. */
import type { MachineEvent } from "../control/calls/status.ts";
import { type ControlledDaemon, machineOf, type StreamSink } from "../control/handler.ts";
import { events } from "../control/handlers/status.ts";
import { formOf } from "../control/handlers/watch.ts";
import { ControlError } from "../control/protocol.ts";
import type { Machine } from "../machine.ts";
import { isObject } from "../text/is-object.ts";
import { type EventLog, EventRing, LogReader } from "./event-log.ts";
import type { EventStream } from "./event-stream.ts";
import { KEPT_EVENTS, MAX_STREAMS } from "./limits.ts";

export type AnyStreamHandler = (daemon: ControlledDaemon, given: unknown, sink: StreamSink<unknown>) => () => void;

export interface StreamRequest {
  /** Name of the call. */
  readonly name: string;
  readonly handler: AnyStreamHandler;
  readonly given: { readonly machine?: string; readonly decoded?: boolean };
  /** The header Last-Event-ID. */
  readonly lastEventId: string | undefined;
  /** Begins the answer. */
  open(): EventStream;
}

export class Streams {
  readonly #daemon: ControlledDaemon;
  readonly #ring = new EventRing(KEPT_EVENTS);
  readonly #stopRing: () => void;
  /** Prefix of ids: those of an earlier daemon mean nothing in this one. */
  readonly #start = Date.now().toString(36);
  #open = 0;

  constructor(daemon: ControlledDaemon) {
    this.#daemon = daemon;
    const sink: StreamSink<MachineEvent> = { event: (event) => this.#ring.push(event), async sent() {}, end() {} };
    this.#stopRing = events(daemon, {}, sink);
  }

  close(): void {
    this.#stopRing();
  }

  /** @throws ControlError before the answer begins */
  begin(request: StreamRequest): void {
    if (this.#open >= MAX_STREAMS) {
      throw new ControlError("tooMany", `${MAX_STREAMS} streams are open, the most that a daemon serves; end one`);
    }
    const { name, given } = request;
    const machine = given.machine === undefined ? undefined : machineOf(this.#daemon, given);
    const log = this.#logOf(name, machine, given.decoded ?? false);
    const stream = log ? this.#follow(log, machine, request) : this.#forward(request);
    this.#open++;
    stream.onClose(() => {
      this.#open--;
    });
  }

  /** Returns the numbered events of a stream; undefined for one without numbers. */
  #logOf(name: string, machine: Machine | undefined, isDecoded: boolean): EventLog | undefined {
    if (name === "events") return this.#ring;
    return name === "watch" && machine?.trace.keepsHistory ? traceLog(machine, isDecoded) : undefined;
  }

  #follow(log: EventLog, machine: Machine | undefined, { lastEventId, open }: StreamRequest): EventStream {
    const stream = open();
    const from = this.#position(log, lastEventId);
    const wants = (event: unknown) =>
      !machine || !isObject(event) || (event["machine"] ?? machine.name) === machine.name;
    new LogReader({ log, from, wants, idOf: (next) => `${this.#start}-${next}` }, stream);
    if (machine) stream.onClose(this.#daemon.follow((each) => () => each === machine && stream.end()));
    return stream;
  }

  #forward({ handler, given, open }: StreamRequest): EventStream {
    let opened: EventStream | undefined;
    const stream = () => {
      opened ??= open();
      return opened;
    };
    const stop = handler(this.#daemon, given, {
      event: (event) => stream().send(event),
      sent: () => stream().drained(),
      end: () => stream().end(),
    });
    stream().onClose(stop);
    return stream();
  }

  /** Returns the number to go on from: that of the id, the first of all after an earlier daemon, or the next to come. */
  #position(log: EventLog, id: string | undefined): number {
    if (id === undefined) return log.end;
    const [, start = this.#start, digits = "0"] = /^(?:(\w+)-)?(\d{1,15})$/.exec(id) ?? [];
    return start === this.#start && Number(digits) <= log.end ? Number(digits) : 0;
  }
}

function traceLog(machine: Machine, isDecoded: boolean): EventLog {
  const { trace } = machine;
  const form = formOf(machine, isDecoded);
  return {
    page(from, most) {
      const { events, upTo } = trace.history(from, most);
      const first = upTo - events.length + 1;
      return { events: events.map((event, index) => ({ event: form(event), next: first + index })), upTo };
    },
    get end() {
      return trace.history(Number.MAX_SAFE_INTEGER, 0).upTo;
    },
    listen: (callback) => trace.listen((event) => callback(form(event))),
  };
}
