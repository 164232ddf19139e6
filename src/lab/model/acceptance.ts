/** Whether an interface takes an answer: the condition in QEMU's ipmi_bt_handle_rsp() and ipmi_kcs_handle_rsp(). */

export const ACCEPTANCES = ["strict", "strict-or-ff", "any"] as const;

/**
 * "strict": the message id must be the awaited one, as in QEMU 7.2. "strict-or-ff": or FFh, the id of QEMU's own
 * time-out while it greets. "any": whatever the id.
 */
export type Acceptance = (typeof ACCEPTANCES)[number];

export function accepts(acceptance: Acceptance, id: number, awaitedId: number): boolean {
  return acceptance === "any" || id === awaitedId || (acceptance === "strict-or-ff" && id === 0xff);
}
