/** The answers of a port without a token to clients of the API and to browsers: how to turn the API on. */
import { RefusedError } from "./problem.ts";
import type { HttpPlugin } from "./server.ts";

const PAGE_OFF = `extern-bmc: the web page and the HTTP API are off, because no token is set.
Start the daemon with --http-token-file FILE, or set http.tokenFile or http.token (docs/page.md).
/metrics, /healthz and /readyz are served.
`;

export const apiOff: HttpPlugin = (server) => {
  server.get("/", async (_request, reply) => reply.code(403).type("text/plain; charset=utf-8").send(PAGE_OFF));
  server.all("/api/*", async () => {
    throw new RefusedError(403, "the API is off; set http.tokenFile or http.token (docs/http-api.md)");
  });
};
