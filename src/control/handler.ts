/** What answers a call: given the daemon and arguments that are right, it gives the result or throws. */
import type { Machine } from "../machine.ts";
import type { ReloadResult } from "./calls/reload.ts";
import type { ArgumentsOf, CallName, CheckedArguments, EventOf, ResultOf, StreamName } from "./calls.ts";
import { ControlError } from "./protocol.ts";

export interface ControlledDaemon {
  /** Of its doors. */
  readonly addresses: readonly string[];
  readonly machines: readonly Machine[];
  /** Of a machine's doors. */
  addressesOf(name: string): readonly string[];
  /** By the names of the machines that are not served. */
  readonly failures: ReadonlyMap<string, Error>;
  /** Reads the configuration again. */
  reload?(): Promise<ReloadResult>;
}

export type CallHandler<Name extends CallName> = (
  daemon: ControlledDaemon,
  given: CheckedArguments<Name>,
) => ResultOf<Name> | Promise<ResultOf<Name>>;

export interface StreamSink<Event> {
  /** Quick, and never throws: what the client does not read in time is dropped. */
  event(event: Event): void;
  /** There will be no more. */
  end(): void;
}

/** Gives what stops it. */
export type StreamHandler<Name extends StreamName> = (
  daemon: ControlledDaemon,
  given: CheckedArguments<Name>,
  sink: StreamSink<EventOf<Name>>,
) => () => void;

export type Handlers = { readonly [Name in CallName]: CallHandler<Name> } & {
  readonly [Name in StreamName]: StreamHandler<Name>;
};

/** The machine that is meant. @throws ControlError notFound, or badArgument when there are several and none is named */
export function machineOf({ machines }: ControlledDaemon, { machine: name }: ArgumentsOf<"events">): Machine {
  const names = machines.map((machine) => machine.name).join(", ");
  if (name === undefined) {
    const [only, ...others] = machines;
    if (only && others.length === 0) return only;
    const problem = `machine is missing; expected one of the daemon's ${machines.length}: ${names}`;
    throw new ControlError("badArgument", problem, { argument: "machine" });
  }
  const found = machines.find((machine) => machine.name === name);
  if (found) return found;
  throw new ControlError("notFound", `there is no machine ${name}; expected one of ${names}`, { argument: "machine" });
}
