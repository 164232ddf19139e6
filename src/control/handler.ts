/** What answers a call: given the daemon and arguments that are right, it gives the result or throws. */
import type { Visit } from "../daemon/live-set.ts";
import type { Machine } from "../machine.ts";
import { insteadOf, namesInWords } from "../text/suggest.ts";
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
  /** For each machine there is, and each that comes; what `visit` gives is called when it has gone. */
  follow(visit: Visit<Machine>): () => void;
  /** From settings as a client sends them. */
  add?(settings: Readonly<Record<string, unknown>>): Promise<Machine>;
  remove?(name: string): Promise<void>;
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
  const names = () => machines.map((machine) => machine.name);
  if (name === undefined) {
    const [only, ...others] = machines;
    if (only && others.length === 0) return only;
    if (!only) throw new ControlError("notFound", "the daemon has no machine; machine add adds one");
    const problem = `machine is missing; expected one of the daemon's ${machines.length}: ${namesInWords(names())}`;
    throw new ControlError("badArgument", problem, { argument: "machine" });
  }
  const found = machines.find((machine) => machine.name === name);
  if (found) return found;
  const problem = `there is no machine ${name}; ${insteadOf(name, names(), "expected one of")}`;
  throw new ControlError("notFound", problem, { argument: "machine" });
}

/**
 * Does something for the machine that is named, until it goes, which is the stream's end; without a name for all, those
 * that are added later too.
 * @throws ControlError notFound
 */
export function followMeant(
  daemon: ControlledDaemon,
  given: ArgumentsOf<"events">,
  sink: StreamSink<unknown>,
  visit: Visit<Machine>,
): () => void {
  if (given.machine === undefined) return daemon.follow(visit);
  const meant = machineOf(daemon, given);
  return daemon.follow((machine) => {
    if (machine !== meant) return () => {};
    const undo = visit(machine);
    return () => {
      undo();
      sink.end();
    };
  });
}
