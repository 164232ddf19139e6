/** Settings for a daemon that lives as long as a QEMU and has the web page, as `run --open` wishes. */
import { randomToken } from "../api/token.ts";
import type { Config } from "../config/schema/schema.ts";

/** Turns on what the configuration leaves off: the HTTP port, at a free one of loopback, and its API, with a random token. */
export function withPage(config: Config): Config {
  const { listen = "127.0.0.1:0", token, tokenFile } = config.http;
  const hasToken = token !== undefined || tokenFile !== undefined;
  return { ...config, http: { ...config.http, listen, ...(hasToken ? {} : { token: randomToken() }) } };
}
