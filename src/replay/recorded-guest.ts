/** A recorded guest at the door of a daemon: it asks what was asked, and compares what it gets. */
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExchangeHappening, TraceEvent } from "../observe/trace.ts";
import { Capability, Control, encodeControl, PROTOCOL_VERSION } from "../wire/vm-control.ts";
import { VmDecoder } from "../wire/vm-decoder.ts";
import { encodeMessage, type VmMessage } from "../wire/vm-message.ts";

export type RecordedExchange = TraceEvent & ExchangeHappening;

export interface GuestOptions {
  /** For an answer. */
  readonly timeoutMs: number;
  /** Waits between requests as the recorded guest did. */
  readonly paced: boolean;
}

/** What came for a request; undefined: nothing in time. */
export interface ReplayedExchange {
  readonly recorded: RecordedExchange;
  /** Completion code and what follows. */
  readonly answer: Uint8Array | undefined;
}

/** As QEMU 7.2 announces itself. */
const CAPABILITIES = Object.values(Capability).reduce((sum, bit) => (bit === Capability.Enable ? sum : sum + bit), 0);

/** Asks one after another, and gives each as soon as it has its answer. `stream` is a connection to a door. */
export async function* replayGuest(
  stream: Duplex,
  recording: readonly RecordedExchange[],
  { timeoutMs, paced }: GuestOptions,
): AsyncGenerator<ReplayedExchange> {
  const decoder = new VmDecoder();
  const answers: VmMessage[] = [];
  stream.on("data", (chunk: Uint8Array) =>
    decoder.push(chunk, (frame) => {
      if (frame.kind !== "message") return;
      answers.push(frame);
      stream.emit("answer");
    }),
  );
  stream.write(encodeControl(Control.Version, PROTOCOL_VERSION));
  stream.write(encodeControl(Control.Capabilities, CAPABILITIES));
  let before: RecordedExchange | undefined;
  for (const recorded of recording) {
    if (paced && before) await sleep(Math.max(0, askedAt(recorded) - askedAt(before)));
    before = recorded;
    const { id, netFn, lun, cmd, request } = recorded;
    answers.length = 0;
    stream.write(encodeMessage({ id, netFn, lun, cmd, data: request }));
    const answer = await answerTo(stream, answers, recorded, timeoutMs);
    yield { recorded, answer: answer?.data };
  }
}

function askedAt({ epochMs, latencyMs }: RecordedExchange): number {
  return epochMs - latencyMs;
}

async function answerTo(
  stream: Duplex,
  answers: readonly VmMessage[],
  { netFn, cmd }: RecordedExchange,
  timeoutMs: number,
): Promise<VmMessage | undefined> {
  const deadlineMs = performance.now() + timeoutMs;
  const found = () => answers.find((answer) => answer.netFn === netFn + 1 && answer.cmd === cmd);
  while (!found() && performance.now() < deadlineMs) {
    if (stream.destroyed) throw new Error("the daemon closed the connection");
    await somethingHappens(stream, deadlineMs - performance.now());
  }
  return found();
}

/** An answer, the end of the connection, or nothing for `ms`. */
async function somethingHappens(stream: Duplex, ms: number): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const silence = sleep(ms, undefined, { signal });
  const happenings = [once(stream, "answer", { signal }), once(stream, "close", { signal }), silence];
  await Promise.race(happenings).finally(() => over.abort());
  await Promise.allSettled(happenings);
}
