/** A daemon that operators can drive, whose machines have no door. */
import { pino } from "pino";
import type { ManualClock } from "../../../src/clock.ts";
import { ConfigError, loadConfig } from "../../../src/config/load.ts";
import type { ControlledDaemon } from "../../../src/control/handler.ts";
import { machineConfig } from "../../../src/control/machine-settings.ts";
import { ControlError } from "../../../src/control/protocol.ts";
import { Followers } from "../../../src/daemon/live-set.ts";
import { Machine } from "../../../src/machine.ts";

const MAX_MACHINES = 8;
const SILENT = pino({ level: "silent" });
const DAEMON = loadConfig(undefined);

/** A machine with something of everything. */
export const SETTINGS = {
  name: "a",
  sensors: [
    { number: 0x30, name: "CPU", type: "temperature", units: "C", thresholds: { upperCritical: 80 } },
    { number: 0x31, name: "PSU", type: "powerSupply", states: [0, 1, 3] },
  ],
  frus: [{ id: 0, size: 256, board: { manufacturer: "Acme" } }],
  satellites: [
    { address: 0x82, name: "blade", sensors: [{ number: 2, name: "Inlet", type: "temperature", units: "C" }] },
  ],
};

export function controlledOf(machines: Machine[], clock: ManualClock): ControlledDaemon {
  const followers = new Followers<Machine>();
  for (const each of machines) followers.came(each);
  return {
    ...{ addresses: [], machines, addressesOf: () => [], failures: new Map() },
    follow: (visit) => followers.follow(visit),
    async add(settings) {
      const options = machineConfig(settings, DAEMON);
      if (machines.some(({ name }) => name === options.name)) throw new ControlError("exists", options.name);
      if (machines.length >= MAX_MACHINES) throw new ControlError("tooMany", "machines");
      if (options.modules.length > 0) throw new ConfigError(["no modules here"]);
      const added = new Machine(options, SILENT, clock);
      machines.push(added);
      followers.came(added);
      return added;
    },
    async remove(name) {
      const at = machines.findIndex((each) => each.name === name);
      const [gone] = at < 0 ? [] : machines.splice(at, 1);
      if (!gone) throw new ControlError("notFound", name);
      followers.went(gone);
      gone.close();
    },
  };
}
