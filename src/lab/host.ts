/**
 * The guest's side of a scenario. Four hosts carry out the same steps: our model of QEMU, a real QEMU whose registers
 * are driven from outside, a real QEMU that runs our test firmware, and one that runs UEFI with our drivers.
 */
import type { Connection } from "../transport/connection.ts";

export const HOSTS = ["model", "qemu", "firmware", "uefi"] as const;
export type HostKind = (typeof HOSTS)[number];

/** The interface between guest and QEMU's device. */
export const LAB_INTERFACES = ["bt", "kcs", "ssif"] as const;
export type LabInterface = (typeof LAB_INTERFACES)[number];
/** The interfaces that have ports of their own; SSIF hangs on an SMBus. */
export type PortInterface = Exclude<LabInterface, "ssif">;

/** One action of the guest. Times are in milliseconds of the guest's own clock. */
export type GuestStep =
  /**
   * Writes a request and announces it (BT: H2B_ATN; KCS: the write transfer; SSIF: the last block) unless the interface
   * is busy; does not wait. SSIF is never busy.
   */
  | {
      readonly kind: "request";
      readonly netFn: number;
      readonly cmd: number;
      readonly data: Uint8Array;
      readonly seq: number;
      /** Writes although B_BUSY is set, which no specification allows. Only BT on registers can. */
      readonly evenIfBusy?: boolean;
      /** Completion code and data that the answer must have. Without them any will do. */
      readonly answer?: Uint8Array | undefined;
    }
  /** Polls for an answer for up to `ms`, and reads it. */
  | { readonly kind: "wait"; readonly ms: number }
  /** Reads an answer if one is there now. */
  | { readonly kind: "drain" }
  /** Reads SMS_ATN, which SSIF does not have. Firmware does not support this step. */
  | { readonly kind: "attention" }
  /** Resets the machine. Firmware does so itself and goes on with the next step. */
  | { readonly kind: "reset" }
  /** Leaves the interface alone for `ms`. */
  | { readonly kind: "pass"; readonly ms: number }
  /** Does all these steps inside one System Management Interrupt. Only hosts that run firmware have that mode. */
  | { readonly kind: "smi"; readonly steps: readonly GuestStep[] }
  /** Inside an smi: another vCPU does these steps, in System Management Mode too. UEFI only. */
  | { readonly kind: "ap"; readonly steps: readonly GuestStep[] }
  /** Sends a request and polls for its answer as the public UEFI stacks do; program.ts has the details. UEFI only. */
  | { readonly kind: "exchange"; readonly netFn: number; readonly cmd: number; readonly data: Uint8Array };

/** The guest's observation at a step of one of these kinds. Sightings have the order of the steps. */
export interface Sighting {
  readonly kind: "request" | "wait" | "drain" | "attention" | "exchange";
  /**
   * Request: false if the interface was busy and nothing was written. Attention: SMS_ATN. Others: an answer was read.
   */
  readonly done: boolean;
  /** BT's sequence number of a request, if the guest has a counter of its own in place of the step's number. */
  readonly seq?: number;
  /** Exchange without an answer: "busy" and "given up" sent nothing, because of the interface or of the last failure. */
  readonly failure?: "busy" | "given up" | "no answer";
  /** The answer: `netFn << 2 | LUN`, then on BT the sequence number, cmd, completion code, data. */
  readonly answer?: Uint8Array;
  /** State at the end of the step. BT: B_BUSY. KCS: IBF, or a state other than idle. SSIF: no answer has been read yet. */
  readonly busy: boolean;
}

/** The BMC as a host reaches it: the host passes it the connection that QEMU, or the model of QEMU, opens. */
export interface LabBmc {
  attach(connection: Connection): void;
}

export interface LabHost {
  /** Starts from a clean state, lets the guest do the steps, and stops everything it started. */
  run(steps: readonly GuestStep[], bmc: LabBmc): Promise<readonly Sighting[]>;
}
