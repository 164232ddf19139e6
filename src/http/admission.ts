/** Admits connections to an HTTP port: a limited number at once, each for one request at a time. */
import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { Members } from "../members.ts";
import { limitHandshakes } from "../transport/tls-handshakes.ts";
import { turns } from "../turns/turns.ts";
import type { HttpLimits } from "./limits.ts";
import { RequestTurns } from "./request-turns.ts";

/** Reasons of refusals that are counted: labels of `extern_bmc_http_refused_total`. */
export const Refusal = {
  Connections: "connections",
  AddressConnections: "connections of one address",
  LongRequest: "long request",
  Timeout: "timeout",
  Host: "host",
  Origin: "origin",
  Body: "body",
  Method: "method",
  Requests: "requests of one address",
  Credentials: "credentials",
  FailedLogins: "failed log-ins of one address",
  SlowReader: "slow reader",
} as const;
export type Refusal = (typeof Refusal)[keyof typeof Refusal];

export class Admission {
  readonly #limits: HttpLimits;
  readonly #refused: (reason: Refusal) => void;
  readonly #nextTurn = turns();
  /** Open connections, with their peer's address, which a destroyed socket no longer has. */
  readonly #open = new Members<{ readonly socket: Socket; readonly address: string }>();
  /** Connections below TLS, those whose handshake is under way too. */
  readonly #below = new Members<Socket>();

  constructor(limits: HttpLimits, refused: (reason: Refusal) => void) {
    this.#limits = limits;
    this.#refused = refused;
  }

  /** Makes a server; two (127.0.0.1 and [::1], for `localhost`) share the limits on connections. */
  makeServer(handler: RequestListener, tls: TlsOptions | undefined): Server {
    const { requestMs, keepMs } = this.#limits;
    // keepAliveTimeout is only announced to the client; turns enforce it.
    const timeouts = { headersTimeout: requestMs, requestTimeout: requestMs, keepAliveTimeout: keepMs };
    const options = { ...timeouts, connectionsCheckingInterval: Math.min(1000, requestMs) };
    const answer: RequestListener = (request, response) => {
      // A refusal ends its connection, those of Node and fastify too; keepConnection() keeps the others.
      response.shouldKeepAlive = false;
      turnsOf(request.socket)?.began(request, response);
      handler(request, response);
    };
    const server = tls ? httpsServer(options, tls, answer) : httpServer(options, answer);
    // Node alone answers an unknown Expect with 417, and keeps the connection.
    server.on("checkExpectation", answer);
    server.on("clientError", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ERR_HTTP_REQUEST_TIMEOUT") this.#refused(Refusal.Timeout);
    });
    const admitted = tls ? "secureConnection" : "connection";
    const [serve] = server.listeners(admitted);
    server.removeAllListeners(admitted);
    server.on(admitted, (socket: Socket) => {
      const requests = this.#admit(socket);
      if (requests) serve?.call(server, requests);
    });
    // Its listeners would be among those that were just removed.
    if (tls) {
      limitHandshakes(server);
      server.on("connection", (socket: Socket) => this.#keepBelow(socket));
    }
    return server;
  }

  #keepBelow(socket: Socket): void {
    this.#below.add(socket);
    socket.once("close", () => this.#below.delete(socket));
  }

  #admit(socket: Socket): RequestTurns | undefined {
    const address = socket.remoteAddress ?? "";
    const refusal = this.#refusalOf(address);
    if (refusal) {
      this.#refused(refusal);
      socket.destroy();
      return undefined;
    }
    const open = { socket, address };
    this.#open.add(open);
    socket.once("close", () => this.#open.delete(open));
    return new RequestTurns(socket, {
      limits: this.#limits,
      nextTurn: this.#nextTurn,
      onTooLong: () => this.#refused(Refusal.LongRequest),
      onTimeout: () => this.#refused(Refusal.Timeout),
    });
  }

  #refusalOf(address: string): Refusal | undefined {
    if (this.#open.size >= this.#limits.connections) return Refusal.Connections;
    const fromThere = [...this.#open].filter((other) => other.address === address).length;
    return fromThere >= this.#limits.connectionsAnAddress ? Refusal.AddressConnections : undefined;
  }

  /** Ends all connections. */
  close(): void {
    for (const { socket } of this.#open) socket.destroy();
    for (const socket of this.#below) socket.destroy();
  }
}

/** The connection of a request, when it came through an admission. */
export function turnsOf(socket: unknown): RequestTurns | undefined {
  return socket instanceof RequestTurns ? socket : undefined;
}

function httpServer(options: object, answer: RequestListener): Server {
  const { createServer } = process.getBuiltinModule("node:http");
  return createServer(options, answer);
}

function httpsServer(options: object, tls: TlsOptions, answer: RequestListener): Server {
  const { createServer } = process.getBuiltinModule("node:https");
  return createServer({ ...options, ...tls }, answer);
}
