/** Sends one event: a POST on a connection of its own, whose answer counts only by its status. */
import type { LookupAddress, LookupOptions } from "node:dns";
import type { IncomingMessage, RequestOptions } from "node:http";
import { isIP, type LookupFunction } from "node:net";
import type { Clock } from "../../clock.ts";
import { DELIVERY_MS, MAX_ANSWER_HEADERS } from "../limits.ts";
import { hostIn } from "./destination.ts";

export interface Delivery {
  readonly destination: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly verifiesCertificate: boolean;
  /** Whether events may go to an address. Each address that a name has is asked about. */
  isReachable(address: string): boolean;
}

const NOT_ALLOWED = "redfish.eventDestinations does not allow the address";

/** Calls back with the reason why the event was not taken; undefined if it was. Returns a function that gives up. */
export function deliver(delivery: Delivery, clock: Clock, done: (reason: string | undefined) => void): () => void {
  const { destination, headers, body, verifiesCertificate, isReachable } = delivery;
  const host = hostIn(destination);
  let isOver = false;
  const end = (reason: string | undefined) => {
    if (isOver) return;
    isOver = true;
    timer.cancel();
    request?.destroy();
    done(reason);
  };
  const timer = clock.after(DELIVERY_MS, () => end(`no answer within ${DELIVERY_MS} ms`));
  const isSecure = destination.protocol === "https:";
  const request =
    isIP(host) > 0 && !isReachable(host)
      ? undefined
      : requestOf(isSecure, destination, {
          ...{ method: "POST", agent: false, maxHeaderSize: MAX_ANSWER_HEADERS, lookup: lookupOf(isReachable) },
          headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
          ...(isSecure && { rejectUnauthorized: verifiesCertificate }),
        });
  if (!request) queueMicrotask(() => end(NOT_ALLOWED));
  request?.on("response", ({ statusCode = 0 }: IncomingMessage) => {
    end(statusCode >= 200 && statusCode < 300 ? undefined : `status ${statusCode}`);
  });
  request?.on("error", (error) => end(error.message));
  request?.on("close", () => end("the connection ended"));
  request?.end(body);
  return () => {
    isOver = true;
    timer.cancel();
    request?.destroy();
  };
}

function requestOf(isSecure: boolean, destination: URL, options: RequestOptions) {
  const { request } = isSecure ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
  return request(destination, options);
}

/** Resolves names. The connection goes to an address that was checked, whatever the name has next time. */
function lookupOf(isReachable: (address: string) => boolean): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    const { lookup } = process.getBuiltinModule("node:dns");
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const [first, ...others] = error ? [] : addresses.filter(({ address }) => isReachable(address));
      if (!first) callback(error ?? new Error(NOT_ALLOWED), "", 0);
      else if (options.all) callback(null, [first, ...others]);
      else callback(null, first.address, first.family);
    });
  };
}
