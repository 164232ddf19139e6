/** Reader of server-sent events (WHATWG HTML §9.2.6). */
import { EVENT_CHARACTERS } from "../limits.ts";

export interface ServerEvent {
  /** The last id so far, of this event or an earlier one; empty without any. */
  readonly id: string;
  /** "message" unless the event names another type. */
  readonly type: string;
  readonly data: string;
}

/** Cuts text, which may come in any pieces, into events. */
export class EventParser {
  #rest = "";
  #id = "";
  #type = "";
  #data: string[] = [];
  #isFirst = true;

  /** @throws RangeError if an event is too long */
  push(text: string): readonly ServerEvent[] {
    const all = this.#rest + (this.#isFirst ? text.replace(/^\uFEFF/, "") : text);
    if (text !== "") this.#isFirst = false;
    // A CR at the end may be the first half of CR LF.
    const end = all.endsWith("\r") ? all.length - 1 : all.length;
    const lines = all.slice(0, end).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + all.slice(end);
    const events = lines.flatMap((line) => this.#line(line) ?? []);
    if (this.#rest.length + this.#data.reduce((sum, part) => sum + part.length, 0) > EVENT_CHARACTERS) {
      throw new RangeError(`an event is longer than ${EVENT_CHARACTERS} characters`);
    }
    return events;
  }

  #line(line: string): ServerEvent | undefined {
    if (line === "") return this.#dispatch();
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return undefined;
  }

  #dispatch(): ServerEvent | undefined {
    const event = { id: this.#id, type: this.#type || "message", data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#type = "";
    this.#data = [];
    return isEmpty ? undefined : event;
  }
}
