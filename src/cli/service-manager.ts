/**
 * systemd, or what speaks its protocols: sockets that it opened for us (sd_listen_fds), and telling it how we are
 * (sd_notify), by its own program, as Node has no datagram sockets of the Unix kind.
 */
import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import type { Logger } from "pino";

/** The first descriptor that is passed. */
const FIRST = 3;
/** As sd_watchdog_enabled(3) advises: twice within the time. */
const PINGS_IN_TIME = 2;
/** A manager that does not look does not keep us: a second is promised from signal to end. */
const GOODBYE_MS = 300;

/** Doors for the sockets that were passed to this process; none when there are none. */
export function passedDoors(env: NodeJS.ProcessEnv, pid: number = process.pid): readonly string[] {
  const count = Number(env["LISTEN_FDS"] ?? 0);
  if (Number(env["LISTEN_PID"]) !== pid || !Number.isInteger(count)) return [];
  return Array.from({ length: count }, (_, index) => `fd:${FIRST + index}`);
}

export interface ServiceManager {
  /** Does not wait for who is told. */
  ready(status: string): void;
  stopping(): Promise<void>;
}

/** Does nothing where nobody wants to know: NOTIFY_SOCKET names who does. */
export function serviceManager(env: NodeJS.ProcessEnv, log: Logger): ServiceManager {
  if (!env["NOTIFY_SOCKET"]) return { ready() {}, async stopping() {} };
  let isTelling = true;
  const notify = async (...lines: readonly string[]) => {
    try {
      await promisify(execFile)("systemd-notify", [`--pid=${process.pid}`, ...lines]);
      isTelling = true;
    } catch (err) {
      // Once, as it is tried again for every ping of the watchdog.
      if (isTelling) log.warn({ err }, "the service manager cannot be told: systemd-notify failed");
      isTelling = false;
    }
  };
  const watchdogMs = Number(env["WATCHDOG_USEC"] ?? 0) / 1000;
  const watched = watchdogMs > 0 && [undefined, `${process.pid}`].includes(env["WATCHDOG_PID"]);
  let timer: NodeJS.Timeout | undefined;
  return {
    ready(status) {
      void notify("--ready", `--status=${status}`);
      if (watched) timer = setInterval(() => void notify("WATCHDOG=1"), watchdogMs / PINGS_IN_TIME).unref();
    },
    async stopping() {
      clearInterval(timer);
      await Promise.race([notify("STOPPING=1", "--status=stopping"), setTimeout(GOODBYE_MS)]);
    },
  };
}
