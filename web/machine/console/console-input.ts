/** Sends keys to the guest's serial port, in order: one request at a time, with all that came in the meantime. */
import { call } from "../../api/client.ts";
import { CONSOLE_INPUT } from "../../limits.ts";

export class ConsoleInput {
  readonly #machine: string;
  readonly #failed: (reason: string | undefined) => void;
  #waiting = "";
  #isSending = false;

  constructor(machine: string, failed: (reason: string | undefined) => void) {
    this.#machine = machine;
    this.#failed = failed;
  }

  send(text: string): void {
    this.#waiting += text;
    if (!this.#isSending) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#waiting !== "") {
        const text = this.#waiting.slice(0, CONSOLE_INPUT);
        this.#waiting = this.#waiting.slice(text.length);
        const bytes = new TextEncoder().encode(text);
        const data = btoa(String.fromCharCode(...bytes));
        const { accepted } = await call("serial.write", { machine: this.#machine, data });
        if (accepted < bytes.length) throw new Error("the guest takes no input now; some keys were dropped");
      }
      this.#failed(undefined);
    } catch (error) {
      this.#waiting = "";
      this.#failed(error instanceof Error ? error.message : String(error));
    } finally {
      this.#isSending = false;
    }
  }
}
