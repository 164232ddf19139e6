import { MachineError } from "../../daemon/machine-error.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { PAGE_SIZE } from "../pages.ts";
import { ControlError, type FailureCode } from "../protocol.ts";
import { statusOf } from "./status.ts";

const machineList: CallHandler<"machine.list"> = (daemon, { from = 0 }) => {
  const { machines } = daemon;
  const end = from + PAGE_SIZE;
  return {
    machines: machines.slice(from, end).map((machine) => statusOf(machine, daemon.addressesOf(machine.name))),
    next: end < machines.length ? end : undefined,
  };
};

export const machineGet: CallHandler<"machine.get"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  return statusOf(machine, daemon.addressesOf(machine.name));
};

const machineAdd: CallHandler<"machine.add"> = async (daemon, { settings }) => {
  if (!daemon.add) throw fixed();
  try {
    const { name } = await daemon.add(settings);
    return { name, doors: [...daemon.addressesOf(name)] };
  } catch (error) {
    throw typed(error);
  }
};

const machineRemove: CallHandler<"machine.remove"> = async (daemon, { machine }) => {
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

export const machineHandlers = {
  "machine.list": machineList,
  "machine.get": machineGet,
  "machine.add": machineAdd,
  "machine.remove": machineRemove,
};
