/**
 * The condition on which an interface accepts an answer: QEMU's ipmi_bt_handle_rsp() and ipmi_kcs_handle_rsp() have it.
 */

export const ACCEPTANCES = ["strict", "strict-or-ff", "any"] as const;

/**
 * "strict" accepts only the awaited message id, as QEMU 7.2 does. "strict-or-ff" also accepts FFh, the id of QEMU's own
 * timeout answer to its greeting. "any" accepts every id.
 */
export type Acceptance = (typeof ACCEPTANCES)[number];

export function accepts(acceptance: Acceptance, id: number, awaitedId: number): boolean {
  return acceptance === "any" || id === awaitedId || (acceptance === "strict-or-ff" && id === 0xff);
}
