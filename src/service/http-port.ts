/** The optional HTTP port of a daemon in the foreground. */
import type { Logger } from "pino";
import type { Config } from "../config/schema/schema.ts";
import type { ControlledDaemon, HttpAccess } from "../control/handler.ts";
import type { Daemon } from "../daemon/daemon.ts";
import type { Visit } from "../daemon/live-set.ts";
import type { HttpPlugin, HttpServer } from "../http/server.ts";
import type { Machine } from "../machine.ts";

export interface HttpFrontEnd {
  /** Undefined before it is open. */
  readonly access: HttpAccess | undefined;
  readonly follow: Visit<Machine>;
  /** @throws Error that names an address that cannot be listened on, or a file that cannot be used */
  open(daemon: Daemon, controlled: ControlledDaemon): Promise<void>;
  close(): Promise<void>;
}

/** Loads the HTTP server only if an address is configured: it would slow down every other start. */
export async function httpFrontEnd({ http }: Pick<Config, "http">, log: Logger): Promise<HttpFrontEnd | undefined> {
  const { listen, tls, token, tokenFile } = http;
  if (listen === undefined) {
    if (token !== undefined || tokenFile !== undefined) log.warn("the HTTP API has a token but no port; add --http");
    return undefined;
  }
  const [{ Metrics }, { monitoring }, { openHttp }] = await Promise.all([
    import("../http/metrics.ts"),
    import("../http/monitoring.ts"),
    import("../http/server.ts"),
  ]);
  let daemon: Daemon | undefined;
  let server: HttpServer | undefined;
  let apiToken: string | undefined;
  const metrics = new Metrics(() => daemon?.machines ?? []);
  return {
    get access() {
      return server && { url: `${tls ? "https" : "http"}://${server.address}`, token: apiToken };
    },
    follow: (machine) => metrics.follow(machine),
    async open(served, controlled) {
      daemon = served;
      const hasToken = token !== undefined || tokenFile !== undefined;
      apiToken = hasToken ? (await import("../api/token.ts")).tokenOf(http) : undefined;
      server = await openHttp({
        listen,
        tls: tls && (await import("../transport/tls-files.ts")).serverTls(`http ${listen}`, tls),
        plugins: [monitoring(served, metrics), ...(await apiOf(apiToken, controlled, log))],
        refused: (reason) => metrics.refused(reason),
      });
      log.info({ http: server.address }, "HTTP port");
      if (hasToken && !tls && !isLoopback(server.address))
        log.warn("the HTTP API listens beyond loopback without http.tls: its token crosses the network in the clear");
    },
    close: async () => server?.close(),
  };
}

function isLoopback(address: string): boolean {
  return /^(127\.|localhost:|\[::1\])/.test(address);
}

/** The API and the web page. Without a token, only says how to have them. */
async function apiOf(token: string | undefined, daemon: ControlledDaemon, log: Logger): Promise<readonly HttpPlugin[]> {
  if (token === undefined) return [(await import("../http/api-off.ts")).apiOff];
  const [{ api }, { webPage }] = await Promise.all([import("../api/plugin.ts"), import("../web/plugin.ts")]);
  return [api({ daemon, token, log }), webPage({ daemon, token })];
}
