/** Opens the Redfish door of a machine: https:HOST:PORT or http:HOST:PORT. */
import type { TlsOptions } from "node:tls";
import type { HttpsIdentity, PemPair } from "../bmc/https-identity.ts";
import type { Clock } from "../clock.ts";
import type { AddressBudget } from "../http/address-budget.ts";
import { openPlainHttp, type PlainAnswer, type PlainHandler } from "../http/plain-server.ts";
import { loopbackHosts } from "../http/request-rules.ts";
import type { Machine } from "../machine.ts";
import { formatHttpDoor, parseHttpDoor } from "../transport/address.ts";
import type { DoorOptions } from "../transport/connection.ts";
import { listenFailure } from "../transport/door-error.ts";
import type { PeerLog } from "../transport/peer-log.ts";
import { selfMadeIdentity } from "../transport/self-made-certificate.ts";
import { HANDSHAKE_TIMEOUT_MS, serverTls } from "../transport/tls-files.ts";
import { changedHeaders } from "./faults/effects.ts";
import { MAX_BODY_BYTES, MAX_STREAM_BYTES } from "./limits.ts";
import { message } from "./messages.ts";
import { refusalOfTls } from "./pem-pair.ts";
import type { OpenSession, RedfishDoor } from "./redfish-door.ts";
import { errorBody, failed, sentence } from "./redfish-error.ts";
import type { RedfishRequest, Reply, Sending } from "./request.ts";
import { RedfishService } from "./service.ts";
import type { ServiceDoor } from "./service-state.ts";
import type { Allowed } from "./subscriptions/destination.ts";

/** On every answer (DSP0266 §8.3). */
const HEADERS = { "OData-Version": "4.0", "Cache-Control": "no-cache" } as const;
const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" } as const;
const LIMITS = { bodyBytes: MAX_BODY_BYTES, streamBytes: MAX_STREAM_BYTES } as const;
const XML_TYPE = { "Content-Type": "application/xml; charset=utf-8" } as const;

const IN_THE_CLEAR =
  "Redfish listens beyond loopback with http:, which sends passwords in the clear; https: protects them";

interface RedfishOptions extends DoorOptions {
  /** Where subscriptions may send events, besides loopback. */
  readonly eventDestinations?: Allowed;
}

/** @throws DoorError when the address cannot be listened on, or a file of `tls` cannot be used */
export async function openRedfish(options: RedfishOptions, machine: Machine): Promise<RedfishDoor> {
  const deps = { log: machine.peerLog, clock: machine.clock };
  const make = (failed: AddressBudget) => new RedfishService(machine, failed, options.eventDestinations);
  return openDoorOf(options, deps, make, machine.bmc.httpsIdentity);
}

/** A service behind a door. */
interface Served {
  door: ServiceDoor | undefined;
  handle(request: RedfishRequest): Reply;
  sessionsAt(machine: Machine): readonly OpenSession[];
  close(): void;
}

interface Deps {
  readonly log: Pick<PeerLog, "write">;
  readonly clock: Clock;
}

/**
 * Opens a door for the service that `make` makes.
 * @param identity where clients put a certificate in place of a self-made one; absent: they cannot
 * @throws DoorError
 */
export async function openDoorOf(
  options: DoorOptions,
  { log, clock }: Deps,
  make: (failedLogins: AddressBudget) => Served,
  identity?: HttpsIdentity,
): Promise<RedfishDoor> {
  const { listen } = options;
  const { secure, host, port } = parseHttpDoor(listen);
  const own = secure ? tlsOf(options) : undefined;
  const replaceable = own && !options.tls ? identity : undefined;
  const tls = () => own && { ...own, ...usable(replaceable?.replaced, log) };
  const refused = (reason: string) => log.write("warn", { reason }, "Redfish request refused");
  let service: Served | undefined;
  try {
    const server = await openPlainHttp({ host, port, tls: tls(), ...LIMITS, refused }, (failedLogins) => {
      service = make(failedLogins);
      return handlerFor(service, { log, clock });
    });
    const bound = { secure, host, port: server.port };
    const isLoopback = host === "localhost" || loopbackHosts(host, host) !== undefined;
    if (!secure && !isLoopback) log.write("warn", { listen }, IN_THE_CLEAR);
    const show = (shown: TlsOptions | undefined) => {
      const replaceableKey = replaceable && `${shown?.key}`;
      if (service) service.door = { ...bound, certificate: shown && `${shown.cert}`, replaceableKey };
    };
    show(tls());
    if (replaceable) {
      replaceable.onChange = () => {
        const present = tls();
        if (present) server.present(present);
        show(present);
      };
    }
    return {
      address: formatHttpDoor(bound),
      sessionsAt: (machine) => service?.sessionsAt(machine) ?? [],
      close() {
        service?.close();
        return server.close();
      },
    };
  } catch (error) {
    throw listenFailure(listen, error);
  }
}

export function handlerFor(service: Served, { log, clock }: Deps): PlainHandler {
  return {
    async answer(request) {
      const reply = service.handle(request);
      const done = (await reply.underWay?.catch((error: unknown) => failed(log, error))) ?? reply;
      if (done.sending) await sendingTime(clock, done.sending);
      return written(done);
    },
    refuse: ({ status, message: words, headers = {} }) =>
      written({ status, headers, body: errorBody([message("GeneralError", [], sentence(words))]) }),
  };
}

/** Resolves when a fault lets the answer go. */
function sendingTime(clock: Clock, { isLost, delayMs }: Sending): Promise<void> {
  return new Promise((resolve) => {
    if (!isLost) clock.after(delayMs, resolve);
  });
}

function written({ sending, ...reply }: Reply): PlainAnswer {
  const answer = plainAnswer(reply);
  return sending ? { ...answer, headers: changedHeaders(answer.headers, sending.headers), cut: sending.cut } : answer;
}

function plainAnswer({ status, headers, body, stream }: Reply): PlainAnswer {
  if (stream) return { status, headers: { ...HEADERS, ...headers }, body: undefined, stream };
  if (typeof body === "string") return { status, headers: { ...HEADERS, ...XML_TYPE, ...headers }, body };
  if (!body) return { status, headers: { ...HEADERS, ...headers }, body: undefined };
  return { status, headers: { ...HEADERS, ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

/** A pair of an earlier daemon, which this one's OpenSSL may refuse: the door has its own certificate then. */
function usable(pair: PemPair | undefined, log: Deps["log"]): PemPair | undefined {
  const reason = pair && refusalOfTls(pair);
  if (reason === undefined) return pair;
  log.write("error", { reason }, "the stored certificate of the Redfish door cannot be used");
  return undefined;
}

function tlsOf({ listen, tls }: DoorOptions): TlsOptions {
  return tls ? serverTls(listen, tls) : { ...selfMadeIdentity(), handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
}
