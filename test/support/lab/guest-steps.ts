import type { GuestStep } from "../../../src/lab/host.ts";

/** A request of Get Device ID. */
export function request(seq = 0): Extract<GuestStep, { kind: "request" }> {
  return { kind: "request", netFn: 0x06, cmd: 0x01, data: new Uint8Array(), seq };
}

export function wait(ms: number): GuestStep {
  return { kind: "wait", ms };
}

export function pass(ms: number): GuestStep {
  return { kind: "pass", ms };
}

export function smi(...steps: readonly GuestStep[]): GuestStep {
  return { kind: "smi", steps };
}

export const drain: GuestStep = { kind: "drain" };
