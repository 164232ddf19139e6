/** Parts of a machine that are loaded only if its configuration needs them. */
import type { Logger } from "pino";
import type { MachineConfig } from "../config/schema/schema.ts";
import type { Command } from "../ipmi/command.ts";
import { Machine } from "../machine.ts";
import type { QmpWatch } from "../transport/qmp-events.ts";
import { inSlices, type Pause } from "../turns/slices.ts";

/**
 * Makes a machine with its state and its commands. `pause` is waited for between pieces of work.
 * @throws ConfigError when a module of commands cannot be used, StateError when its state cannot be opened
 */
export async function machineOf(config: MachineConfig, log: Logger, pause: Pause): Promise<Machine> {
  const options = { ...config, moduleCommands: await moduleCommandsOf(config), historySize: config.record.history };
  const state = await stateOf(config, log, pause);
  try {
    return new Machine({ ...options, ...(state && { openStore: state.applyTo }) }, log);
  } catch (error) {
    state?.close();
    throw error;
  }
}

/** Loads the module loader only if the configuration names modules. */
async function moduleCommandsOf({ modules, modulePlaces }: MachineConfig): Promise<readonly Command[]> {
  if (modules.length === 0) return [];
  const { loadCommandModules } = await import("./command-modules.ts");
  return loadCommandModules(modules, modulePlaces);
}

/** Opens and reads the state of a machine, if it keeps any. Loads the store only then: SQLite slows down the start. */
async function stateOf({ name, state }: MachineConfig, log: Logger, pause: Pause) {
  const { directory, durability } = state;
  if (directory === undefined || durability === "none") return undefined;
  const { openState } = await import("../store/store.ts");
  await pause();
  return inSlices(openState({ directory, durability }, name, log), pause);
}

/** Opens the serial port, if the configuration has one. @throws DoorError, or Error about its log */
export async function serialOf({ serial }: MachineConfig, machine: Machine, qmp: QmpWatch | undefined, log: Logger) {
  const port = machine.serial;
  if (!serial || !port) return undefined;
  if (qmp) port.breakByQmp = () => qmp.sendBreak(serial.chardev);
  const { openSerial } = await import("../serial/open-serial.ts");
  return openSerial(serial, port, log);
}
