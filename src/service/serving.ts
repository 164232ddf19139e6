/** A daemon in the foreground: from its start to a signal, or to whatever else is to end it. */
import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../config/schema/schema.ts";
import type { ControlServer } from "../control/server.ts";
import { type Daemon, startDaemon } from "../daemon/daemon.ts";
import type { Visit } from "../daemon/live-set.ts";
import type { Machine } from "../machine.ts";
import { startControl } from "./control-door.ts";
import { UnmetError } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";
import { monitoringAt } from "./http-port.ts";

export interface ServingOptions {
  /** Reads the configuration anew. Left out: it cannot be read again. */
  readonly load?: () => Promise<Config>;
  /** Done for each machine, before anything happens on it. */
  readonly visits?: readonly Visit<Machine>[];
  /** Whether it ends at once when one of several machines cannot be served. */
  readonly strict?: boolean;
  /** Every door accepts. */
  ready(daemon: Daemon, control: ControlServer | undefined): void | Promise<void>;
  /** Resolves, with the reason, when it is to end without a signal. */
  readonly over?: Promise<string>;
  /** It is about to close its doors. */
  stopping?(): void | Promise<void>;
}

/** A second is promised; what is not closed by then the kernel closes. */
const STOP_DEADLINE_MS = 900;

/**
 * Resolves when all is closed again. Rejects where the daemon cannot start.
 * @throws UnmetError in the end when one of several machines was not served
 */
export async function serving(config: Config, log: Logger, options: ServingOptions): Promise<void> {
  const end = Promise.race([endOfServing(log), options.over?.then((why) => log.info(`stopping: ${why}`)) ?? NEVER]);
  const monitoring = await monitoringAt(config.http.listen, log);
  const visits = [...(options.visits ?? []), ...(monitoring ? [monitoring.follow] : [])];
  const starting = startDaemon(config, log, visits);
  let control: ControlServer | undefined;
  let unserved: readonly string[] = [];
  try {
    const daemon = await Promise.race([starting, end]);
    if (daemon) {
      if (options.strict) for (const failure of daemon.failures.values()) throw failure;
      // Who asks at the control socket whether all is ready is told so when it is.
      await monitoring?.open(daemon);
      control = await startControl(daemon, config, options.load, log);
      await options.ready(daemon, control);
    }
    await end;
    unserved = [...(daemon?.failures.keys() ?? [])];
  } finally {
    await options.stopping?.();
    await Promise.all([control?.close(), monitoring?.close()]);
    await stop(starting, log);
  }
  if (unserved.length > 0) throw new UnmetError(`not served: ${unserved.join(", ")}; the log says why`);
}

const NEVER = new Promise<never>(() => {});

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
    // Without a terminal it must not end a daemon either, which reads its configuration then: serve-control.ts.
    process.on("SIGHUP", (signal) => process.stderr.isTTY && end(signal));
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
