/** The operator's access to a daemon: its control socket, and SIGHUP. */
import type { Logger } from "pino";
import type { Config } from "../config/schema/schema.ts";
import type { ReloadResult } from "../control/calls/reload.ts";
import type { ControlledDaemon, HttpAccess } from "../control/handler.ts";
import type { ControlledLab } from "../control/lab.ts";
import type { Reloader } from "../control/reload.ts";
import type { ControlServer } from "../control/server.ts";
import type { Daemon } from "../daemon/daemon.ts";
import { DoorError } from "../transport/door-error.ts";

/** Parts of the process that operators reach besides the daemon. */
export interface OperatedParts {
  /** Returns the HTTP port, if it is open. */
  http?(): HttpAccess | undefined;
  /** Opens a web page. */
  openPage?(): Promise<void>;
  lab?(): Promise<ControlledLab>;
}

/**
 * The daemon as its operators see it; they reload the configuration by SIGHUP too.
 * @param load reads the configuration; undefined: it cannot be read again
 */
export function operated(
  daemon: Daemon,
  config: Config,
  load: (() => Promise<Config>) | undefined,
  log: Logger,
  parts: OperatedParts,
): ControlledDaemon {
  const reload = load && reloading(daemon, config, load, log);
  if (!process.stderr.isTTY) process.on("SIGHUP", () => reload?.().catch((error: Error) => log.error(error.message)));
  return controlled(daemon, config, log, reload, parts);
}

/**
 * Opens the control socket unless it is off.
 * @throws DoorError when a configured socket cannot be opened; the default one only gets a warning
 */
export async function startControl(
  daemon: ControlledDaemon,
  { control: { socket } }: Config,
  log: Logger,
): Promise<ControlServer | undefined> {
  if (socket === "off") return undefined;
  const { openControl } = await import("../control/server.ts");
  try {
    const server = await openControl(daemon, socket, log);
    log.info({ control: server.path }, "control socket");
    return server;
  } catch (error) {
    if (socket !== "auto" || !(error instanceof DoorError)) throw error;
    log.warn(`no control socket: ${error.message}`);
    return undefined;
  }
}

/** Loads what the control socket needs to serve clients, before there is a guest that would wait. */
export async function preloadControl({ control: { socket } }: Config): Promise<void> {
  if (socket !== "off") await (await import("../control/server.ts")).loadServing();
}

/** The daemon as the control socket sees it. Machines that are added get the daemon's own settings from `config`. */
export function controlled(
  daemon: Daemon,
  config: Config,
  log: Logger,
  reload?: () => Promise<ReloadResult>,
  { http, openPage, lab }: OperatedParts = {},
): ControlledDaemon {
  return {
    get http() {
      return http?.();
    },
    ...(openPage && { openPage }),
    ...(lab && { lab }),
    ...(reload && { reload }),
    async add(settings) {
      const { machineConfig } = await import("../control/machine-settings.ts");
      const machine = await daemon.add(machineConfig(settings, config));
      log.info({ machine: machine.name, doors: daemon.addressesOf(machine.name) }, "machine added");
      return machine;
    },
    async remove(machine) {
      await daemon.remove(machine);
      log.info({ machine }, "machine removed");
    },
    follow: (visit) => daemon.follow(visit),
    get machines() {
      return daemon.machines;
    },
    get addresses() {
      return daemon.addresses;
    },
    redfish: daemon.redfish,
    addressesOf: (name) => daemon.addressesOf(name),
    get failures() {
      return daemon.failures;
    },
  };
}

/** Runs reloads one after another: SIGHUP may come while an operator reloads. */
function reloading(
  daemon: Daemon,
  config: Config,
  load: () => Promise<Config>,
  log: Logger,
): () => Promise<ReloadResult> {
  let reloader: Reloader | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const reload = async () => {
    const { Reloader } = await import("../control/reload.ts");
    reloader ??= new Reloader(daemon, config, load, log);
    return reloader.reload();
  };
  return () => {
    const next = last.then(reload);
    last = next.catch(() => {});
    return next;
  };
}
