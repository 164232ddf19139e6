/** Faults as forms: from what the form has to the rule that the API takes. */

/** A change to answers, with the field for its number or text. */
interface Effect {
  readonly label: string;
  /** Label of the field; absent: the effect needs none. */
  readonly field?: string;
  readonly example?: string;
  rule(value: string): Readonly<Record<string, unknown>>;
}

const number = (value: string) => Number(value);

/** Effects on answers to QEMU. */
export const EFFECTS = {
  never: { label: "never answer", rule: () => ({ time: "never" }) },
  delay: {
    label: "answer late",
    field: "Delay (ms)",
    example: "4500",
    rule: (value) => ({ time: { delayMs: number(value) } }),
  },
  code: {
    label: "refuse with a completion code",
    field: "Completion code",
    example: "0xd5",
    rule: (value) => ({ shape: { completionCode: number(value) } }),
  },
  empty: { label: "answer with success, but without data", rule: () => ({ shape: "empty" }) },
  truncated: {
    label: "cut the answer short",
    field: "Bytes kept",
    example: "3",
    rule: (value) => ({ shape: { truncated: number(value) } }),
  },
  tooLong: {
    label: "make the answer too long",
    field: "Extra bytes",
    example: "16",
    rule: (value) => ({ shape: { tooLong: number(value) } }),
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
    rule: (value) => ({ id: { offset: number(value) } }),
  },
  idStale: { label: "use the message id of the previous answer", rule: () => ({ id: "stale" }) },
  disconnect: { label: "disconnect before the answer", rule: () => ({ link: { disconnect: "before" } }) },
  disconnectMiddle: {
    label: "disconnect in the middle of the answer",
    rule: () => ({ link: { disconnect: "middle" } }),
  },
  attention: { label: "keep SMS_ATN raised", rule: () => ({ attention: "stuck" }) },
} as const satisfies Readonly<Record<string, Effect>>;

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
} as const satisfies Readonly<Record<string, Effect>>;

export interface FaultFields {
  readonly door: "vm" | "lan";
  readonly effect: string;
  readonly value: string;
  readonly name: string;
  readonly command: string;
  /** How often: "every answer", the first ones, each nth. */
  readonly times: string;
  readonly every: string;
  readonly probability: string;
}

export function effectsOf(door: FaultFields["door"]): Readonly<Record<string, Effect>> {
  return door === "vm" ? EFFECTS : LAN_EFFECTS;
}

/** Returns the rule. The API judges it: what the form has is not checked here. */
export function ruleOf(fields: FaultFields): Readonly<Record<string, unknown>> {
  const { name, command, times, every, probability, value } = fields;
  const when = {
    ...given("command", command),
    ...given("times", times, number),
    ...given("every", every, number),
    ...given("probability", probability, number),
  };
  return {
    ...given("name", name),
    ...(Object.keys(when).length > 0 && { when }),
    ...effectsOf(fields.door)[fields.effect]?.rule(value.trim()),
  };
}

/** Leaves a field out that is empty. */
function given(key: string, text: string, convert: (text: string) => unknown = (same) => same) {
  return text.trim() === "" ? {} : { [key]: convert(text.trim()) };
}

/** A rule in words: `Get Device ID, times 3: delayMs 4500`. */
export function ruleText(rule: Readonly<Record<string, unknown>>): string {
  const { name: _, when, ...effects } = rule;
  const scope = flatText(when ?? {});
  return `${scope === "" ? "every answer" : scope}: ${flatText(effects)}`;
}

function flatText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(flatText).join(" ");
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${flatText(inner)}`)
    .join(", ");
}
