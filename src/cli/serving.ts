/** A daemon in the foreground: from its start to a signal, or to whatever else is to end it. */
import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../config/schema.ts";
import type { ControlServer } from "../control/server.ts";
import { type Daemon, startDaemon } from "../daemon.ts";
import type { TraceFeed } from "../observe/trace.ts";
import { DoorError } from "../transport/door-error.ts";
import { ExitCode } from "./exit-code.ts";

export interface ServingOptions {
  /** Is given the trace of each machine before anything happens on it. */
  readonly observe?: ((trace: TraceFeed) => void) | undefined;
  /** Every door accepts. */
  ready(daemon: Daemon, control: ControlServer | undefined): void | Promise<void>;
  /** Resolves, with the reason, when it is to end without a signal. */
  readonly over?: Promise<string>;
  /** It is about to close its doors. */
  stopping?(): void | Promise<void>;
}

/** A second is promised; what is not closed by then the kernel closes. */
const STOP_DEADLINE_MS = 900;

/** Resolves when all is closed again. Rejects where the daemon cannot start. */
export async function serving(config: Config, log: Logger, options: ServingOptions): Promise<void> {
  const end = Promise.race([endOfServing(log), options.over?.then((why) => log.info(`stopping: ${why}`)) ?? NEVER]);
  const starting = startDaemon(config, log, options.observe);
  let control: ControlServer | undefined;
  try {
    const daemon = await Promise.race([starting, end]);
    if (daemon) {
      control = await startControl(daemon, config, log);
      await options.ready(daemon, control);
    }
    await end;
  } finally {
    await options.stopping?.();
    await control?.close();
    await stop(starting, log);
  }
}

const NEVER = new Promise<never>(() => {});

/** The control socket, where one is wanted. Nobody asked for the usual one, so that what speaks against it is no error. */
async function startControl(daemon: Daemon, { control }: Config, log: Logger): Promise<ControlServer | undefined> {
  if (control.socket === "off") return undefined;
  const { openControl } = await import("../control/server.ts");
  try {
    const server = await openControl(daemon, control.socket, log);
    log.info({ control: server.path }, "control socket");
    return server;
  } catch (error) {
    if (control.socket !== "auto" || !(error instanceof DoorError)) throw error;
    log.warn(`no control socket: ${error.message}`);
    return undefined;
  }
}

/** Resolves at the first signal that ends us; rejects at a mistake of ours that nothing caught. */
function endOfServing(log: Logger): Promise<undefined> {
  return new Promise((resolve, reject) => {
    let ending = false;
    const end = (signal: NodeJS.Signals) => {
      if (ending) process.exit(ExitCode.Failure);
      ending = true;
      log.info({ signal }, "stopping");
      resolve(undefined);
    };
    process.on("SIGTERM", end);
    process.on("SIGINT", end);
    process.on("SIGHUP", (signal) => {
      if (process.stderr.isTTY) end(signal);
      else log.warn("SIGHUP ignored: the configuration is read at start only; restart to read it again");
    });
    process.on("uncaughtException", (err) => {
      log.fatal({ err }, "an error that nothing handles");
      reject(err);
    });
  });
}

/** Closes what has been opened, and what is still being opened; no longer than the deadline. */
async function stop(starting: Promise<Daemon>, log: Logger): Promise<void> {
  const stopped = starting.then(
    (daemon) => daemon.stop(),
    () => {},
  );
  const late = setTimeout(STOP_DEADLINE_MS, "late", { ref: false });
  if ((await Promise.race([stopped, late])) === "late") log.warn(`not everything closed within ${STOP_DEADLINE_MS} ms`);
}
