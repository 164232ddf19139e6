/** The optional HTTP port of a daemon in the foreground. */
import type { Logger } from "pino";
import type { Daemon } from "../daemon/daemon.ts";
import type { Visit } from "../daemon/live-set.ts";
import type { HttpServer } from "../http/server.ts";
import type { Machine } from "../machine.ts";

export interface Monitoring {
  readonly follow: Visit<Machine>;
  /** @throws Error that names an address that cannot be listened on */
  open(daemon: Daemon): Promise<void>;
  close(): Promise<void>;
}

/** Loads the HTTP server only if an address is configured: it would slow down every other start. */
export async function monitoringAt(address: string | undefined, log: Logger): Promise<Monitoring | undefined> {
  if (address === undefined) return undefined;
  const [{ Metrics }, { openHttp }] = await Promise.all([import("../http/metrics.ts"), import("../http/server.ts")]);
  let daemon: Daemon | undefined;
  let server: HttpServer | undefined;
  const metrics = new Metrics(() => daemon?.machines ?? []);
  return {
    follow: (machine) => metrics.follow(machine),
    async open(served) {
      daemon = served;
      server = await openHttp(address, served, metrics);
      log.info({ http: server.address }, "HTTP port");
    },
    close: async () => server?.close(),
  };
}
