/** A daemon in the foreground, from its start to a signal or another reason to end. */
import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../config/schema/schema.ts";
import type { ControlledDaemon, HttpAccess } from "../control/handler.ts";
import type { ControlServer } from "../control/server.ts";
import { type Daemon, startDaemon } from "../daemon/daemon.ts";
import type { Visit } from "../daemon/live-set.ts";
import type { Machine } from "../machine.ts";
import { turns } from "../turns/turns.ts";
import { operated, preloadControl, startControl } from "./control-door.ts";
import { UnmetError } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";
import { httpFrontEnd } from "./http-port.ts";
import { type LazyLab, lazyLab } from "./lab/lazy-lab.ts";
import { latePage } from "./late-page.ts";

export interface ServingOptions {
  /** Reads the configuration again; absent: it cannot be reloaded. */
  readonly load?: () => Promise<Config>;
  /** Called for each machine before anything happens on it. */
  readonly visits?: readonly Visit<Machine>[];
  /** Whether serving ends at once when one of several machines cannot be served. */
  readonly strict?: boolean;
  /** QEMU of the lab where the configuration names none. */
  readonly qemu: string;
  /** Called when all doors are listening. `http`: the HTTP port, if there is one. */
  ready(daemon: Daemon, http: HttpAccess | undefined): void | Promise<void>;
  /** Resolves, with the reason, when serving must end without a signal. */
  readonly over?: Promise<string>;
  /** Called before the doors close. */
  stopping?(): void | Promise<void>;
}

/** We promise to end within a second; the kernel closes whatever is still open then. */
const STOP_DEADLINE_MS = 900;

/**
 * Serves until a signal or `over`; resolves when everything is closed. Rejects when the daemon cannot start.
 * @throws UnmetError at the end when one of several machines was not served
 */
export async function serving(config: Config, log: Logger, options: ServingOptions): Promise<void> {
  const end = Promise.race([endOfServing(log), options.over?.then((why) => log.info(`stopping: ${why}`)) ?? NEVER]);
  const http = await httpFrontEnd(config, log);
  const page = latePage(config, log);
  const visits = [...(options.visits ?? []), ...(http ? [http.follow] : [])];
  const lab = lazyLab(config.lab.qemu, options.qemu);
  // One machine is ready sooner if this comes after its doors.
  if (config.machines.length > 1) await preloadControl(config);
  // A guest at the first door would wait for the end of a turn that began with loading all this.
  const nextTurn = turns();
  await nextTurn();
  const starting = startDaemon(config, log, visits);
  let control: ControlServer | undefined;
  let unserved: readonly string[] = [];
  try {
    const daemon = await Promise.race([starting, end]);
    if (daemon) {
      await nextTurn();
      if (options.strict) for (const failure of daemon.failures.values()) throw failure;
      const controlled: ControlledDaemon = operated(daemon, config, options.load, log, {
        http: () => page.access ?? http?.access,
        openPage: () => page.open(daemon, controlled),
        lab: lab.open,
      });
      // Open the control socket last: a connection means ready.
      await http?.open(daemon, controlled);
      await nextTurn();
      control = await startControl(controlled, config, log);
      await options.ready(daemon, http?.access);
    }
    await end;
    unserved = [...(daemon?.failures.keys() ?? [])];
  } finally {
    await options.stopping?.();
    await Promise.all([control?.close(), http?.close(), page.close()]);
    await stop(starting, lab, log);
  }
  if (unserved.length > 0) throw new UnmetError(`not served: ${unserved.join(", ")}; the log says why`);
}

const NEVER = new Promise<never>(() => {});

/** Resolves at the first signal that ends us; rejects at an uncaught exception, which is a bug of ours. */
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
    // Without a terminal, SIGHUP reloads the configuration instead (control-door.ts).
    process.on("SIGHUP", (signal) => process.stderr.isTTY && end(signal));
    process.on("uncaughtException", (err) => {
      log.fatal({ err }, "uncaught exception");
      reject(err);
    });
  });
}

/** Closes the daemon, even one that is still starting, and waits until the deadline at most. */
async function stop(starting: Promise<Daemon>, lab: LazyLab, log: Logger): Promise<void> {
  const daemonStopped = starting.then(
    (daemon) => daemon.stop(),
    () => {},
  );
  const stopped = Promise.all([daemonStopped, lab.close()]);
  const late = setTimeout(STOP_DEADLINE_MS, "late", { ref: false });
  if ((await Promise.race([stopped, late])) === "late") log.warn(`not everything closed within ${STOP_DEADLINE_MS} ms`);
}
