/** Bytes of a datagram that are not read, as a value: the caller counts it, logs it or fails a test. */
export type DiscardReason =
  | "too short"
  | "not RMCP"
  | "unknown RMCP class"
  | "unknown ASF message"
  | "unknown authentication type"
  | "longer than its datagram"
  | "bad algorithm records"
  | "not authenticated"
  | "not encrypted"
  | "authenticated without an integrity algorithm"
  | "encrypted without a confidentiality algorithm"
  | "bad integrity trailer"
  | "wrong authentication code"
  | "bad ciphertext"
  | "bad confidentiality pad";

export interface Discarded {
  readonly kind: "discarded";
  readonly reason: DiscardReason;
}

export function discarded(reason: DiscardReason): Discarded {
  return { kind: "discarded", reason };
}
