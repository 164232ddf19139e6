/** The machines of a configuration, each behind its own doors; a failure in one leaves the others running. */
import type { Logger } from "pino";
import { MAX_MACHINES } from "../config/reading/ranges.ts";
import type { Config, MachineConfig } from "../config/schema/schema.ts";
import { doorKey } from "../config/values/doors.ts";
import type { Machine } from "../machine.ts";
import type { Recorder } from "../observe/recorder.ts";
import { serialDoor } from "../serial/serial-address.ts";
import { insteadOf } from "../text/suggest.ts";
import { withAdvice } from "../text/too-many-files.ts";
import { parseDoor } from "../transport/address.ts";
import { type Door, openDoor } from "../transport/door.ts";
import { openUdpDoor } from "../transport/udp-door.ts";
import { pauses } from "../turns/slices.ts";
import { Followers, type Visit } from "./live-set.ts";
import { machineOf, serialOf } from "./loaded-parts.ts";
import { MachineDrives } from "./machine-drives.ts";
import { MachineError } from "./machine-error.ts";
import { watchMachine } from "./machine-qmp.ts";
import { openRecorder } from "./open-recorder.ts";
import { PowerMeans } from "./power-means.ts";
import { RedfishDoors } from "./redfish-doors.ts";

interface Served {
  readonly machine: Machine;
  readonly doors: readonly Door[];
  /** Connection to the QMP socket of its QEMU. */
  readonly qmp: { close(): void } | undefined;
  /** Back end of its serial port. */
  readonly serial: Door | undefined;
  /** Follows the machine's power. */
  readonly follower: { close(): void } | undefined;
}

/** A machine that is opening, serving or closing. */
interface Slot {
  readonly config: MachineConfig;
  readonly opening: Promise<Served>;
  /** Keys of its doors that no other machine may use. */
  readonly doors: readonly string[];
  served?: Served | undefined;
  closing?: Promise<void>;
}

export class Daemon {
  readonly redfish = new RedfishDoors();
  readonly #slots = new Map<string, Slot>();
  /** Names of machines by the keys of their doors. */
  readonly #owners = new Map<string, string>();
  readonly #failures = new Map<string, Error>();
  readonly #machines = new Followers<Machine>();
  readonly #log: Logger;
  readonly #recorder: Recorder | undefined;
  readonly #mostMachines: number;
  readonly #powerMeans = new PowerMeans();
  readonly #drives = new MachineDrives();
  /** Between the slices in which machines read their state. */
  readonly #pause = pauses();
  #stopping = false;

  constructor(log: Logger, recorder?: Recorder, mostMachines: number = MAX_MACHINES) {
    this.#log = log;
    this.#recorder = recorder;
    this.#mostMachines = mostMachines;
    if (recorder) this.follow(({ trace }) => recorder.record(trace));
  }

  /** Machines that serve, in the order in which they were added. */
  get machines(): readonly Machine[] {
    return this.#served.map(({ machine }) => machine);
  }

  /** Addresses of all doors, with real port numbers, in the order of the machines; last the one that they share. */
  get addresses(): readonly string[] {
    const own = this.#served.flatMap(({ doors }) => doors.map(({ address }) => address));
    return this.redfish.shared === undefined ? own : [...own, this.redfish.shared];
  }

  /** Returns the machine of this name; undefined if it does not serve. */
  machineNamed(name: string): Machine | undefined {
    return this.#slots.get(name)?.served?.machine;
  }

  /** Returns the addresses of one machine's doors; none if it does not serve. */
  addressesOf(name: string): readonly string[] {
    return this.#slots.get(name)?.served?.doors.map(({ address }) => address) ?? [];
  }

  /** Where subscriptions at one machine may send events, besides loopback. */
  eventDestinationsOf(name: string): readonly string[] {
    return this.#slots.get(name)?.config.redfish.eventDestinations ?? [];
  }

  /** Errors of the machines that could not be served, by name. */
  get failures(): ReadonlyMap<string, Error> {
    return this.#failures;
  }

  /**
   * Calls `visit` for each present machine, and for each new one before anything happens on it. The function that `visit`
   * returns is called when the machine has gone. Returns a function that stops following.
   */
  follow(visit: Visit<Machine>): () => void {
    return this.#machines.follow(visit);
  }

