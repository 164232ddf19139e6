/** The web page that an operator opens at a daemon without one. */
import type { Logger } from "pino";
import type { Config } from "../config/schema/schema.ts";
import type { ControlledDaemon, HttpAccess } from "../control/handler.ts";
import type { Daemon } from "../daemon/daemon.ts";
import { type HttpFrontEnd, httpFrontEnd } from "./http-port.ts";

export interface LatePage {
  /** Undefined before it is open. */
  readonly access: HttpAccess | undefined;
  /** Opens it, once. @throws Error that names an address that cannot be listened on, or a file that cannot be used */
  open(daemon: Daemon, controlled: ControlledDaemon): Promise<void>;
  close(): Promise<void>;
}

/** At a free port of loopback, beside the configured HTTP port; the token is random unless one is configured. */
export function latePage(config: Config, log: Logger): LatePage {
  let port: HttpFrontEnd | undefined;
  let opening: Promise<void> | undefined;
  const listen = async (daemon: Daemon, controlled: ControlledDaemon) => {
    const { withPage } = await import("./own-page.ts");
    const { listen: _, ...http } = config.http;
    const opened = await httpFrontEnd(withPage()({ ...config, http }), log);
    await opened?.open(daemon, controlled);
    port = opened;
    if (port) daemon.follow(port.follow);
  };
  return {
    get access() {
      return port?.access;
    },
    open(daemon, controlled) {
      opening ??= listen(daemon, controlled).catch((error) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    async close() {
      await opening?.catch(() => {});
      await port?.close();
    },
  };
}
