/** Telling systemd how we are (sd_notify): by its own program, as Node has no datagram sockets of the Unix kind. */
import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import type { Logger } from "pino";

/** As sd_watchdog_enabled(3) advises: twice within the time. */
const PINGS_IN_TIME = 2;
/** A manager that does not look does not keep us: a second is promised from signal to end. */
const GOODBYE_MS = 300;

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
