import type { CallHandler } from "../handler.ts";
import { ControlError } from "../protocol.ts";

const pageGet: CallHandler<"page.get"> = ({ http }) => {
  if (http) return { ...http, url: reachable(http.url) };
  throw new ControlError(
    "unavailable",
    "the daemon has no HTTP port; start it with --http 127.0.0.1:9623 --http-token-file FILE",
  );
};

/** A port on every address is reached on loopback: who can ask is on the same host. */
function reachable(url: string): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

export const pageHandlers = {
  "page.get": pageGet,
};
