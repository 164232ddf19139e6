/**
 * The kinds of QEMU that the lab tells apart: the condition on which an interface accepts an answer (it is in QEMU's
 * ipmi_bt_handle_rsp() and ipmi_kcs_handle_rsp()), and three cures that leave that condition alone.
 */

export const ACCEPTANCES = ["strict", "strict-or-ff", "any", "timer-kept", "timer-kept-unescaped", "resets"] as const;

/**
 * "strict" accepts only the awaited message id, as QEMU 7.2 does. "strict-or-ff" also accepts FFh, the id of QEMU's own
 * timeout answer to its greeting. "any" accepts every id. The others are strict; CURES has how they differ.
 */
export type Acceptance = (typeof ACCEPTANCES)[number];

/** Changes that cure a strict QEMU of its hangs. */
export interface Cures {
  /** Only the awaited answer stops the 4 s timer; the device drops every other. */
  readonly keepsTimer: boolean;
  /** QEMU makes its own answers from a copy of the request without escapes, and waits for no answer to its greeting. */
  readonly keepsRequest: boolean;
  /** A reset of the machine frees the interface and is reported to the BMC. */
  readonly resets: boolean;
}

const UNCURED: Cures = { keepsTimer: false, keepsRequest: false, resets: false };

export const CURES: Readonly<Record<Acceptance, Cures>> = {
  strict: UNCURED,
  "strict-or-ff": UNCURED,
  any: UNCURED,
  "timer-kept": { ...UNCURED, keepsTimer: true },
  "timer-kept-unescaped": { ...UNCURED, keepsTimer: true, keepsRequest: true },
  resets: { ...UNCURED, resets: true },
};

/** The kind whose outcomes are expected of a kind unless a scenario says otherwise. */
export const RESEMBLES: Readonly<Record<Exclude<Acceptance, "strict">, Acceptance>> = {
  "strict-or-ff": "strict",
  any: "strict",
  "timer-kept": "strict",
  "timer-kept-unescaped": "timer-kept",
  resets: "strict",
};

/** The kind of an interface that the acceptance patch does not change. Cures are in the device, for all interfaces. */
export function withoutPatch(acceptance: Acceptance): Acceptance {
  return acceptance === "any" || acceptance === "strict-or-ff" ? "strict" : acceptance;
}

export function accepts(acceptance: Acceptance, id: number, awaitedId: number): boolean {
  return acceptance === "any" || id === awaitedId || (acceptance === "strict-or-ff" && id === 0xff);
}
