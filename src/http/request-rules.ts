/** Requests that the HTTP port refuses, whatever their path. */
import type { IncomingMessage } from "node:http";
import { Refusal } from "./admission.ts";

export interface Refused {
  readonly reason: Refusal;
  readonly status: number;
  readonly message: string;
}

const METHODS = ["GET", "HEAD"];
export const ALLOW = METHODS.join(", ");

/** `hosts`: the names that a Host header may have (RFC 9110 §7.2), on any port; undefined allows all. */
export function refusalOf(request: IncomingMessage, hosts: readonly string[] | undefined): Refused | undefined {
  const { method = "", headers } = request;
  const host = headers.host && /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(headers.host)?.[1]?.toLowerCase();
  // HTTP/1.0 may omit it; a browser cannot, not even when a page's own name resolves to 127.0.0.1 (DNS rebinding).
  if (hosts && host !== undefined && !hosts.includes(host)) {
    const message = `the Host header names another host; expected ${hosts.join(", ")}`;
    return { reason: Refusal.Host, status: 421, message };
  }
  if (!METHODS.includes(method)) {
    return { reason: Refusal.Method, status: 405, message: `the method is ${method}; expected ${ALLOW}` };
  }
  const { "content-length": length = "0", "transfer-encoding": encoding } = headers;
  if (encoding !== undefined || Number(length) > 0) {
    return { reason: Refusal.Body, status: 413, message: "the request has a body; expected none" };
  }
  return undefined;
}

/** Returns the hosts that name a listener on loopback; undefined for a listener on another address, which may have any name. */
export function loopbackHosts(bound: string | undefined, host: string): readonly string[] | undefined {
  if (!/^(::ffff:)?127\.|^::1$/.test(bound ?? "")) return undefined;
  return [...new Set(["localhost", "127.0.0.1", "[::1]", host.toLowerCase()])];
}
