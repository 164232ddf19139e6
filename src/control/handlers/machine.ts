import { MachineError } from "../../daemon/machine-error.ts";
import type { CallHandler } from "../handler.ts";
import { ControlError, type FailureCode } from "../protocol.ts";

export const machineAdd: CallHandler<"machine.add"> = async (daemon, { settings }) => {
  if (!daemon.add) throw fixed();
  try {
    const { name } = await daemon.add(settings);
    return { name, doors: [...daemon.addressesOf(name)] };
  } catch (error) {
    throw typed(error);
  }
};

export const machineRemove: CallHandler<"machine.remove"> = async (daemon, { machine }) => {
  if (!daemon.remove) throw fixed();
  try {
    await daemon.remove(machine);
    return {};
  } catch (error) {
    throw typed(error);
  }
};

function fixed(): ControlError {
  return new ControlError(
    "failed",
    "this daemon cannot add or remove machines; change its configuration and restart it",
  );
}

const CODES: Readonly<Record<string, FailureCode>> = {
  ConfigError: "badArgument",
  DoorError: "unavailable",
  StateError: "unavailable",
};

function typed(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ControlError) return error;
  const code = error instanceof MachineError ? error.code : CODES[error.name];
  return code ? new ControlError(code, error.message) : error;
}
