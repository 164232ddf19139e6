import type { CallHandler } from "../handler.ts";
import { ControlError } from "../protocol.ts";

const reload: CallHandler<"reload"> = async (daemon) => {
  if (!daemon.reload)
    throw new ControlError("failed", "this daemon was not started with a configuration to read again");
  return daemon.reload();
};

export const reloadHandlers = {
  reload,
};
