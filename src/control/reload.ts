/** Reloads the configuration: applies the changes that keep links alive, and names the others. */
import { isDeepStrictEqual } from "node:util";
import type { Logger } from "pino";
import type { Config, MachineConfig } from "../config/schema/schema.ts";
import type { Daemon } from "../daemon/daemon.ts";
import type { Machine } from "../machine.ts";
import { setLevel } from "../observe/log.ts";
import { pauses } from "../turns/slices.ts";
import type { ReloadResult } from "./calls/reload.ts";
import { ControlError } from "./protocol.ts";

type Values = Readonly<Record<string, unknown>>;
type Changed = ReloadResult["changed"][number];

/** Entries of a list in the log. The answer of a reload has all. */
const MAX_LOGGED = 100;

const RESTART = "needs a restart";
const OF_AN_OPERATOR = "a machine of this name was added by machine add; remove it first";

/** Functions that apply a changed setting to a machine, by setting. */
const MACHINE_SETTINGS: Readonly<Record<string, (machine: Machine, config: MachineConfig) => void>> = {
  "replies.rules": ({ replies }, config) => replies.replaceConfigured(config.replies.rules),
  "replies.deadlineMs": ({ replies }, config) => {
    replies.deadlineMs = config.replies.deadlineMs;
  },
  "replies.lan": ({ lanFaults }, config) => lanFaults.replaceConfigured(config.replies.lan),
  "replies.redfish": ({ redfishFaults }, config) => redfishFaults.replaceConfigured(config.replies.redfish),
  "replies.seed": ({ replies, lanFaults, redfishFaults }, config) => {
    replies.seed = config.replies.seed;
    lanFaults.seed = config.replies.seed;
    redfishFaults.seed = config.replies.seed;
  },
  device: identify,
  guid: identify,
  systemGuid: identify,
  selfTest: identify,
};

function identify({ bmc }: Machine, { device, guid, systemGuid, selfTest }: MachineConfig): void {
  bmc.identify({ device, guid, systemGuid, selfTest });
}

export class Reloader {
  readonly #daemon: Daemon;
  readonly #load: () => Promise<Config>;
  readonly #log: Logger;
  /** The configuration in force. */
  #config: Config;

  /** `load` reads the configuration again, from the source of `config`. */
  constructor(daemon: Daemon, config: Config, load: () => Promise<Config>, log: Logger) {
    this.#daemon = daemon;
    this.#config = config;
    this.#load = load;
    this.#log = log;
  }

  /** Reloads. @throws ControlError failed when the configuration has a mistake; nothing has changed then */
  async reload(): Promise<ReloadResult> {
    const wanted = await this.#read();
    const result: ReloadResult = { changed: [], unchanged: [], added: [], removed: [] };
    const { machines, ...own } = this.#config;
    const { machines: wantedMachines, ...wantedOwn } = wanted;
    for (const setting of differences(own, wantedOwn)) {
      if (setting === "log.level") {
        setLevel(this.#log, wanted.log.level);
        this.#config = { ...this.#config, log: { ...this.#config.log, level: wanted.log.level } };
        result.changed.push({ setting });
      } else result.unchanged.push({ setting, reason: RESTART });
    }
    const kept: MachineConfig[] = [];
    const pause = pauses();
    const names = new Set(wantedMachines.map(({ name }) => name));
    // Remove machines before adding new ones: an added one may need a removed one's name or door.
    for (const before of machines) {
      await pause();
      if (names.has(before.name)) continue;
      if (!(await this.#remove(before.name, result))) kept.push(before);
    }
    const known = new Map(machines.map((machine) => [machine.name, machine]));
    for (const wanted of wantedMachines) {
      await pause();
      const before = known.get(wanted.name);
      const machine = this.#daemon.machineNamed(wanted.name);
      if (machine && before === wanted) kept.push(wanted);
      else if (before && machine) kept.push(this.#change(machine, before, wanted, Object.keys(own), result));
      else if (machine) result.unchanged.push({ machine: wanted.name, setting: "name", reason: OF_AN_OPERATOR });
      else {
        await this.#add(wanted, result);
        kept.push(wanted);
      }
    }
    this.#config = { ...this.#config, machines: kept };
    this.#log.info(logged(result), "configuration read again");
    return result;
  }

  async #read(): Promise<Config> {
    try {
      return await this.#load();
    } catch (error) {
      if (!(error instanceof Error && error.name === "ConfigError")) throw error;
      throw new ControlError("failed", error.message);
    }
  }

  /** Applies what differs; returns the configuration then in force. `notItsOwn`: settings of the daemon in a machine's configuration. */
  #change(
    machine: Machine,
    before: MachineConfig,
    wanted: MachineConfig,
    notItsOwn: readonly string[],
    { changed, unchanged }: ReloadResult,
  ): MachineConfig {
    let now = before;
    for (const setting of differences(before as Values, wanted as Values)) {
      const [group = ""] = setting.split(".");
      if (notItsOwn.includes(group) || group === "modulePlaces") continue;
      const change: Changed = { machine: before.name, setting };
      const apply = MACHINE_SETTINGS[setting] ?? MACHINE_SETTINGS[group];
      if (apply) {
        apply(machine, wanted);
        now = withValueOf(now, wanted, setting.split("."));
        changed.push(change);
      } else unchanged.push({ ...change, reason: RESTART });
    }
    return now;
  }

  /** Adds a machine that is new in the configuration or could not be served so far. */
  async #add(config: MachineConfig, { added, unchanged }: ReloadResult): Promise<void> {
    const { name } = config;
    try {
      await this.#daemon.addWanted(config);
      added.push(name);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      unchanged.push({ machine: name, setting: "name", reason });
    }
  }

  /** Removes a machine unless its QEMU is connected; whether it is gone. */
  async #remove(name: string, { removed, unchanged }: ReloadResult): Promise<boolean> {
    const machine = this.#daemon.machineNamed(name);
    if (machine && machine.links.length > 0) {
      const reason = `its QEMU is connected; extern-bmc machine remove ${name} removes it anyway`;
      unchanged.push({ machine: name, setting: "name", reason });
      return false;
    }
    if (machine || this.#daemon.failures.has(name)) {
      await this.#daemon.remove(name);
      removed.push(name);
    }
    return true;
  }
}

/** Returns the lists for a log line, which is written at once: the first entries, and how many more there are. */
function logged(result: ReloadResult) {
  const lists = Object.entries(result).map(([name, entries]) => [name, entries.slice(0, MAX_LOGGED)] as const);
  const more = Object.values(result).reduce((sum, { length }) => sum + Math.max(0, length - MAX_LOGGED), 0);
  return { ...Object.fromEntries(lists), ...(more > 0 && { more }) };
}

/** Returns the names of the settings that differ: `device.id`, `sensors`. */
function differences(before: Values, after: Values, path: readonly string[] = []): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const [one, other] = [before[key], after[key]];
    if (isDeepStrictEqual(one, other)) return [];
    return isGroup(one) && isGroup(other) ? differences(one, other, [...path, key]) : [[...path, key].join(".")];
  });
}

function isGroup(value: unknown): value is Values {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function withValueOf<Group>(into: Group, from: Group, [key = "", ...rest]: readonly string[]): Group {
  const [inner, wanted] = [(into as Values)[key], (from as Values)[key]];
  return { ...into, [key]: rest.length === 0 ? wanted : withValueOf(inner, wanted, rest) };
}
