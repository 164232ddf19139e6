/** The list of calls that a control socket answers: shared by both of its ends, and printed in docs/control.md. */
import type { z } from "zod";
import { events, status } from "./calls/status.ts";
import type { Call, Stream } from "./define-call.ts";

export const calls = {
  status,
  events,
} as const satisfies Readonly<Record<string, Call | Stream>>;

type Calls = typeof calls;
type NamesOf<Kind> = { [Name in keyof Calls]: Calls[Name] extends { kind: Kind } ? Name : never }[keyof Calls];

export type CallName = NamesOf<"call">;
export type StreamName = NamesOf<"stream">;

/** What a caller writes. */
export type ArgumentsOf<Name extends CallName | StreamName> = z.input<Calls[Name]["arguments"]>;
/** What the daemon makes of it. */
export type CheckedArguments<Name extends CallName | StreamName> = z.output<Calls[Name]["arguments"]>;
export type ResultOf<Name extends CallName> = z.output<Extract<Calls[Name], { kind: "call" }>["result"]>;
export type EventOf<Name extends StreamName> = z.output<Extract<Calls[Name], { kind: "stream" }>["event"]>;
