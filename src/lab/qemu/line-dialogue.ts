/** A dialogue in lines of text: one request, one answer, in order. Both qtest and QMP work this way. */
import type { Duplex } from "node:stream";
import { LabError } from "../lab-error.ts";

export interface LineDialogueOptions<Answer> {
  /** Name for messages: "qtest", "QMP". */
  readonly name: string;
  /** Longest line that the peer may send, in characters. A longer one closes the dialogue. */
  readonly maxLineLength: number;
  /**
   * Real time that the peer may take for an answer. A late answer closes the dialogue, because it would be out of step.
   */
  readonly timeoutMs: number;
  /**
   * Returns the answer in a line, or undefined for a line that is not an answer (greeting, event). May throw
   * `LabError`.
   */
  read(line: string): Answer | undefined;
  /** Called once, with the reason, when no more lines will come. */
  ended?(why: LabError): void;
}

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: LabError): void;
  readonly timer: NodeJS.Timeout;
}

export class LineDialogue<Answer> {
  readonly #stream: Duplex;
  readonly #options: LineDialogueOptions<Answer>;
  readonly #waiting: Waiting<Answer>[] = [];
  #partial = "";
  #closed: LabError | undefined;

  constructor(stream: Duplex, options: LineDialogueOptions<Answer>) {
    this.#stream = stream;
    this.#options = options;
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => this.#take(text));
    stream.on("error", (error) => this.#fail("closed", error.message));
    for (const over of ["end", "close"]) stream.on(over, () => this.#fail("closed", "the other end closed"));
  }

  /**
   * Sends a line and returns its answer. Rejects with `LabError` if the peer is gone, is late or breaks the protocol.
   */
  request(line: string): Promise<Answer> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      const { timeoutMs } = this.#options;
      const timer = setTimeout(() => this.#fail("timeout", `no answer to "${line}" in ${timeoutMs} ms`), timeoutMs);
      this.#waiting.push({ resolve, reject, timer });
      // Requests that are made at once leave in one write.
      this.#stream.cork();
      process.nextTick(() => this.#stream.uncork());
      this.#stream.write(`${line}\n`);
    });
  }

  close(): void {
    this.#fail("closed", "closed by us");
  }

  #take(text: string): void {
    const lines = (this.#partial + text).split("\n");
    this.#partial = lines.pop() ?? "";
    try {
      for (const line of lines) this.#takeLine(line);
      this.#checkLength(this.#partial);
    } catch (error) {
      this.#fail("protocol", error instanceof Error ? error.message : String(error));
    }
  }

  #takeLine(line: string): void {
    this.#checkLength(line);
    const answer = this.#options.read(line.replace(/\r$/, ""));
    if (answer === undefined) return;
    const waiting = this.#waiting.shift();
    if (waiting === undefined) throw new Error(`an answer without a request: ${line}`);
    clearTimeout(waiting.timer);
    waiting.resolve(answer);
  }

  #checkLength(line: string): void {
    const { maxLineLength } = this.#options;
    if (line.length > maxLineLength) throw new Error(`a line longer than ${maxLineLength} characters`);
  }

  #fail(fault: "closed" | "timeout" | "protocol", message: string): void {
    if (this.#closed !== undefined) return;
    const why = new LabError(fault, `${this.#options.name}: ${message}`);
    this.#closed = why;
    this.#stream.destroy();
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(why);
    }
    this.#options.ended?.(why);
  }
}
