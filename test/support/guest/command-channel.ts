/** Our end of the guest's second serial port: commands go in, results come out (init.sh has the other end). */
import type { Duplex } from "node:stream";
import { ByteReader } from "./byte-reader.ts";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

interface Waiting {
  resolve(result: CommandResult): void;
  reject(error: Error): void;
}

const HEADER_MARK = "\x01";
/** Headers are short; a longer text is not a header. */
const MAX_HEADER_LENGTH = 100;
/** Exit code of timeout(1) when it kills. */
const EXIT_CODE_OF_KILLED = 137;
/** The guest measures the time; only when it is stuck altogether do we. */
const GRACE_MS = 5000;

export class CommandChannel {
  readonly #stream: Duplex;
  readonly #reader: ByteReader;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready: () => void;
  #lastId = 0;
  #closed: string | undefined;

  /** `ready` is called each time the guest has booted. */
  constructor(stream: Duplex, ready: () => void) {
    this.#stream = stream;
    this.#ready = ready;
    this.#reader = new ByteReader(stream);
    // Errors of writes after the guest's end.
    stream.on("error", () => {});
    this.#readFrames().catch((error: Error) => {
      this.#closed = `the guest's command port: ${error.message}`;
      this.#rejectAll(this.#closed);
    });
  }

  /** Runs a command after the earlier ones. Rejects when it exceeds its time and is killed, or the guest reboots. */
  run(command: string, timeoutMs: number): Promise<CommandResult> {
    if (this.#closed !== undefined) return Promise.reject(new Error(`${this.#closed}: ${command}`));
    const id = this.send(command, timeoutMs);
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`the guest did not finish in ${timeoutMs} ms: ${command}`));
      const timer = setTimeout(() => this.#settle(id, late), timeoutMs + GRACE_MS);
      this.#waiting.set(id, {
        resolve(result) {
          clearTimeout(timer);
          if (result.exitCode === EXIT_CODE_OF_KILLED) late();
          else resolve(result);
        },
        reject(error) {
          clearTimeout(timer);
          reject(new Error(`${error.message}: ${command}`));
        },
      });
    });
  }

  /** Sends a command and returns its id. Alone, it is for commands that the guest does not survive. */
  send(command: string, timeoutMs: number): number {
    const id = ++this.#lastId;
    this.#stream.write(`${id} ${Math.ceil(timeoutMs / 1000)} ${Buffer.from(command).toString("base64")}\n`);
    return id;
  }

  async #readFrames(): Promise<void> {
    for (;;) {
      const [kind, ...fields] = (await this.#header()).split(" ");
      if (kind === "ready") {
        this.#rejectAll("the guest booted before it answered");
        this.#ready();
      } else if (kind === "done") {
        const [id = 0, exitCode = 0, stdoutSize = 0, stderrSize = 0] = fields.map(Number);
        const stdout = await this.#text(stdoutSize);
        const stderr = await this.#text(stderrSize);
        this.#settle(id, ({ resolve }) => resolve({ stdout, stderr, exitCode }));
      }
    }
  }

  /** Text before the mark is noise of a booting machine. */
  async #header(): Promise<string> {
    while ((await this.#text(1)) !== HEADER_MARK);
    let header = "";
    for (let next = ""; next !== "\n" && header.length < MAX_HEADER_LENGTH; next = await this.#text(1)) header += next;
    return header;
  }

  async #text(size: number): Promise<string> {
    return (await this.#reader.take(size)).toString("utf8");
  }

  #settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    how(waiting);
  }

  #rejectAll(message: string): void {
    for (const id of this.#waiting.keys()) this.#settle(id, ({ reject }) => reject(new Error(message)));
  }
}
