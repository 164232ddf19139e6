/**
 * The guest's side of a scenario. Three hosts carry out the same steps: our model of QEMU, a real QEMU whose registers
 * are driven from outside, and a real QEMU that runs our test firmware.
 */
import type { Connection } from "../transport/connection.ts";

/** The interface between guest and QEMU's device. */
export type LabInterface = "bt" | "kcs";

/** One thing the guest does. Times are in milliseconds of the guest's own clock. */
export type GuestStep =
  /** Writes a request and rings (BT: H2B_ATN; KCS: the write transfer), if the interface takes one; does not wait. */
  | {
      readonly kind: "request";
      readonly netFn: number;
      readonly cmd: number;
      readonly data: Uint8Array;
      readonly seq: number;
    }
  /** Polls for an answer until it comes or `ms` have passed, and reads it. */
  | { readonly kind: "wait"; readonly ms: number }
  /** Reads an answer if one is there at this moment. */
  | { readonly kind: "drain" }
  /** Looks whether SMS_ATN is set. Not for firmware. */
  | { readonly kind: "attention" }
  /** Does something else for `ms`. */
  | { readonly kind: "pass"; readonly ms: number }
  /** Does all of these inside one System Management Interrupt. Only firmware has that mode. */
  | { readonly kind: "smi"; readonly steps: readonly GuestStep[] };

/** What the guest saw at a request, wait, drain or attention step; they come in the order in which the steps were done. */
export interface Sighting {
  readonly kind: "request" | "wait" | "drain" | "attention";
  /** Request: false when the interface was busy and nothing was written. Attention: SMS_ATN. Others: an answer was read. */
  readonly done: boolean;
  /** The answer: `netFn << 2 | LUN`, then on BT the sequence number, cmd, completion code, data. */
  readonly answer?: Uint8Array;
  /** B_BUSY on BT; on KCS the state not idle, or IBF. As it stood when the step ended. */
  readonly busy: boolean;
}

/** The BMC as a host reaches it: it is handed the connection that QEMU, or the model of it, opens. */
export interface LabBmc {
  attach(connection: Connection): void;
}

export interface LabHost {
  /** Starts afresh, lets the guest do the steps, ends everything it started. */
  run(steps: readonly GuestStep[], bmc: LabBmc): Promise<readonly Sighting[]>;
}