  /**
   * Makes a machine and opens its doors. If one door cannot be opened, nothing changes.
   * @throws MachineError when its name or a door belongs to another machine, or there are too many
   * @throws DoorError when a door cannot be opened, ConfigError when a module of commands cannot be used, StateError when
   * its state cannot be opened
   */
  async add(config: MachineConfig): Promise<Machine> {
    const { name } = config;
    const doors = addressesIn(config)
      .map(doorKey)
      .filter((key) => key !== undefined);
    this.#refuse(name, doors);
    const slot: Slot = { config, opening: this.#serve(config), doors };
    this.#slots.set(name, slot);
    for (const door of doors) this.#owners.set(door, name);
    try {
      const served = await slot.opening;
      if (!slot.closing) slot.served = served;
      this.#failures.delete(name);
      return served.machine;
    } catch (error) {
      this.#free(name, slot);
      throw error;
    }
  }

  /** Adds a machine that the configuration wants: a failure stays in `failures` until it is added or removed. */
  async addWanted(config: MachineConfig): Promise<Machine> {
    try {
      return await this.add(config);
    } catch (error) {
      this.#failures.set(config.name, error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  /**
   * Ends a machine's links, closes its doors and stores its state, so that its name and doors are free again. For a machine
   * that could not be served, forgets the failure.
   * @throws MachineError when there is no such machine
   */
  async remove(name: string): Promise<void> {
    const failed = this.#failures.delete(name);
    const slot = this.#slots.get(name);
    if (!slot && !failed) {
      const there = insteadOf(name, [...this.#slots.keys(), ...this.#failures.keys()], "there are:");
      throw new MachineError("notFound", `there is no machine ${name}; ${there}`);
    }
    if (!slot) return;
    slot.served = undefined;
    // Its name and doors stay taken until the doors are closed.
    slot.closing ??= slot.opening.then(
      (served) => this.#close(served),
      () => {},
    );
    await slot.closing;
    this.#free(name, slot);
  }

  #free(name: string, slot: Slot): void {
    if (this.#slots.get(name) !== slot) return;
    this.#slots.delete(name);
    for (const door of slot.doors) this.#owners.delete(door);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.redfish.closeShared();
    await Promise.all([...this.#slots.keys()].map((name) => this.remove(name)));
    await this.#drives.close();
    await this.#recorder?.close();
  }

  get #served(): readonly Served[] {
    return [...this.#slots.values()].flatMap(({ served }) => served ?? []);
  }

  /** @throws MachineError */
  #refuse(name: string, doors: readonly string[]): void {
    if (this.#stopping) throw new MachineError("unavailable", "the daemon is ending");
    if (this.#slots.has(name)) {
      throw new MachineError("exists", `there is already a machine ${name}; choose another name`);
    }
    for (const taken of doors) {
      const owner = this.#owners.get(taken);
      if (owner !== undefined)
        throw new MachineError("unavailable", `door ${taken} of ${name} belongs to ${owner}; choose another`);
    }
    if (this.#slots.size >= this.#mostMachines) {
      throw new MachineError(
        "tooMany",
        `the daemon has ${this.#mostMachines} machines, the most it takes; remove one, or start another daemon`,
      );
    }
  }

  async #serve(config: MachineConfig): Promise<Served> {
    const log = this.#log.child({ machine: config.name });
    const machine = await machineOf(config, log, this.#pause);
    machine.drives = await this.#drives.of(config, machine);
    const qmp = config.qmp === undefined ? undefined : watchMachine(config.qmp, machine);
    this.#machines.came(machine);
    const doors: Door[] = [];
    let serial: Door | undefined;
    let follower: Served["follower"];
    try {
      follower = await this.#powerMeans.give(config, machine, qmp, log);
      serial = await serialOf(config, machine, qmp, log);
      for (const listen of config.listen) {
        const options = config.tls ? { listen, tls: config.tls } : { listen };
        const { interface: kind } = parseDoor(listen);
        doors.push(await openDoor(options, (connection) => machine.attach(connection, kind), log));
      }
      if (machine.lan && config.lan.listen !== undefined) {
        const door = await openUdpDoor(config.lan.listen, machine.lan.traffic, machine.peerLog);
        doors.push(door);
        machine.lan.open(door);
      }
      doors.push(...(await this.redfish.open(config, machine)));
    } catch (error) {
      await this.#close({ machine, doors, qmp, serial, follower });
      throw error;
    }
    return { machine, doors, qmp, serial, follower };
  }

  async #close({ machine, doors, qmp, serial, follower }: Served): Promise<void> {
    follower?.close();
    await machine.host.over(machine.clock);
    qmp?.close();
    machine.drives?.close();
    machine.close();
    await Promise.all([...doors, ...(serial ? [serial] : [])].map((door) => door.close()));
    this.#machines.went(machine);
  }
}

/** Returns the addresses of all sockets that the machine needs for itself. */
function addressesIn({ listen, lan, redfish, serial }: MachineConfig): readonly string[] {
  const others = [lan.listen, redfish.listen, serial && serialDoor(serial.address)];
  return [...listen, ...others.filter((door) => door !== undefined)];
}

/**
 * Starts a daemon; resolves when all doors are listening. Machines that cannot be served are in `failures`.
 * @param visits called for each machine, before its doors open
 * @throws the first failure when no machine can be served; nothing stays open then
 */
export async function startDaemon(
  config: Config,
  log: Logger,
  visits: readonly Visit<Machine>[] = [],
  pause = pauses(),
): Promise<Daemon> {
  const daemon = new Daemon(log, await openRecorder(config.record, log));
  for (const visit of visits) daemon.follow(visit);
  const adding: Promise<Machine>[] = [];
  for (const machine of config.machines) {
    await pause();
    const added = daemon.addWanted(machine);
    // It may fail during a pause, before allSettled() looks at it.
    added.catch(() => {});
    adding.push(added);
  }
  const results = await Promise.allSettled(adding);
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (reasons.length > 0 && reasons.length === results.length) {
    await daemon.stop();
    throw reasons[0];
  }
  try {
    await daemon.redfish.openShared(config.sharedRedfish, daemon, log);
  } catch (error) {
    await daemon.stop();
    throw error;
  }
  for (const [machine, { message }] of daemon.failures) log.error({ machine }, `not served: ${withAdvice(message)}`);
  return daemon;
}
