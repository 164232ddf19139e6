/** The escape sequences of `console`: an escape character after a line break, and a key, as ssh and ipmitool have them. */

export type ConsoleAction = "end" | "break" | "help" | "suspend";

const KEYS: Readonly<Record<string, ConsoleAction>> = { ".": "end", B: "break", "?": "help", "\x1a": "suspend" };
const LINE_BREAKS: ReadonlySet<number> = new Set([0x0a, 0x0d]);

/** Input for the guest, or an action. */
export type Typed = { readonly data: Uint8Array } | { readonly action: ConsoleAction };

/** Splits what is typed. Keys may come one by one or many at once. */
export class ConsoleEscape {
  readonly #escape: number | undefined;
  /** Place of the next byte: in text, after a line break, or after an escape character that has not been sent. */
  #after: "text" | "line" | "escape" = "line";

  /** Absent: nothing is an escape sequence. */
  constructor(character?: string) {
    this.#escape = character?.charCodeAt(0);
  }

  take(bytes: Uint8Array): readonly Typed[] {
    const typed: Typed[] = [];
    let data: number[] = [];
    for (const byte of bytes) {
      if (this.#after === "line" && byte === this.#escape) {
        this.#after = "escape";
        continue;
      }
      const action = this.#after === "escape" ? KEYS[String.fromCharCode(byte)] : undefined;
      if (action) {
        if (data.length > 0) typed.push({ data: Uint8Array.from(data) });
        data = [];
        typed.push({ action });
        this.#after = "line";
        continue;
      }
      // Twice the escape character is the character itself; before any other key it was ordinary text.
      if (this.#after === "escape" && byte !== this.#escape && this.#escape !== undefined) data.push(this.#escape);
      data.push(byte);
      this.#after = LINE_BREAKS.has(byte) ? "line" : "text";
    }
    if (data.length > 0) typed.push({ data: Uint8Array.from(data) });
    return typed;
  }
}
