/** The optional HTTP port of a daemon in the foreground. */
import type { Logger } from "pino";
import type { Config } from "../config/schema/schema.ts";
import type { ControlledDaemon, HttpAccess } from "../control/handler.ts";
import type { Daemon } from "../daemon/daemon.ts";
import type { Visit } from "../daemon/live-set.ts";
import type { HttpPlugin, HttpServer } from "../http/server.ts";
import type { Machine } from "../machine.ts";
import { turns } from "../turns/turns.ts";

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
  // A running daemon opens a page, too, and its guests must not wait for all this at once.
  const nextTurn = turns();
  const { Metrics } = await import("../http/metrics.ts");
  await nextTurn();
  // Parts that server.ts would load.
  for (const part of ["node:https", "node:http2"]) process.getBuiltinModule(part);
  await nextTurn();
  await import("fastify");
  await nextTurn();
  const { makeHttp } = await import("../http/server.ts");
  await nextTurn();
  const { monitoring } = await import("../http/monitoring.ts");
  const apiOf = await loadApi(http, log);
  await nextTurn();
  const metrics = new Metrics(() => daemon?.machines ?? []);
  const port = makeHttp({
    listen,
    tls: tls && (await import("../transport/tls-files.ts")).serverTls(`http ${listen}`, tls),
    refused: (reason) => metrics.refused(reason),
  });
  await nextTurn();
  let daemon: Daemon | undefined;
  let server: HttpServer | undefined;
  let apiToken: string | undefined;
  return {
    get access() {
      return server && { url: `${tls ? "https" : "http"}://${server.address}`, token: apiToken };
    },
    follow: (machine) => metrics.follow(machine),
    async open(served, controlled) {
      daemon = served;
      const { token, plugins } = apiOf(controlled);
      apiToken = token;
      port.use([monitoring(served, metrics), ...plugins]);
      server = await port.open();
      log.info({ http: server.address }, "HTTP port");
      if (token !== undefined && !tls && !isLoopback(server.address))
        log.warn("the HTTP API listens beyond loopback without http.tls: its token crosses the network in the clear");
    },
    close: async () => server?.close(),
  };
}

function isLoopback(address: string): boolean {
  return /^(127\.|localhost:|\[::1\])/.test(address);
}

/** The API and the web page of a daemon, and their token. */
type Api = (daemon: ControlledDaemon) => { readonly token?: string; readonly plugins: readonly HttpPlugin[] };

/** Loads the API and the web page. Without a token, only says how to have them. */
async function loadApi(http: Config["http"], log: Logger): Promise<Api> {
  if (http.token === undefined && http.tokenFile === undefined) {
    const { apiOff } = await import("../http/api-off.ts");
    return () => ({ plugins: [apiOff] });
  }
  const [{ tokenOf }, { api }, { webPage }] = await Promise.all([
    import("../api/token.ts"),
    import("../api/plugin.ts"),
    import("../web/plugin.ts"),
  ]);
  return (daemon) => {
    const token = tokenOf(http);
    return { token, plugins: [api({ daemon, token, log }), webPage({ daemon, token })] };
  };
}
