/** Carries out a scenario's steps on the registers of an interface, whoever is behind them. */
import type { GuestStep, LabInterface, Sighting } from "./host.ts";
import { LabError } from "./lab-error.ts";
import { BtDriver } from "./qemu/bt.ts";
import { KcsDriver, KcsState } from "./qemu/kcs.ts";
import type { PortIo } from "./qemu/port-io.ts";
import type { WaitUntil } from "./qemu/wait-until.ts";

/** Asks `condition` again and again while the guest's clock moves. False when `ms` have passed before it held. */
export type WaitInGuestTime = (condition: () => Promise<boolean>, ms: number) => Promise<boolean>;

type RequestStep = Extract<GuestStep, { kind: "request" }>;

/** What the steps need of an interface. */
export interface StepGuest {
  isBusy(): Promise<boolean>;
  /** Only while it is not busy. */
  request(step: RequestStep): Promise<void>;
  isAnswerThere(): Promise<boolean>;
  isAttentionSet(): Promise<boolean>;
  /** Only while one is there. */
  readAnswer(): Promise<Uint8Array>;
}

/** `patience` is for the driver: what is to happen at once on any QEMU. Registers at `base`, or where ISA has them. */
export function stepGuest(kind: LabInterface, io: PortIo, patience: WaitUntil, base?: number): StepGuest {
  return kind === "bt" ? btGuest(new BtDriver(io, base, patience)) : kcsGuest(new KcsDriver(io, base, patience));
}

/** Throws `LabError` "refused", before anything is done, on a step that registers alone do not have. */
export async function runSteps(
  steps: readonly GuestStep[],
  guest: StepGuest,
  waitUntil: WaitInGuestTime,
): Promise<readonly Sighting[]> {
  if (steps.some(({ kind }) => kind === "smi")) {
    throw new LabError("refused", "a step inside an SMI: only a guest that runs firmware has System Management Mode");
  }
  const sightings: Sighting[] = [];
  for (const step of steps) {
    switch (step.kind) {
      case "request": {
        const done = !(await guest.isBusy());
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
      case "pass":
        await waitUntil(async () => false, step.ms);
        break;
    }
  }
  return sightings;
}

function btGuest(bt: BtDriver): StepGuest {
  return {
    isBusy: async () => (await bt.control()).bBusy,
    request: (step) => bt.writeRequest(step, step.seq),
    isAnswerThere: async () => (await bt.control()).b2hAtn,
    isAttentionSet: async () => (await bt.control()).smsAtn,
    readAnswer: () => bt.readBuffer(),
  };
}

function kcsGuest(kcs: KcsDriver): StepGuest {
  return {
    async isBusy() {
      const { state, ibf } = await kcs.status();
      return ibf || state !== KcsState.Idle;
    },
    request: (step) => kcs.writeRequest(step),
    async isAnswerThere() {
      const { state, ibf } = await kcs.status();
      return !ibf && state === KcsState.Read;
    },
    isAttentionSet: async () => (await kcs.status()).smsAtn,
    readAnswer: () => kcs.readBytes(),
  };
}
