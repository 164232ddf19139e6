/** Parts of a machine that are loaded only if its configuration needs them. */
import type { Logger } from "pino";
import type { MachineConfig } from "../config/schema/schema.ts";
import type { Command } from "../ipmi/command.ts";
import type { Machine, MachineOptions } from "../machine.ts";
import type { QmpWatch } from "../transport/qmp-events.ts";

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

/** Opens the serial port, if the configuration has one. @throws DoorError, or Error about its log */
export async function serialOf({ serial }: MachineConfig, machine: Machine, qmp: QmpWatch | undefined, log: Logger) {
  const port = machine.serial;
  if (!serial || !port) return undefined;
  if (qmp) port.breakByQmp = () => qmp.sendBreak(serial.chardev);
  const { openSerial } = await import("../serial/open-serial.ts");
  return openSerial(serial, port, log);
}
