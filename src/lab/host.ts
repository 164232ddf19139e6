/**
 * The guest's side of a scenario. Three hosts carry out the same steps: our model of QEMU, a real QEMU whose registers
 * are driven from outside, and a real QEMU that runs our test firmware.
 */
import type { Connection } from "../transport/connection.ts";

/** The interface between guest and QEMU's device. */
export type LabInterface = "bt" | "kcs";

/** One action of the guest. Times are in milliseconds of the guest's own clock. */
export type GuestStep =
  /**
   * Writes a request and announces it (BT: H2B_ATN; KCS: the write transfer) unless the interface is busy; does not
   * wait.
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
  /** Reads SMS_ATN. Firmware does not support this step. */
  | { readonly kind: "attention" }
  /** Resets the machine. The firmware does so itself and goes on with the next step. */
  | { readonly kind: "reset" }
  /** Leaves the interface alone for `ms`. */
  | { readonly kind: "pass"; readonly ms: number }
  /** Does all these steps inside one System Management Interrupt. Only the firmware host has that mode. */
  | { readonly kind: "smi"; readonly steps: readonly GuestStep[] };

/** The guest's observation at a request, wait, drain or attention step. Sightings have the order of the steps. */
export interface Sighting {
  readonly kind: "request" | "wait" | "drain" | "attention";
  /**
   * Request: false if the interface was busy and nothing was written. Attention: SMS_ATN. Others: an answer was read.
   */
  readonly done: boolean;
  /** The answer: `netFn << 2 | LUN`, then on BT the sequence number, cmd, completion code, data. */
  readonly answer?: Uint8Array;
  /** State at the end of the step. BT: B_BUSY. KCS: IBF, or a state other than idle. */
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
