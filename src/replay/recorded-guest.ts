/** A recorded guest at a daemon's door: it repeats the recorded requests and compares the answers. */
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Capability, Control, encodeControl, PROTOCOL_VERSION } from "../wire/vm-control.ts";
import { VmDecoder } from "../wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../wire/vm-message.ts";
import type { RecordedExchange, Reply } from "./recording.ts";

export interface GuestOptions {
  /** Connects to a door. */
  dial(): Promise<Duplex>;
  /** Time limit for an answer. */
  readonly timeoutMs: number;
  /** Whether to wait between requests as long as the recorded guest did. */
  readonly paced: boolean;
}

/** A request and its answer; undefined if none came in time. */
export interface ReplayedExchange {
  readonly recorded: RecordedExchange;
  readonly answer: Reply | undefined;
}

/** Capabilities that QEMU 7.2 announces. */
const CAPABILITIES = Object.values(Capability).reduce((sum, bit) => (bit === Capability.Enable ? sum : sum + bit), 0);

/** Sends the requests one by one, and yields each with its answer. */
export async function* replayGuest(
  recording: readonly RecordedExchange[],
  { dial, timeoutMs, paced }: GuestOptions,
): AsyncGenerator<ReplayedExchange> {
  let guest = new Guest(await dial());
  let before: RecordedExchange | undefined;
  try {
    for (const recorded of recording) {
      if (paced && before) await sleep(Math.max(0, askedAt(recorded) - askedAt(before)));
      if (before && recorded.isReconnected) {
        await guest.leave();
        guest = new Guest(await dial());
      }
      if (recorded.isReset) guest.tell(Control.Reset);
      before = recorded;
      yield { recorded, answer: await guest.ask(recorded, timeoutMs) };
    }
  } finally {
    guest.close();
  }
}

function askedAt({ epochMs, latencyMs }: RecordedExchange): number {
  return epochMs - latencyMs;
}

class Guest {
  readonly #stream: Duplex;
  #answers: VmMessage[] = [];

  constructor(stream: Duplex) {
    this.#stream = stream;
    const decoder = new VmDecoder();
    stream.on("data", (chunk: Uint8Array) =>
      decoder.push(chunk, (frame) => {
        if (frame.kind !== "message") return;
        this.#answers.push(frame);
        stream.emit("answer");
      }),
    );
    this.tell(Control.Version, PROTOCOL_VERSION);
    this.tell(Control.Capabilities, CAPABILITIES);
  }

  tell(code: Control, ...data: readonly number[]): void {
    this.#stream.write(encodeControl(code, ...data));
  }

  /**
   * Sends a request. If no answer with its id comes in time, takes one with another id, maybe of an earlier request.
   */
  async ask({ id, netFn, lun, cmd, request, reply }: RecordedExchange, timeoutMs: number): Promise<Reply | undefined> {
    this.#answers = [];
    this.#stream.write(encodeMessage({ id, netFn, lun, cmd, data: request }));
    const deadlineMs = performance.now() + timeoutMs;
    const answers = () => this.#answers.filter((answer) => answer.netFn === netFn + 1 && answer.cmd === cmd);
    const right = () => answers().find((answer) => answer.id === (reply?.id ?? id));
    while (!right() && performance.now() < deadlineMs) {
      await somethingHappens(this.#stream, deadlineMs - performance.now()).catch(() => this.#stream.destroy());
      if (this.#stream.destroyed) throw new Error("the daemon closed the connection; is a QEMU at that door?");
    }
    return right() ?? answers()[0];
  }

  /** Disconnects, and waits until the daemon has seen it: the door is then free again. */
  async leave(): Promise<void> {
    if (this.#stream.closed) return;
    this.#stream.end();
    await once(this.#stream, "close");
  }

  close(): void {
    this.#stream.destroy();
  }
}

/** Resolves at an answer, at the end of the connection, or after `ms`. */
async function somethingHappens(stream: Duplex, ms: number): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const silence = sleep(ms, undefined, { signal });
  const happenings = [once(stream, "answer", { signal }), once(stream, "close", { signal }), silence];
  await Promise.race(happenings).finally(() => over.abort());
  await Promise.allSettled(happenings);
}
