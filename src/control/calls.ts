/** The list of calls that a control socket answers. Both ends share it, and docs/calls.md prints it. */
import type { z } from "zod";
import { bootCalls } from "./calls/boot.ts";
import { doorCalls } from "./calls/doors.ts";
import { faultCalls } from "./calls/fault.ts";
import { identifyCalls } from "./calls/identify.ts";
import { labCalls } from "./calls/lab.ts";
import { machineCalls } from "./calls/machine.ts";
import { mediaCalls } from "./calls/media.ts";
import { messagingCalls } from "./calls/messaging.ts";
import { pageCalls } from "./calls/page.ts";
import { powerCalls } from "./calls/power.ts";
import { recordCalls } from "./calls/records.ts";
import { reloadCalls } from "./calls/reload.ts";
import { selCalls } from "./calls/sel.ts";
import { sensorCalls } from "./calls/sensor.ts";
import { serialCalls } from "./calls/serial.ts";
import { sessionCalls } from "./calls/session.ts";
import { statusCalls } from "./calls/status.ts";
import { timeCalls } from "./calls/time.ts";
import { userCalls } from "./calls/user.ts";
import { watchCalls } from "./calls/watch.ts";
import type { Call, Stream } from "./define-call.ts";

export const calls = {
  ...statusCalls,
  ...doorCalls,
  ...pageCalls,
  ...powerCalls,
  ...bootCalls,
  ...identifyCalls,
  ...mediaCalls,
  ...sensorCalls,
  ...serialCalls,
  ...timeCalls,
  ...selCalls,
  ...recordCalls,
  ...messagingCalls,
  ...userCalls,
  ...sessionCalls,
  ...faultCalls,
  ...machineCalls,
  ...labCalls,
  ...reloadCalls,
  ...watchCalls,
} satisfies Readonly<Record<string, Call | Stream>>;

type Calls = typeof calls;
type NamesOf<Kind> = { [Name in keyof Calls]: Calls[Name] extends { kind: Kind } ? Name : never }[keyof Calls];

export type CallName = NamesOf<"call">;
export type StreamName = NamesOf<"stream">;

/** Arguments as a caller writes them. */
export type ArgumentsOf<Name extends CallName | StreamName> = z.input<Calls[Name]["arguments"]>;
/** Arguments as the daemon's handler gets them: checked, with defaults. */
export type CheckedArguments<Name extends CallName | StreamName> = z.output<Calls[Name]["arguments"]>;
export type ResultOf<Name extends CallName> = z.output<Extract<Calls[Name], { kind: "call" }>["result"]>;
export type EventOf<Name extends StreamName> = z.output<Extract<Calls[Name], { kind: "stream" }>["event"]>;
