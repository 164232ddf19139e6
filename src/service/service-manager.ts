/** Reports to systemd (sd_notify) through the systemd-notify program, as Node has no Unix datagram sockets. */
import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import type { Logger } from "pino";

/** Watchdog pings per timeout: two, as sd_watchdog_enabled(3) advises. */
const PINGS_IN_TIME = 2;
/** Longest wait for a manager that does not read: we promise to end within a second of the signal. */
const GOODBYE_MS = 300;

export interface ServiceManager {
  /** Returns without waiting for systemd. */
  ready(status: string): void;
  stopping(): Promise<void>;
}

/** Reports to the socket that NOTIFY_SOCKET names; does nothing without that variable. */
export function serviceManager(env: NodeJS.ProcessEnv, log: Logger): ServiceManager {
  if (!env["NOTIFY_SOCKET"]) return { ready() {}, async stopping() {} };
  let isTelling = true;
  const notify = async (...lines: readonly string[]) => {
    try {
      await promisify(execFile)("systemd-notify", [`--pid=${process.pid}`, ...lines]);
      isTelling = true;
    } catch (err) {
      // Log it once: every ping of the watchdog tries again.
      if (isTelling) log.warn({ err }, "systemd-notify failed; the service manager does not know our state");
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
