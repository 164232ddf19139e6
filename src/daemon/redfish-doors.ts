/** The Redfish doors of a daemon: those of single machines, and the one for all. The first door loads the service. */
import type { Logger } from "pino";
import type { Config, MachineConfig } from "../config/schema/schema.ts";
import type { Machine } from "../machine.ts";
import type { OpenSession, RedfishDoor } from "../redfish/redfish-door.ts";
import type { Followed } from "../redfish/shared/open-shared.ts";
import type { Door } from "../transport/connection.ts";

export class RedfishDoors {
  readonly #own = new WeakMap<Machine, RedfishDoor>();
  #shared: RedfishDoor | undefined;

  /** Opens the machine's own door, if its configuration has one. @throws DoorError */
  async open({ redfish: { listen, ...options } }: MachineConfig, machine: Machine): Promise<readonly Door[]> {
    if (listen === undefined) return [];
    const { openRedfish } = await import("../redfish/open-redfish.ts");
    const door = await openRedfish({ listen, ...options }, machine);
    this.#own.set(machine, door);
    return [door];
  }

  /** Opens the door for all machines, if the configuration has one. @throws DoorError */
  async openShared({ listen, tls }: Config["sharedRedfish"], daemon: Followed, log: Logger): Promise<void> {
    if (listen === undefined) return;
    const { openSharedRedfish } = await import("../redfish/shared/open-shared.ts");
    this.#shared = await openSharedRedfish(tls ? { listen, tls } : { listen }, daemon, log);
  }

  /** Address of the door for all machines. */
  get shared(): string | undefined {
    return this.#shared?.address;
  }

  /** Sessions at one machine: of its own door, then those of the door for all, whose IDs begin with `shared-`. */
  sessionsOf(machine: Machine): readonly OpenSession[] {
    const own = this.#own.get(machine)?.sessionsAt(machine) ?? [];
    const shared = this.#shared?.sessionsAt(machine) ?? [];
    return [...own, ...shared.map((session) => ({ ...session, id: `shared-${session.id}` }))];
  }

  async closeShared(): Promise<void> {
    await this.#shared?.close();
  }
}
