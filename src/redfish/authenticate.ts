/** Finds the user of a request: by the token of a session, or by Basic authentication (DSP0266 §13.3). */
import type { IncomingHttpHeaders } from "node:http";
import type { AddressBudget } from "../http/address-budget.ts";
import { logIn, type User } from "./log-in.ts";
import { message } from "./messages.ts";
import { RedfishError } from "./redfish-error.ts";
import type { Caller } from "./request.ts";
import type { ServiceState } from "./service-state.ts";

/** Characters of a name in the log. */
export const SHOWN_NAME = 32;

/** @throws RedfishError 401 for wrong credentials, 429 after too many of them; returns undefined for none at all */
export function callerOf(service: ServiceState, headers: IncomingHttpHeaders, peer: string): Caller | undefined {
  const token = headers["x-auth-token"];
  if (typeof token === "string") {
    const caller = service.sessions.use(token);
    if (!caller) throw wrongToken();
    return { ...caller, lease: () => service.sessions.leaseOf(caller.session) };
  }
  const credentials = basicIn(headers.authorization);
  if (!credentials) return undefined;
  return { user: userFor(service, credentials.name, credentials.password, peer), session: undefined };
}

/** Logs in, unless the address was refused too often. @throws RedfishError 401, 429 */
export function userFor(service: ServiceState, name: string, password: string, peer: string): User {
  const { machine, failedLogins } = service;
  checkAddress(failedLogins, peer);
  const user = logIn(machine, name, password);
  if (user) return user;
  failedLogins.take(peer);
  machine.peerLog.write("warn", { peer, user: name.slice(0, SHOWN_NAME) }, "Redfish log-in refused");
  throw unauthorized();
}

/** @throws RedfishError 429 while too many log-ins from the address were refused */
export function checkAddress(failedLogins: AddressBudget, peer: string): void {
  if (failedLogins.has(peer)) return;
  const words = message("ServiceTemporarilyUnavailable", ["1"], "Too many log-ins from this address were refused.");
  throw new RedfishError(429, [words], { "Retry-After": "1" });
}

/** The refusal of a token that opens no session. Without WWW-Authenticate: a browser would ask for a password. */
export function wrongToken(): RedfishError {
  return new RedfishError(401, [message("NoValidSession")]);
}

export function unauthorized(): RedfishError {
  return new RedfishError(401, [message("NoValidSession")], { "WWW-Authenticate": 'Basic realm="Redfish"' });
}

/** The name and password of Basic authentication. */
export function basicIn(header: string | undefined): { readonly name: string; readonly password: string } | undefined {
  const [, encoded] = /^basic +([a-z0-9+/=_-]+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
