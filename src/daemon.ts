/** The machines of a configuration, each behind doors of its own; what befalls one does not touch the others. */
import type { Logger } from "pino";
import { loadCommandModules } from "./command-modules.ts";
import type { Config, MachineConfig } from "./config/schema.ts";
import { Machine, type MachineOptions } from "./machine.ts";
import type { Recorder } from "./observe/recorder.ts";
import type { TraceFeed } from "./observe/trace.ts";
import { openRecorder } from "./recording.ts";
import { runCommand } from "./run-command.ts";
import { type Door, openDoor } from "./transport/door.ts";
import { watchQmp } from "./transport/qmp-events.ts";

interface Served {
  readonly machine: Machine;
  readonly doors: readonly Door[];
  /** What listens to its QEMU. */
  readonly qmp: { close(): void } | undefined;
}

/** A machine that is being made, that serves, or that could not be made. */
interface Slot {
  readonly opening: Promise<Served>;
  served?: Served | undefined;
  failure?: Error;
  closing?: Promise<void>;
}

export class Daemon {
  readonly #slots = new Map<string, Slot>();
  readonly #log: Logger;
  readonly #recorder: Recorder | undefined;
  readonly #observe: (feed: TraceFeed) => void;

  /** `observe` is given the trace of each machine before anything happens on it. */
  constructor(log: Logger, recorder?: Recorder, observe: (feed: TraceFeed) => void = () => {}) {
    this.#log = log;
    this.#recorder = recorder;
    this.#observe = observe;
  }

  /** Those that serve, in the order in which they were added. */
  get machines(): readonly Machine[] {
    return this.#served.map(({ machine }) => machine);
  }

  /** The doors' addresses, port numbers resolved, in the order of the machines. */
  get addresses(): readonly string[] {
    return this.#served.flatMap(({ doors }) => doors.map(({ address }) => address));
  }

  /** Those of one machine; none when it does not serve. */
  addressesOf(name: string): readonly string[] {
    return this.#slots.get(name)?.served?.doors.map(({ address }) => address) ?? [];
  }

  /** Why a machine of the configuration does not serve, by its name. */
  get failures(): ReadonlyMap<string, Error> {
    return new Map([...this.#slots].flatMap(([name, { failure }]) => (failure ? [[name, failure]] : [])));
  }

  /**
   * Makes a machine and opens its doors. A machine has all its doors or none.
   * @throws DoorError when a door cannot be opened, ConfigError when a module of commands cannot be used, StateError when
   * its state cannot be had
   * @throws Error when a machine of this name is there
   */
  async add(config: MachineConfig): Promise<Machine> {
    const { name } = config;
    const before = this.#slots.get(name);
    if (before && !before.failure) throw new Error(`there is already a machine ${name}; choose another name`);
    const slot: Slot = { opening: this.#serve(config) };
    this.#slots.set(name, slot);
    try {
      const served = await slot.opening;
      if (!slot.closing) slot.served = served;
      return served.machine;
    } catch (error) {
      slot.failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  /**
   * Ends a machine's links and closes its doors.
   * @throws Error when there is no such machine
   */
  async remove(name: string): Promise<void> {
    const slot = this.#slots.get(name);
    if (!slot)
      throw new Error(`there is no machine ${name}; there are: ${[...this.#slots.keys()].join(", ") || "none"}`);
    slot.served = undefined;
    // Until its doors are closed nobody else can have them, nor its name.
    slot.closing ??= slot.opening.then(close, () => {});
    await slot.closing;
    if (this.#slots.get(name) === slot) this.#slots.delete(name);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#slots.keys()].map((name) => this.remove(name)));
    await this.#recorder?.close();
  }

  get #served(): readonly Served[] {
    return [...this.#slots.values()].flatMap(({ served }) => served ?? []);
  }

  async #serve(config: MachineConfig): Promise<Served> {
    const moduleCommands = await loadCommandModules(config.modules);
    const log = this.#log.child({ machine: config.name });
    const store = await storeOf(config, log);
    const { history: historySize } = config.record;
    const machine = new Machine({ ...config, moduleCommands, historySize, ...(store && { openStore: store }) }, log);
    const { start } = config.power;
    if (start !== undefined) machine.start = () => runCommand(start, config.name, log);
    const qmp = config.qmp === undefined ? undefined : watchQmp(config.qmp, (event) => machine.qemuTold(event));
    this.#recorder?.record(machine.trace);
    this.#observe(machine.trace);
    const doors: Door[] = [];
    try {
      for (const listen of config.listen) {
        const options = config.tls ? { listen, tls: config.tls } : { listen };
        doors.push(await openDoor(options, (connection) => machine.attach(connection), log));
      }
    } catch (error) {
      await close({ machine, doors, qmp });
      throw error;
    }
    return { machine, doors, qmp };
  }
}

/** Loaded where it is wanted: SQLite costs time to start. */
async function storeOf({ name, state: { directory, durability } }: MachineConfig, log: Logger) {
  if (directory === undefined || durability === "none") return undefined;
  const { openStore } = await import("./store/store.ts");
  return (...[controllers, clock]: Parameters<NonNullable<MachineOptions["openStore"]>>) =>
    openStore({ directory, durability }, name, controllers, clock, log);
}

async function close({ machine, doors, qmp }: Served): Promise<void> {
  qmp?.close();
  machine.close();
  await Promise.all(doors.map((door) => door.close()));
}

/**
 * Resolves when every door accepts. Of several machines those that cannot be served are left in `failures`.
 * @throws the failure of the only machine, or of all; nothing is left open then
 */
export async function startDaemon(config: Config, log: Logger, observe?: (feed: TraceFeed) => void): Promise<Daemon> {
  const daemon = new Daemon(log, await openRecorder(config.record, log), observe);
  const results = await Promise.allSettled(config.machines.map((machine) => daemon.add(machine)));
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (reasons.length > 0 && reasons.length === results.length) {
    await daemon.stop();
    throw reasons[0];
  }
  for (const [machine, { message }] of daemon.failures) log.error({ machine }, `not served: ${message}`);
  return daemon;
}
