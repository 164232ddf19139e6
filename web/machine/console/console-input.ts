/** Sends keys to the guest's serial port, in order: one request at a time, with all that came in the meantime. */
import { CONSOLE_INPUT } from "../../limits.ts";

export interface ConsoleInputDeps {
  /** Sends bytes in base64. Resolves with the number of bytes that the port took. */
  write(data: string): Promise<number>;
  /** Called after a failure with its reason, and with undefined once input is taken again. */
  failed(reason: string | undefined): void;
}

export class ConsoleInput {
  readonly #deps: ConsoleInputDeps;
  #waiting: readonly number[] = [];
  #isSending = false;

  constructor(deps: ConsoleInputDeps) {
    this.#deps = deps;
  }

  send(bytes: Iterable<number>): void {
    this.#waiting = [...this.#waiting, ...bytes];
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#waiting.length > 0) {
        const bytes = this.#waiting.slice(0, CONSOLE_INPUT);
        this.#waiting = this.#waiting.slice(CONSOLE_INPUT);
        const accepted = await this.#deps.write(btoa(String.fromCharCode(...bytes)));
        if (accepted < bytes.length) throw new Error("the guest takes no input now; some keys were dropped");
      }
      this.#deps.failed(undefined);
    } catch (error) {
      this.#waiting = [];
      this.#deps.failed(error instanceof Error ? error.message : String(error));
    } finally {
      this.#isSending = false;
    }
  }
}
