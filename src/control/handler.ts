/** Handlers of calls: functions of the daemon and checked arguments that return the result or throw. */
import type { Visit } from "../daemon/live-set.ts";
import type { RedfishDoors } from "../daemon/redfish-doors.ts";
import type { Machine } from "../machine.ts";
import { insteadOf, namesInWords } from "../text/suggest.ts";
import type { ReloadResult } from "./calls/reload.ts";
import type { ArgumentsOf, CallName, CheckedArguments, EventOf, ResultOf, StreamName } from "./calls.ts";
import type { ControlledLab } from "./lab.ts";
import { ControlError } from "./protocol.ts";

/** How a client reaches the HTTP port. */
export interface HttpAccess {
  /** `http://127.0.0.1:9623` */
  readonly url: string;
  /** Token of the API; absent while the API is off. */
  readonly token?: string | undefined;
}

export interface ControlledDaemon {
  /** The HTTP port; absent without one. */
  readonly http?: HttpAccess | undefined;
  /** Opens an HTTP port with the web page; `http` is then that port. */
  openPage?(): Promise<void>;
  /** Addresses of all doors. */
  readonly addresses: readonly string[];
  readonly machines: readonly Machine[];
  /** Returns the addresses of a machine's doors. */
  addressesOf(name: string): readonly string[];
  /** Redfish doors. */
  readonly redfish?: Pick<RedfishDoors, "shared" | "sessionsOf"> | undefined;
  /** Errors of the machines that are not served, by name. */
  readonly failures: ReadonlyMap<string, Error>;
  /** Calls `visit` for each present and future machine; the function it returns is called when the machine has gone. */
  follow(visit: Visit<Machine>): () => void;
  /** Adds a machine from the settings that a client sent. */
  add?(settings: Readonly<Record<string, unknown>>): Promise<Machine>;
  remove?(name: string): Promise<void>;
  /** The acceptance lab. */
  lab?(): Promise<ControlledLab>;
  /** Reads the configuration again. */
  reload?(): Promise<ReloadResult>;
}

export type CallHandler<Name extends CallName> = (
  daemon: ControlledDaemon,
  given: CheckedArguments<Name>,
) => ResultOf<Name> | Promise<ResultOf<Name>>;

export interface StreamSink<Event> {
  /** Queues an event and never throws; events that the client does not read in time are dropped. */
  event(event: Event): void;
  /** Resolves when all queued events have been sent and the client can take more. */
  sent(): Promise<void>;
  /** Ends the stream. */
  end(): void;
}

/** Starts a stream; returns a function that stops it. */
export type StreamHandler<Name extends StreamName> = (
  daemon: ControlledDaemon,
  given: CheckedArguments<Name>,
  sink: StreamSink<EventOf<Name>>,
) => () => void;

export type Handlers = { readonly [Name in CallName]: CallHandler<Name> } & {
  readonly [Name in StreamName]: StreamHandler<Name>;
};

/** Returns the named machine, or the only one. @throws ControlError notFound, or badArgument when a name is needed */
export function machineOf({ machines }: ControlledDaemon, { machine: name }: ArgumentsOf<"events">): Machine {
  const names = () => machines.map((machine) => machine.name);
  if (name === undefined) {
    const [only, ...others] = machines;
    if (only && others.length === 0) return only;
    if (!only) throw new ControlError("notFound", "the daemon has no machine; machine add adds one");
    const expected = `one of the daemon's ${machines.length}: ${namesInWords(names())}`;
    throw new ControlError("badArgument", `machine is missing; expected ${expected}`, {
      argument: "machine",
      expected,
    });
  }
  const found = machines.find((machine) => machine.name === name);
  if (found) return found;
  const problem = `there is no machine ${name}; ${insteadOf(name, names(), "expected one of")}`;
  throw new ControlError("notFound", problem, { argument: "machine" });
}

/**
 * Calls `visit` for the named machine; the stream ends when the machine goes. Without a name, for every machine, future
 * ones included.
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
