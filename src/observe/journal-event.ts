/** Parsing of a journal's events, which are not trusted. */
import type { Happening, TraceEvent } from "./trace-event.ts";

/** Parses the output of `journalEntry`. @throws SyntaxError if it is not an event */
export function eventOf(entry: unknown): TraceEvent {
  if (typeof entry !== "object" || entry === null) throw new SyntaxError("expected an event, which is a JSON object");
  const entries = Object.entries(entry).map(([key, value]) => [key, BYTES.has(key) ? fromHex(value) : value]);
  const event: Readonly<Record<string, unknown>> = Object.fromEntries(entries);
  const kind = String(event["kind"]);
  const own = Object.hasOwn(SHAPES, kind) ? SHAPES[kind as Happening["kind"]] : undefined;
  if (!own) {
    const expected = Object.keys(SHAPES).join(", ");
    throw new SyntaxError(`kind is ${JSON.stringify(event["kind"])}; expected one of ${expected}`);
  }
  const wrong = Object.entries<Check>({ ...EVERY, ...own }).find(([key, isRight]) => !isRight(event[key]))?.[0];
  if (wrong) throw new SyntaxError(`${wrong} is missing, or of the wrong type, in an event of kind ${kind}`);
  return event as unknown as TraceEvent;
}

const BYTES = new Set(["request", "response", "bytes"]);

function fromHex(value: unknown): Uint8Array {
  if (typeof value === "string" && /^(?:[0-9a-f]{2})*$/.test(value)) return Uint8Array.from(Buffer.from(value, "hex"));
  throw new SyntaxError(`expected bytes in hex, got ${JSON.stringify(value)}`);
}

type Check = (value: unknown) => boolean;
type Fields<K, H = Happening> = H extends { readonly kind: infer Kinds } ? (K extends Kinds ? keyof H : never) : never;
/** Checks of the fields of each kind of event. */
type Shapes = {
  readonly [K in Happening["kind"]]: Readonly<Record<Exclude<Fields<K>, "kind">, Check>>;
};

const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isBytes = (value: unknown) => value instanceof Uint8Array;
const upTo = (most: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
const isByte = upTo(0xff);
const isCount = upTo(Number.MAX_SAFE_INTEGER);
/** The last status of HTTP. */
const LAST_STATUS = 599;
/** The latest time that a Date can hold; the earliest is the same before 1970. */
const LATEST_MS = 8.64e15;
const isMs = (value: unknown) => typeof value === "number" && value >= 0 && value <= LATEST_MS;
const isTime = (value: unknown) => typeof value === "number" && Math.abs(value) <= LATEST_MS;
const optional = (isRight: Check) => (value: unknown) => value === undefined || isRight(value);

const EVERY = { epochMs: isTime, machine: isText, peer: isText } satisfies Record<
  Exclude<keyof TraceEvent, "kind">,
  Check
>;
const SHAPES = {
  exchange: {
    ...{ exchange: isCount, id: isByte, netFn: upTo(0x3f), lun: upTo(3), cmd: isByte, request: isBytes },
    ...{ completionCode: isByte, response: isBytes, command: optional(isText), refusal: optional(isText) },
    rules: isTexts,
    latencyMs: isMs,
    ...{ channel: optional(upTo(0x0f)), session: optional(isByte) },
  },
  sent: { exchange: isCount, latencyMs: isMs, bytes: isBytes },
  capabilities: { capabilities: isByte },
  control: { code: isByte },
  discarded: { channel: optional(upTo(0x0f)), reason: isText, bytes: isBytes },
  "session opened": { session: isByte, user: isText, privilege: isText, suite: optional(isByte) },
  "session closed": { session: isByte, user: isText, reason: isText },
  "SOL ended": { session: isByte, instance: isByte, sent: isCount, received: isCount },
  "log-in refused": { step: isText, status: optional(isByte), user: optional(isText), reason: isText },
  "log-in abandoned": { step: isText, status: optional(isByte), user: isText, reason: isText },
  trap: { sequence: upTo(0xffff), isSent: (value) => typeof value === "boolean", bytes: isBytes },
  redfish: { method: isText, path: isText, status: upTo(LAST_STATUS), rules: isTexts, latencyMs: isMs },
  medium: { drive: isText, image: optional(isText) },
  missing: { count: isCount },
  qemu: {
    event: isText,
    reason: optional(isText),
    guest: optional((value) => typeof value === "boolean"),
    count: optional(isCount),
  },
  connected: {},
  disconnected: {},
  "machine reset": {},
} satisfies Shapes;
