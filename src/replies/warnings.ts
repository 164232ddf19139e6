/** What the rules of a configuration will do to a QEMU that is as strict as upstream's, in words, before it happens. */
import type { RepliesOptions, ReplyRule } from "./rule.ts";

/** QEMU answers C3h itself after so long on the guest's clock. */
const QEMU_LIMIT_MS = 4000;

const HANG_IDS = "and at the message ids A0h and A1h its answer is lost and the guest waits for ever";

export function warnings({ deadlineMs, rules }: RepliesOptions): readonly string[] {
  const guarded = deadlineMs !== undefined && deadlineMs < QEMU_LIMIT_MS;
  const found = rules.flatMap((rule) => ruleWarnings(rule, guarded));
  if (guarded) return found;
  const limit = deadlineMs === undefined ? "there is no deadline" : `the deadline is ${deadlineMs} ms`;
  return [`${limit}: after ${QEMU_LIMIT_MS} ms QEMU answers C3h (timeout) itself, ${HANG_IDS}`, ...found];
}

function ruleWarnings({ name, id, time, link }: ReplyRule, guarded: boolean): readonly string[] {
  const found: string[] = [];
  if (id !== undefined && id !== "echo") {
    found.push(
      `${name}: stock QEMU drops an answer with another message id and stops its own timer, so B_BUSY stays set and the ` +
        "guest waits for ever",
    );
  }
  if (!guarded && typeof time === "object" && time.delayMs + time.jitterMs >= QEMU_LIMIT_MS) {
    found.push(
      `${name}: an answer after ${QEMU_LIMIT_MS} ms is late: stock QEMU drops it and stops the next request's timer; a QEMU ` +
        "that takes any message id gives it to the guest as the answer to its next request",
    );
  }
  if (link && "slow" in link) {
    found.push(`${name}: a frame that takes longer than ${QEMU_LIMIT_MS} ms to arrive is too late for QEMU`);
  }
  return found;
}
