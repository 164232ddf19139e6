/** Parts of a machine that are loaded only if its configuration needs them. */
import type { Logger } from "pino";
import type { MachineConfig } from "../config/schema/schema.ts";
import type { Command } from "../ipmi/command.ts";
import type { MachineOptions } from "../machine.ts";

/** Loads the module loader only if the configuration names modules. */
export async function moduleCommandsOf({ modules, modulePlaces }: MachineConfig): Promise<readonly Command[]> {
  if (modules.length === 0) return [];
  const { loadCommandModules } = await import("./command-modules.ts");
  return loadCommandModules(modules, modulePlaces);
}

/** Loads the store only if state is kept: SQLite slows down the start. */
export async function storeOf({ name, state: { directory, durability } }: MachineConfig, log: Logger) {
  if (directory === undefined || durability === "none") return undefined;
  const { openStore } = await import("../store/store.ts");
  return (...[controllers, clock]: Parameters<NonNullable<MachineOptions["openStore"]>>) =>
    openStore({ directory, durability }, name, controllers, clock, log);
}
