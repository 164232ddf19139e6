/** The optional HTTP port of a daemon in the foreground. */
import type { Logger } from "pino";
import type { Config } from "../config/schema/schema.ts";
import type { Daemon } from "../daemon/daemon.ts";
import type { Visit } from "../daemon/live-set.ts";
import type { HttpServer } from "../http/server.ts";
import type { Machine } from "../machine.ts";

export interface HttpFrontEnd {
  readonly follow: Visit<Machine>;
  /** @throws Error that names an address that cannot be listened on, or a file that cannot be used */
  open(daemon: Daemon): Promise<void>;
  close(): Promise<void>;
}

/** Loads the HTTP server only if an address is configured: it would slow down every other start. */
export async function httpFrontEnd({ http }: Config, log: Logger): Promise<HttpFrontEnd | undefined> {
  const { listen, tls } = http;
  if (listen === undefined) return undefined;
  const [{ Metrics }, { monitoring }, { openHttp }] = await Promise.all([
    import("../http/metrics.ts"),
    import("../http/monitoring.ts"),
    import("../http/server.ts"),
  ]);
  let daemon: Daemon | undefined;
  let server: HttpServer | undefined;
  const metrics = new Metrics(() => daemon?.machines ?? []);
  return {
    follow: (machine) => metrics.follow(machine),
    async open(served) {
      daemon = served;
      server = await openHttp({
        listen,
        tls: tls && (await import("../transport/tls-files.ts")).serverTls(`http ${listen}`, tls),
        plugins: [monitoring(served, metrics)],
        refused: (reason) => metrics.refused(reason),
      });
      log.info({ http: server.address }, "HTTP port");
    },
    close: async () => server?.close(),
  };
}
