/** Follows a stream of the API, and opens it again after its last event when it breaks. */
import type { ArgumentsOf, EventOf, StreamName } from "../../src/control/calls.ts";
import { ApiError, ask } from "./client.ts";
import type { Arguments } from "./request.ts";
import { EventParser } from "./sse.ts";
import { untilHidden, untilVisible } from "./visibility.ts";

export type StreamState = "connecting" | "open" | "ended";

export interface Follower<Name extends StreamName> {
  event(event: EventOf<Name>): void;
  state?(state: StreamState, reason?: string): void;
  /** Called before each new connection: a stream without ids begins anew. */
  restart?(): void;
  /** Whether the stream stays open while the page is hidden. Others are closed, and go on once it is visible. */
  readonly isKept?: boolean;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;

/** Returns a function that ends the stream. */
export function follow<Name extends StreamName>(
  name: Name,
  given: ArgumentsOf<Name>,
  follower: Follower<Name>,
  lastEventId = "",
): () => void {
  const controller = new AbortController();
  const place = { id: lastEventId, retryMs: FIRST_RETRY_MS };
  void keepReading(name, given as Arguments, follower, place, controller.signal);
  return () => controller.abort();
}

interface Place {
  id: string;
  retryMs: number;
}

async function keepReading<Name extends StreamName>(
  ...[name, given, follower, place, signal]: [Name, Arguments, Follower<Name>, Place, AbortSignal]
): Promise<void> {
  for (;;) {
    follower.state?.("connecting");
    // A browser has six connections to a daemon, for all tabs together.
    if (!follower.isKept) await untilVisible(signal);
    if (signal.aborted) return;
    const hidden = follower.isKept ? undefined : untilHidden(signal);
    try {
      if (await readOnce(name, given, follower, place, hidden?.signal ?? signal)) break;
    } catch (error) {
      if (signal.aborted) return;
      if (hidden?.signal.aborted) continue;
      const isFinal = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
      if (isFinal) return follower.state?.("ended", error.message);
      follower.state?.("connecting", error instanceof Error ? error.message : String(error));
    } finally {
      hidden?.stop();
    }
    if (signal.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, place.retryMs));
    if (signal.aborted) return;
    place.retryMs = Math.min(place.retryMs * 2, LAST_RETRY_MS);
  }
  follower.state?.("ended");
}

/** Returns whether the server said that the stream is over. */
async function readOnce<Name extends StreamName>(
  ...[name, given, follower, place, signal]: [Name, Arguments, Follower<Name>, Place, AbortSignal]
): Promise<boolean> {
  const headers: HeadersInit = place.id === "" ? {} : { "last-event-id": place.id };
  const answer = await ask(name, given, { headers, signal });
  if (!answer.body) return false;
  if (place.id === "") follower.restart?.();
  follower.state?.("open");
  place.retryMs = FIRST_RETRY_MS;
  const parser = new EventParser();
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      for (const { id, type, data } of parser.push(value)) {
        if (type === "end") return true;
        if (id !== "") place.id = id;
        follower.event(JSON.parse(data));
      }
    }
  } finally {
    // An event that is wrong must not leave its connection open beside the next one.
    await reader.cancel().catch(() => {});
  }
}
