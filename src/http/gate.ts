/** The checks that every request of a port meets before anything else: its rate, its Host, its Origin, its body. */
import type { IncomingMessage } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { AddressBudget } from "./address-budget.ts";
import { Refusal } from "./admission.ts";
import type { HttpLimits } from "./limits.ts";
import { loopbackHosts, type Refused, refusalOf } from "./request-rules.ts";

/** On every answer: a browser that shows an answer as a page runs nothing in it. */
export const HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

const TOO_MANY: Refused = {
  reason: Refusal.Requests,
  status: 429,
  message: "this address has sent too many requests; expected a pause of a second",
  headers: { "retry-after": "1" },
};

interface GateOptions {
  readonly limits: HttpLimits;
  /** The host of the configured address. */
  readonly host: string;
  readonly ignoresBodies: boolean;
  server(): Server;
}

/** Returns a function that finds the refusal of a request, if there is one. */
export function gateOf({ limits, host, ignoresBodies, server }: GateOptions) {
  const requests = budget(limits, limits.requestsASecond, limits.requestsAtOnce);
  return (request: IncomingMessage): Refused | undefined => {
    if (!requests.take(request.socket.remoteAddress ?? "")) return TOO_MANY;
    return refusalOf(request, { hosts: loopbackHosts(boundTo(server())?.address, host), ignoresBodies });
  };
}

/** Log-ins that failed, by address. */
export function failedLoginsOf(limits: HttpLimits): AddressBudget {
  return budget(limits, limits.failedLoginsASecond, limits.failedLoginsAtOnce);
}

/** Whether the client wishes to send another request on the connection. */
export function wishesToKeep({ headers, httpVersion }: IncomingMessage): boolean {
  const wish = headers.connection ?? (httpVersion === "1.1" ? "keep-alive" : "close");
  return !/\bclose\b/i.test(wish);
}

export function boundTo(server: Server): AddressInfo | undefined {
  const bound = server.address();
  return typeof bound === "object" && bound ? bound : undefined;
}

function budget({ addresses }: HttpLimits, aSecond: number, atOnce: number): AddressBudget {
  return new AddressBudget({ aSecond, atOnce, addresses });
}
