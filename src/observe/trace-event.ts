/** Events at a machine's doors. */

/** An event. Bits and codes are those of the wire; the `data` of an answer does not include its completion code. */
export type Happening =
  | { readonly kind: "connected" | "disconnected" | "machine reset" }
  /** QEMU announced its capabilities, as bits. */
  | { readonly kind: "capabilities"; readonly capabilities: number }
  | ExchangeHappening
  /** Bytes that were sent for an exchange under a rule or the deadline guard; `exchange` is its number. */
  | { readonly kind: "sent"; readonly exchange: number; readonly latencyMs: number; readonly bytes: Uint8Array }
  /** A control command that the BMC sent. */
  | { readonly kind: "control"; readonly code: number }
  | { readonly kind: "discarded"; readonly reason: string; readonly bytes: Uint8Array }
  /** An event from QEMU's QMP socket, by its name there. `count`: so many equal ones, if there was more than one. */
  | {
      readonly kind: "qemu";
      readonly event: string;
      readonly reason?: string | undefined;
      readonly guest?: boolean | undefined;
      readonly count?: number | undefined;
    }
  /** Number of events that are missing here. */
  | { readonly kind: "missing"; readonly count: number };

/** A request and the BMC's answer. */
export interface ExchangeHappening {
  readonly kind: "exchange";
  /** Number of the exchange, from 1 on each machine. */
  readonly exchange: number;
  /** QEMU's message id, 00h to FFh. */
  readonly id: number;
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly request: Uint8Array;
  readonly completionCode: number;
  readonly response: Uint8Array;
  /** Name of the command; absent if no command has these codes. */
  readonly command?: string | undefined;
  /** Reason for a refusal, as text. */
  readonly refusal?: string | undefined;
  /** Reply rules that applied. If there are any, a `sent` event has the bytes that went out, if any did. */
  readonly rules: readonly string[];
  /** Milliseconds until the BMC had its answer ready. */
  readonly latencyMs: number;
}

export type TraceEvent = Happening & {
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  readonly machine: string;
  readonly peer: string;
};
