/** The vocabulary of verdicts: one word for what the guest got. */
import type { GuestStep, LabInterface, Sighting } from "./host.ts";

export const OUTCOMES = {
  accepted: "the answer to the request",
  "other data": "the answer to the request, with a completion code or data that the scenario does not expect",
  "timed out": "C3h: a timeout, QEMU's own answer after 4 s",
  "cut short": "C6h or CAh: QEMU's own answer in place of one that is too long",
  "not ready": "D2h: BMC initialization in progress, QEMU's own answer while no BMC is connected",
  poisoned: "the answer to another request, taken for this one's",
  damaged: "bytes that answer no request",
  hang: "no answer, the interface busy, and QEMU's own 4 s have passed",
  dropped: "no answer, the interface busy, when the guest stopped waiting",
  nothing: "no answer, and none was expected",
  attention: "SMS_ATN is set",
  quiet: "SMS_ATN is not set",
  blocked: "the interface was busy: the request could not be written",
  "given up": "nothing was sent: the driver had stopped using the interface after a failed exchange",
} as const;
export type Outcome = keyof typeof OUTCOMES;

/** QEMU's own timeout: QEMU answers by itself after it. A guest that waited longer and got nothing waits forever. */
const QEMU_LIMIT_MS = 4000;

/** A request as it was sent, and the answer that the scenario wants for it. */
type Request = Pick<Extract<GuestStep, { kind: "request" }>, "netFn" | "cmd" | "seq" | "answer">;

type FlatStep = Exclude<GuestStep, { kind: "smi" | "ap" }>;
/** The driver that does a step. Each waits for the answers to its own requests. */
type Sender = "outside" | "smm";

/** The sequence number of every exchange: edk2-platforms' BtInterfaceLib has no counter. */
const EXCHANGE_SEQ = 0;

/**
 * Returns an outcome for each wait, drain, attention and exchange, and for each request that could not be written, in
 * SMIs too.
 */
export function outcomes(
  steps: readonly GuestStep[],
  sightings: readonly Sighting[],
  via: LabInterface,
): readonly Outcome[] {
  const asked: { readonly sender: Sender; readonly request: Request }[] = [];
  let sinceReset = 0;
  const found: Outcome[] = [];
  const seen = sightings.values();
  for (const { step, sender } of withSenders(steps)) {
    if (step.kind === "reset") sinceReset = asked.length;
    if (step.kind === "pass" || step.kind === "reset") continue;
    const sighting = seen.next().value;
    if (sighting === undefined)
      throw new Error(`the host saw ${sightings.length} steps and stopped before "${step.kind}"`);
    if (step.kind === "request") {
      if (sighting.done) asked.push({ sender, request: { ...step, seq: sighting.seq ?? step.seq } });
      else found.push("blocked");
      continue;
    }
    if (step.kind === "exchange") asked.push({ sender, request: { ...step, seq: EXCHANGE_SEQ } });
    const own = asked.slice(sinceReset).findLast((each) => each.sender === sender)?.request;
    found.push(
      outcomeOf(
        step,
        sighting,
        own,
        asked.map(({ request }) => request),
        via,
      ),
    );
  }
  return found;
}

function outcomeOf(
  step: FlatStep,
  { done, answer, busy, failure }: Sighting,
  own: Request | undefined,
  asked: readonly Request[],
  via: LabInterface,
): Outcome {
  if (step.kind === "attention") return done ? "attention" : "quiet";
  if (answer) return judge(answer, own, asked, via);
  if (failure === "busy") return "blocked";
  if (failure === "given up") return "given up";
  if (!busy) return "nothing";
  const waitedOut = step.kind === "exchange" || (step.kind === "wait" && step.ms > QEMU_LIMIT_MS);
  return waitedOut ? "hang" : "dropped";
}

/** The steps in the order in which the guest does them; an SMI is replaced by its steps. */
function withSenders(
  steps: readonly GuestStep[],
  sender: Sender = "outside",
): readonly { readonly step: FlatStep; readonly sender: Sender }[] {
  return steps.flatMap((step) =>
    step.kind === "smi" || step.kind === "ap" ? withSenders(step.steps, "smm") : [{ step, sender }],
  );
}

function judge(answer: Uint8Array, own: Request | undefined, asked: readonly Request[], via: LabInterface): Outcome {
  const [netFnLun = 0, ...rest] = answer;
  const seq = via === "bt" ? rest.shift() : undefined;
  const [cmd, ...body] = rest;
  const [completionCode] = body;
  const answers = (request: Request) => netFnLun === (request.netFn + 1) << 2 && cmd === request.cmd;
  if (!own || !answers(own) || (seq !== undefined && seq !== own.seq)) {
    return asked.some((request) => request !== own && answers(request)) ? "poisoned" : "damaged";
  }
  if (completionCode === 0xc3) return "timed out";
  if (completionCode === 0xd2) return "not ready";
  if (completionCode === 0xc6 || completionCode === 0xca) return "cut short";
  return own.answer === undefined || String(own.answer) === String(body) ? "accepted" : "other data";
}
