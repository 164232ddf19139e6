/** Carries out a scenario's steps on the registers of an interface, be it QEMU's or the model's. */
import type { GuestStep, LabInterface, Sighting } from "./host.ts";
import { LabError } from "./lab-error.ts";
import { BtDriver } from "./qemu/bt.ts";
import { KcsDriver, KcsState } from "./qemu/kcs.ts";
import type { PortIo } from "./qemu/port-io.ts";
import { SmbusController } from "./qemu/smbus.ts";
import { SsifDriver } from "./qemu/ssif.ts";
import type { WaitUntil } from "./qemu/wait-until.ts";

/** Polls `condition` while the guest's clock moves. Resolves with false if it does not hold within `ms`. */
export type WaitInGuestTime = (condition: () => Promise<boolean>, ms: number) => Promise<boolean>;

/** The rest of a guest's machine. */
export interface StepMachine {
  readonly waitUntil: WaitInGuestTime;
  reset(): Promise<void>;
}

type RequestStep = Extract<GuestStep, { kind: "request" }>;

/** The operations of an interface that the steps use. */
export interface StepGuest {
  isBusy(): Promise<boolean>;
  /** Whether a request can be written now. */
  takesRequests(): Promise<boolean>;
  /** Writes a request. Call it only while the interface takes one, or for a step that wants it even then. */
  request(step: RequestStep): Promise<void>;
  isAnswerThere(): Promise<boolean>;
  isAttentionSet(): Promise<boolean>;
  /** Reads the answer. Call it only while one is there. */
  readAnswer(): Promise<Uint8Array>;
}

/**
 * Returns the guest for an interface. `patience` limits what must happen at once on any QEMU. The registers are at
 * `base`; the default is the ISA device's address.
 */
export function stepGuest(kind: LabInterface, io: PortIo, patience: WaitUntil, base?: number): StepGuest {
  switch (kind) {
    case "bt":
      return btGuest(new BtDriver(io, base, patience));
    case "kcs":
      return kcsGuest(new KcsDriver(io, base, patience));
    case "ssif":
      return ssifGuest(new SsifDriver(new SmbusController(io, base ?? 0), patience));
  }
}

/** Does the steps. Throws `LabError` "refused" before the first one if a step needs more than registers. */
export async function runSteps(
  steps: readonly GuestStep[],
  guest: StepGuest,
  { waitUntil, reset }: StepMachine,
): Promise<readonly Sighting[]> {
  for (const { kind } of steps) {
    if (kind === "smi") throw new LabError("refused", "only a guest that runs firmware has System Management Mode");
    if (kind === "ap" || kind === "exchange") {
      throw new LabError("refused", `a step of kind ${kind}: only the UEFI host has it`);
    }
  }
  const sightings: Sighting[] = [];
  for (const step of steps) {
    switch (step.kind) {
      case "request": {
        const done = step.evenIfBusy === true || (await guest.takesRequests());
        if (done) await guest.request(step);
        sightings.push({ kind: step.kind, done, busy: await guest.isBusy() });
        break;
      }
      case "wait":
      case "drain": {
        const done = await waitUntil(guest.isAnswerThere, step.kind === "wait" ? step.ms : 0);
        const answer = done ? { answer: await guest.readAnswer() } : {};
        sightings.push({ kind: step.kind, done, ...answer, busy: await guest.isBusy() });
        break;
      }
      case "attention":
        sightings.push({ kind: step.kind, done: await guest.isAttentionSet(), busy: await guest.isBusy() });
        break;
      case "reset":
        await reset();
        break;
      case "pass":
        await waitUntil(async () => false, step.ms);
        break;
    }
  }
  return sightings;
}

function btGuest(bt: BtDriver): StepGuest {
  const isBusy = async () => (await bt.control()).bBusy;
  return {
    isBusy,
    takesRequests: async () => !(await isBusy()),
    request: (step) => (step.evenIfBusy ? bt.ring(step, step.seq) : bt.writeRequest(step, step.seq)),
    isAnswerThere: async () => (await bt.control()).b2hAtn,
    isAttentionSet: async () => (await bt.control()).smsAtn,
    readAnswer: () => bt.readBuffer(),
  };
}

function kcsGuest(kcs: KcsDriver): StepGuest {
  const isBusy = async () => {
    const { state, ibf } = await kcs.status();
    return ibf || state !== KcsState.Idle;
  };
  return {
    isBusy,
    takesRequests: async () => !(await isBusy()),
    async request(step) {
      if (step.evenIfBusy) throw new LabError("refused", "a request although KCS is busy: it takes no byte then");
      await kcs.writeRequest(step);
    },
    async isAnswerThere() {
      const { state, ibf } = await kcs.status();
      return !ibf && state === KcsState.Read;
    },
    isAttentionSet: async () => (await kcs.status()).smsAtn,
    readAnswer: () => kcs.readBytes(),
  };
}

/** A guest that takes the first block it can read for its answer, as drivers do. */
function ssifGuest(ssif: SsifDriver): StepGuest {
  let unanswered = false;
  return {
    isBusy: async () => unanswered,
    takesRequests: async () => true,
    async request(step) {
      await ssif.writeRequest(step);
      unanswered = true;
    },
    isAnswerThere: () => ssif.isAnswerThere(),
    isAttentionSet: () => Promise.reject(new LabError("refused", "an attention step on SSIF, which has no SMS_ATN")),
    async readAnswer() {
      unanswered = false;
      return ssif.readBytes();
    },
  };
}
