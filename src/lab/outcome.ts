/** The vocabulary of verdicts: one word for what the guest got. */
import type { GuestStep, LabInterface, Sighting } from "./host.ts";

export const OUTCOMES = {
  accepted: "the answer to the request",
  "other data": "the answer to the request, with a completion code or data that the scenario does not expect",
  "timed out": "C3h: a timeout, QEMU's own answer after 4 s",
  "cut short": "C6h or CAh: QEMU's own answer in place of one that is too long",
  "not ready": "D2h: BMC initialization in progress, QEMU's own answer while no BMC is connected",
  poisoned: "the answer to an earlier request, taken for this one's",
  damaged: "bytes that answer no request",
  hang: "no answer, the interface busy, and QEMU's own 4 s have passed",
  dropped: "no answer, the interface busy, when the guest stopped waiting",
  nothing: "no answer, and none was expected",
  attention: "SMS_ATN is set",
  quiet: "SMS_ATN is not set",
  blocked: "the interface was busy: the request could not be written",
} as const;
export type Outcome = keyof typeof OUTCOMES;

/** QEMU's own timeout: QEMU answers by itself after it. A guest that waited longer and got nothing waits forever. */
const QEMU_LIMIT_MS = 4000;

type Request = Extract<GuestStep, { kind: "request" }>;

/**
 * Returns an outcome for each wait, drain and attention, and for each request that could not be written, in SMIs too.
 */
export function outcomes(
  steps: readonly GuestStep[],
  sightings: readonly Sighting[],
  via: LabInterface,
): readonly Outcome[] {
  const asked: Asked = { earlier: [], last: undefined };
  const found: Outcome[] = [];
  const seen = sightings.values();
  for (const step of flattened(steps)) {
    if (step.kind === "reset") follow(asked, undefined);
    if (step.kind === "pass" || step.kind === "reset") continue;
    const sighting = seen.next().value;
    if (sighting === undefined)
      throw new Error(`the host saw ${sightings.length} steps and stopped before "${step.kind}"`);
    if (step.kind === "request") {
      if (sighting.done) follow(asked, step);
      else found.push("blocked");
    } else if (step.kind === "attention") {
      found.push(sighting.done ? "attention" : "quiet");
    } else if (sighting.answer) {
      found.push(judge(sighting.answer, asked, via));
    } else if (!sighting.busy) {
      found.push("nothing");
    } else {
      found.push(step.kind === "wait" && step.ms > QEMU_LIMIT_MS ? "hang" : "dropped");
    }
  }
  return found;
}

/** The steps in the order in which the guest does them; an SMI is replaced by its steps. */
export function flattened(steps: readonly GuestStep[]): readonly Exclude<GuestStep, { kind: "smi" }>[] {
  return steps.flatMap((step) => (step.kind === "smi" ? flattened(step.steps) : [step]));
}

/** The requests that the guest wrote. A reset makes the last one an earlier one. */
interface Asked {
  readonly earlier: Request[];
  last: Request | undefined;
}

function follow(asked: Asked, next: Request | undefined): void {
  if (asked.last) asked.earlier.push(asked.last);
  asked.last = next;
}

function judge(answer: Uint8Array, { earlier, last }: Asked, via: LabInterface): Outcome {
  const [netFnLun = 0, ...rest] = answer;
  const seq = via === "bt" ? rest.shift() : undefined;
  const [cmd, ...body] = rest;
  const [completionCode] = body;
  const answers = (request: Request) => netFnLun === (request.netFn + 1) << 2 && cmd === request.cmd;
  if (!last || !answers(last) || (seq !== undefined && seq !== last.seq)) {
    return earlier.some(answers) ? "poisoned" : "damaged";
  }
  if (completionCode === 0xc3) return "timed out";
  if (completionCode === 0xd2) return "not ready";
  if (completionCode === 0xc6 || completionCode === 0xca) return "cut short";
  return last.answer === undefined || String(last.answer) === String(body) ? "accepted" : "other data";
}
