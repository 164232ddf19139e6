/** Messages at the foot of the page: results of actions, and refusals of the API. */
import { signal } from "@preact/signals";
import { NOTICES } from "../limits.ts";
import { appended } from "./bounded.ts";

export interface Notice {
  readonly id: number;
  readonly kind: "done" | "error";
  readonly text: string;
}

export const notices = signal<readonly Notice[]>([]);
let lastId = 0;

/** Messages of success go by themselves; errors stay until they are closed. */
const SHOWN_MS = 6000;

export function notify(kind: Notice["kind"], text: string): void {
  const id = ++lastId;
  notices.value = appended(notices.value, [{ id, kind, text }], NOTICES);
  if (kind === "done") setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Runs an action, and reports its result or its refusal. Returns whether it was done. */
export async function act(what: string, action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    notify("done", what);
    return true;
  } catch (error) {
    notify("error", error instanceof Error ? error.message : String(error));
    return false;
  }
}
