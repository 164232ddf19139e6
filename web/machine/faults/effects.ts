/** Effects that the form offers at the doors for QEMU and for the LAN. */

/** A change to answers, with the field for its number or text. */
export interface Effect {
  readonly label: string;
  /** Label of the field; absent: the effect needs none. */
  readonly field?: string;
  readonly example?: string;
  /** Its effect in words, where the label is a name. */
  readonly doc?: string;
  rule(value: string): Readonly<Record<string, unknown>>;
}

export type Effects = Readonly<Record<string, Effect>>;

/** Effects on answers to QEMU. */
export const EFFECTS = {
  never: { label: "never answer", rule: () => ({ time: "never" }) },
  delay: {
    label: "answer late",
    field: "Delay (ms)",
    example: "4500",
    rule: (value) => ({ time: { delayMs: Number(value) } }),
  },
  code: {
    label: "refuse with a completion code",
    field: "Completion code",
    example: "0xd5",
    rule: (value) => ({ shape: { completionCode: Number(value) } }),
  },
  empty: { label: "answer with success, but without data", rule: () => ({ shape: "empty" }) },
  truncated: {
    label: "cut the answer short",
    field: "Bytes kept",
    example: "3",
    rule: (value) => ({ shape: { truncated: Number(value) } }),
  },
  tooLong: {
    label: "make the answer too long",
    field: "Extra bytes",
    example: "16",
    rule: (value) => ({ shape: { tooLong: Number(value) } }),
  },
  raw: {
    label: "send other bytes",
    field: "Bytes (hex)",
    example: "1c 01 00",
    rule: (value) => ({ shape: { raw: value } }),
  },
  badChecksum: { label: "damage the checksum", rule: () => ({ shape: "badChecksum" }) },
  duplicate: { label: "answer twice", rule: () => ({ shape: "duplicate" }) },
  afterNext: { label: "answer after the next one", rule: () => ({ order: "afterNext" }) },
  idOffset: {
    label: "change the message id",
    field: "Added to the id",
    example: "1",
    rule: (value) => ({ id: { offset: Number(value) } }),
  },
  idStale: { label: "use the message id of the previous answer", rule: () => ({ id: "stale" }) },
  disconnect: { label: "disconnect before the answer", rule: () => ({ link: { disconnect: "before" } }) },
  disconnectMiddle: {
    label: "disconnect in the middle of the answer",
    rule: () => ({ link: { disconnect: "middle" } }),
  },
  attention: { label: "keep SMS_ATN raised", rule: () => ({ attention: "stuck" }) },
} as const satisfies Effects;

/** Effects on datagrams of the LAN door. */
export const LAN_EFFECTS = {
  never: { label: "lose the datagram", rule: () => ({ time: "never" }) },
  delay: EFFECTS.delay,
  duplicate: { label: "send it twice", rule: () => ({ shape: "duplicate" }) },
  damaged: { label: "damage it", rule: () => ({ shape: "damaged" }) },
  truncated: EFFECTS.truncated,
  afterNext: { label: "send it after the next one", rule: () => ({ order: "afterNext" }) },
  otherPort: { label: "send it from another port", rule: () => ({ from: "otherPort" }) },
  repeat: { label: "repeat the sequence number", rule: () => ({ sequence: "repeat" }) },
  wrongCode: { label: "make its authentication code wrong", rule: () => ({ code: "wrong" }) },
} as const satisfies Effects;
