/** A client of server-sent events. */
import { onTestFinished } from "vitest";

export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly type: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of the daemon
  readonly data: any;
}

export interface Events {
  /** The next event; undefined at the end. */
  next(): Promise<ReceivedEvent | undefined>;
  close(): void;
}

/** @throws Error with the status and text of an answer that is not a stream */
export async function openEvents(url: string, headers: Readonly<Record<string, string>>): Promise<Events> {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const answer = await fetch(url, { headers, signal: controller.signal });
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}: ${await answer.text()}`);
  const events = parsed(answer.body.pipeThrough(new TextDecoderStream()));
  return {
    next: async () => (await events.next()).value ?? undefined,
    close: () => controller.abort(),
  };
}

async function* parsed(texts: AsyncIterable<string>): AsyncGenerator<ReceivedEvent, undefined> {
  let unread = "";
  for await (const text of texts) {
    const blocks = `${unread}${text}`.split("\n\n");
    unread = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      const data = fields.get("data");
      if (data !== undefined) yield { id: fields.get("id"), type: fields.get("event"), data: JSON.parse(data) };
    }
  }
  return undefined;
}
