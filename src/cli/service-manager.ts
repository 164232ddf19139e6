/**
 * systemd, or what speaks its protocols: sockets that it opened for us (sd_listen_fds), and telling it how we are
 * (sd_notify), by its own program, as Node has no datagram sockets of the Unix kind.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Logger } from "pino";

/** The first descriptor that is passed. */
const FIRST = 3;
/** As sd_watchdog_enabled(3) advises: twice within the time. */
const PINGS_IN_TIME = 2;

/** Doors for the sockets that were passed to this process; none when there are none. */
export function passedDoors(env: NodeJS.ProcessEnv, pid: number = process.pid): readonly string[] {
  const count = Number(env["LISTEN_FDS"] ?? 0);
  if (Number(env["LISTEN_PID"]) !== pid || !Number.isInteger(count)) return [];
  return Array.from({ length: count }, (_, index) => `fd:${FIRST + index}`);
}

export interface ServiceManager {
  ready(status: string): Promise<void>;
  status(text: string): Promise<void>;
  stopping(): Promise<void>;
}

/** Does nothing where nobody wants to know: NOTIFY_SOCKET names who does. */
export function serviceManager(env: NodeJS.ProcessEnv, log: Logger): ServiceManager {
  if (!env["NOTIFY_SOCKET"]) return { ready: nothing, status: nothing, stopping: nothing };
  const notify = async (...lines: readonly string[]) => {
    try {
      await promisify(execFile)("systemd-notify", [`--pid=${process.pid}`, ...lines]);
    } catch (err) {
      log.warn({ err }, "the service manager cannot be told: systemd-notify failed");
    }
  };
  const watchdogMs = Number(env["WATCHDOG_USEC"] ?? 0) / 1000;
  const watched = watchdogMs > 0 && [undefined, `${process.pid}`].includes(env["WATCHDOG_PID"]);
  let timer: NodeJS.Timeout | undefined;
  return {
    async ready(status) {
      await notify("--ready", `--status=${status}`);
      if (watched) timer = setInterval(() => void notify("WATCHDOG=1"), watchdogMs / PINGS_IN_TIME).unref();
    },
    status: (text) => notify(`--status=${text}`),
    async stopping() {
      clearInterval(timer);
      await notify("STOPPING=1");
    },
  };
}

async function nothing(): Promise<void> {}
