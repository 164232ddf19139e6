/** Warnings about rules whose effect on a QEMU as strict as upstream is drastic. */
import type { RepliesOptions, ReplyRule } from "./rule.ts";

/** Time on the guest's clock after which QEMU itself answers C3h. */
const QEMU_LIMIT_MS = 4000;

const QEMU_ANSWERS =
  `after ${QEMU_LIMIT_MS} ms QEMU answers C3h (timeout) itself; at the message ids A0h and A1h its answer is lost and the ` +
  "guest waits forever";

export function warnings({ deadlineMs, rules }: Pick<RepliesOptions, "deadlineMs" | "rules">): readonly string[] {
  return rules.flatMap((rule) => warningsOf(rule, deadlineMs));
}

/** Returns the warnings about a rule. @param deadlineMs limit of the deadline guard; undefined if it is off */
export function warningsOf(rule: ReplyRule, deadlineMs: number | undefined): readonly string[] {
  const { name, id, link } = rule;
  const found: string[] = [];
  if (id !== undefined && id !== "echo") {
    found.push(
      `${name}: stock QEMU drops an answer with another message id and stops its own timer, so B_BUSY stays set and the ` +
        "guest waits forever",
    );
  }
  found.push(...waitWarnings(rule, deadlineMs));
  if (link && "slow" in link) {
    found.push(`${name}: a frame that takes longer than ${QEMU_LIMIT_MS} ms to arrive is too late for QEMU`);
  }
  return found;
}

function waitWarnings({ name, time, order }: ReplyRule, deadlineMs: number | undefined): readonly string[] {
  const waitMs = typeof time === "object" ? time.delayMs + time.jitterMs : 0;
  const isOpenEnded = time === "never" || order !== undefined;
  if (deadlineMs !== undefined && deadlineMs < QEMU_LIMIT_MS) {
    if (!isOpenEnded && waitMs <= deadlineMs) return [];
    return [
      `${name}: the deadline guard answers C3h (timeout) after ${deadlineMs} ms; to let the fault take longer, turn the guard ` +
        "off: extern-bmc fault settings --deadline off, or replies.deadlineMs: off",
    ];
  }
  if (isOpenEnded) return [`${name}: ${QEMU_ANSWERS}`];
  if (waitMs < QEMU_LIMIT_MS) return [];
  return [
    `${name}: ${QEMU_ANSWERS}; stock QEMU drops the late answer and stops the next request's timer; a QEMU that takes any ` +
      "message id gives it to the guest as the answer to its next request",
  ];
}
