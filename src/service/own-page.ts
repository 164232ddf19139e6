/** Settings for a daemon that must have the web page, as `open` and `run --open` wish. */
import { randomToken } from "../api/token.ts";
import type { Config } from "../config/schema/schema.ts";

/**
 * Returns a function that turns on what a configuration leaves off: the HTTP port, at a free one of loopback, and its API, with a
 * random token. The token is the same for each configuration, so that a reload finds no change.
 */
export function withPage(): <Given extends Config>(config: Given) => Given {
  const made = randomToken();
  return (config) => {
    const { listen = "127.0.0.1:0", token, tokenFile } = config.http;
    const hasToken = token !== undefined || tokenFile !== undefined;
    return { ...config, http: { ...config.http, listen, ...(hasToken ? {} : { token: made }) } };
  };
}
