/** Events as bytes, as the history keeps them. */
import type { FieldReader, FieldWriter } from "./event-fields.ts";
import type { Happening, TraceEvent } from "./trace-event.ts";

type Kind = Happening["kind"];
type Of<K, H = Happening> = H extends { readonly kind: infer Kinds } ? (K extends Kinds ? H : never) : never;

/** How one kind of event is written and read; both have the same fields in the same order. */
interface Form<K extends Kind> {
  write(out: FieldWriter, event: Of<K>): void;
  read(input: FieldReader): Of<K>;
}

const bare = <K extends "connected" | "disconnected" | "machine reset">(kind: K) => ({
  write() {},
  read: () => ({ kind }),
});

function writeFailedLogIn(out: FieldWriter, event: Of<"log-in refused" | "log-in abandoned">): void {
  out.text(event.step);
  out.optionalCount(event.status);
  out.text(event.user);
  out.text(event.reason);
}

const LUNS = 4;

/** Position in this list is the kind's code. */
const FORMS = {
  exchange: {
    write(out, event) {
      out.count(event.exchange);
      out.byte(event.id);
      out.byte(event.netFn * LUNS + event.lun);
      out.byte(event.cmd);
      out.data(event.request);
      out.byte(event.completionCode);
      out.data(event.response);
      out.text(event.command);
      out.text(event.refusal);
      out.count(event.rules.length);
      for (const rule of event.rules) out.text(rule);
      out.number(event.latencyMs);
      out.optionalCount(event.channel);
      out.optionalCount(event.session);
    },
    read(input) {
      const exchange = input.count();
      const id = input.byte();
      const netFnLun = input.byte();
      return {
        ...{ kind: "exchange", exchange, id, netFn: Math.floor(netFnLun / LUNS), lun: netFnLun % LUNS },
        ...{ cmd: input.byte(), request: input.data(), completionCode: input.byte(), response: input.data() },
        ...{ command: input.text(), refusal: input.text() },
        rules: Array.from({ length: input.count() }, () => input.text() ?? ""),
        latencyMs: input.number(),
        ...present("channel", input.optionalCount()),
        ...present("session", input.optionalCount()),
      };
    },
  },
  sent: {
    write(out, { exchange, latencyMs, bytes }) {
      out.count(exchange);
      out.number(latencyMs);
      out.data(bytes);
    },
    read: (input) => ({ kind: "sent", exchange: input.count(), latencyMs: input.number(), bytes: input.data() }),
  },
  capabilities: {
    write: (out, { capabilities }) => out.byte(capabilities),
    read: (input) => ({ kind: "capabilities", capabilities: input.byte() }),
  },
  control: {
    write: (out, { code }) => out.byte(code),
    read: (input) => ({ kind: "control", code: input.byte() }),
  },
  discarded: {
    write(out, { reason, bytes, channel }) {
      out.text(reason);
      out.data(bytes);
      out.optionalCount(channel);
    },
    read(input) {
      const reason = input.text() ?? "";
      return { kind: "discarded", reason, bytes: input.data(), ...present("channel", input.optionalCount()) };
    },
  },
  qemu: {
    write(out, { event, reason, guest, count }) {
      out.text(event);
      out.text(reason);
      out.byte(GUEST.indexOf(guest));
      out.count(count ?? 0);
    },
    read(input) {
      const event = input.text() ?? "";
      const reason = input.text();
      const guest = GUEST[input.byte()];
      return { kind: "qemu", event, reason, guest, count: input.count() || undefined };
    },
  },
  "session opened": {
    write(out, { session, user, privilege, suite }) {
      out.count(session);
      out.text(user);
      out.text(privilege);
      out.optionalCount(suite);
    },
    read(input) {
      const session = input.count();
      const user = input.text() ?? "";
      const privilege = input.text() ?? "";
      return { kind: "session opened", session, user, privilege, ...present("suite", input.optionalCount()) };
    },
  },
  "session closed": {
    write(out, { session, user, reason }) {
      out.count(session);
      out.text(user);
      out.text(reason);
    },
    read: (input) => ({
      ...{ kind: "session closed", session: input.count(), user: input.text() ?? "", reason: input.text() ?? "" },
    }),
  },
  "log-in refused": {
    write: writeFailedLogIn,
    read(input) {
      const step = input.text() ?? "";
      const status = input.optionalCount();
      const user = input.text();
      return { kind: "log-in refused", step, status, user, reason: input.text() ?? "" };
    },
  },
  "log-in abandoned": {
    write: writeFailedLogIn,
    read(input) {
      const step = input.text() ?? "";
      const status = input.optionalCount();
      const user = input.text() ?? "";
      return { kind: "log-in abandoned", step, status, user, reason: input.text() ?? "" };
    },
  },
  trap: {
    write(out, { sequence, isSent, bytes }) {
      out.count(sequence);
      out.byte(isSent ? 1 : 0);
      out.data(bytes);
    },
    read: (input) => ({ kind: "trap", sequence: input.count(), isSent: input.byte() === 1, bytes: input.data() }),
  },
  redfish: {
    write(out, { method, path, status, rules, latencyMs }) {
      out.text(method);
      out.text(path);
      out.count(status);
      out.count(rules.length);
      for (const rule of rules) out.text(rule);
      out.number(latencyMs);
    },
    read(input) {
      const method = input.text() ?? "";
      const path = input.text() ?? "";
      const status = input.count();
      const rules = Array.from({ length: input.count() }, () => input.text() ?? "");
      return { kind: "redfish", method, path, status, rules, latencyMs: input.number() };
    },
  },
  medium: {
    write(out, { drive, image }) {
      out.text(drive);
      out.text(image);
    },
    read: (input) => ({ kind: "medium", drive: input.text() ?? "", image: input.text() }),
  },
  missing: {
    write: (out, { count }) => out.count(count),
    read: (input) => ({ kind: "missing", count: input.count() }),
  },
  "SOL ended": {
    write(out, { session, instance, sent, received }) {
      out.count(session);
      out.count(instance);
      out.count(sent);
      out.count(received);
    },
    read: (input) => ({
      ...{ kind: "SOL ended", session: input.count(), instance: input.count() },
      ...{ sent: input.count(), received: input.count() },
    }),
  },
  connected: bare("connected"),
  disconnected: bare("disconnected"),
  "machine reset": bare("machine reset"),
} satisfies { readonly [K in Kind]: Form<K> };

/** Leaves a field out that has no value, as most exchanges have none of LAN. */
function present<K extends string>(key: K, value: number | undefined): { readonly [Key in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [Key in K]: number });
}

const GUEST = [undefined, false, true];
const KINDS = Object.keys(FORMS) as readonly Kind[];

export function writeEvent(out: FieldWriter, peer: string, epochMs: number, event: Happening): void {
  out.byte(KINDS.indexOf(event.kind));
  out.number(epochMs);
  out.text(peer);
  const form: Form<Kind> = FORMS[event.kind];
  form.write(out, event);
}

/** Reads the next event. The history of `machine` has no other machine's. */
export function readEvent(input: FieldReader, machine: string): TraceEvent {
  const kind = KINDS[input.byte()] ?? "missing";
  const epochMs = input.number();
  const peer = input.text() ?? "";
  const form: Form<Kind> = FORMS[kind];
  return { ...form.read(input), epochMs, machine, peer };
}
