/** Requests that an HTTP port refuses, whatever their path. */
import type { IncomingMessage } from "node:http";
import { Refusal } from "./admission.ts";

export interface Refused {
  readonly reason: Refusal;
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const WITHOUT_BODY = ["GET", "HEAD"];

export interface RequestRules {
  /** The names that a Host header may have (RFC 9110 §7.2), on any port; undefined allows all. */
  readonly hosts: readonly string[] | undefined;
  /** Whether a body of GET and HEAD is ignored, as Redfish requires (DSP0266 §7.2). Otherwise it is refused. */
  readonly ignoresBodies: boolean;
}

export function refusalOf(request: IncomingMessage, { hosts, ignoresBodies }: RequestRules): Refused | undefined {
  const { method = "", headers } = request;
  const host = headers.host && /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(headers.host)?.[1]?.toLowerCase();
  // HTTP/1.0 may omit it; a browser cannot, not even when a page's own name resolves to 127.0.0.1 (DNS rebinding).
  if (hosts && host !== undefined && !hosts.includes(host)) {
    const message = `the Host header names another host; expected ${hosts.join(", ")}`;
    return { reason: Refusal.Host, status: 421, message };
  }
  // Only browsers send it (RFC 6454); the scheme may differ behind a proxy that ends TLS.
  if (headers.origin !== undefined && headers.origin.replace(/^https?:\/\//, "") !== headers.host) {
    const message = "the request comes from a page of another site; expected no Origin header, or this host's";
    return { reason: Refusal.Origin, status: 403, message };
  }
  const { "content-length": length = "0", "transfer-encoding": encoding } = headers;
  if (!ignoresBodies && WITHOUT_BODY.includes(method) && (encoding !== undefined || Number(length) > 0)) {
    return { reason: Refusal.Body, status: 413, message: "the request has a body; expected none" };
  }
  if (encoding !== undefined) {
    const message = "the body is sent in chunks; expected its length in Content-Length";
    return { reason: Refusal.Body, status: 411, message };
  }
  return undefined;
}

/** Returns the hosts that name a listener on loopback; undefined for a listener on another address, which may have any name. */
export function loopbackHosts(bound: string | undefined, host: string): readonly string[] | undefined {
  if (!/^(::ffff:)?127\.|^::1$/.test(bound ?? "")) return undefined;
  return [...new Set(["localhost", "127.0.0.1", "[::1]", host.toLowerCase()])];
}
