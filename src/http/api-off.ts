/** The answer to a client of the API at a port without a token: how to turn the API on. */
import { RefusedError } from "./problem.ts";
import type { HttpPlugin } from "./server.ts";

export const apiOff: HttpPlugin = (server) => {
  server.all("/api/*", async () => {
    throw new RefusedError(403, "the API is off; set http.tokenFile or http.token (docs/http-api.md)");
  });
};
