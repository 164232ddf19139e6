/** Admits connections to the HTTP port: so many at once, and each for one request and a limited time. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import type { HttpLimits } from "./limits.ts";
import { OneRequest } from "./one-request.ts";

/** Reasons of refusals that are counted: labels of `extern_bmc_http_refused_total`. */
export const Refusal = {
  Connections: "connections",
  AddressConnections: "connections of one address",
  LongRequest: "long request",
  Timeout: "timeout",
  Host: "host",
  Body: "body",
  Method: "method",
} as const;
export type Refusal = (typeof Refusal)[keyof typeof Refusal];

export class Admission {
  readonly #limits: HttpLimits;
  readonly #refused: (reason: Refusal) => void;
  /** Open connections, with their peer's address. */
  readonly #open = new Map<Socket, string>();

  constructor(limits: HttpLimits, refused: (reason: Refusal) => void) {
    this.#limits = limits;
    this.#refused = refused;
  }

  /** Makes a server; two (127.0.0.1 and [::1], for `localhost`) share the limits on connections. */
  makeServer(handler: RequestListener): Server {
    const { requestMs } = this.#limits;
    const timeouts = { headersTimeout: requestMs, requestTimeout: requestMs };
    const answer: RequestListener = (request, response) => {
      // Unlike maxRequestsPerSocket, this closes the connection too, and does not wait for the client to.
      response.shouldKeepAlive = false;
      handler(request, response);
    };
    const server = createServer({ ...timeouts, connectionsCheckingInterval: Math.min(1000, requestMs) }, answer);
    // Node alone answers an unknown Expect with 417, and keeps the connection.
    server.on("checkExpectation", answer);
    server.on("clientError", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ERR_HTTP_REQUEST_TIMEOUT") this.#refused(Refusal.Timeout);
    });
    const [serve] = server.listeners("connection");
    server.removeAllListeners("connection");
    server.on("connection", (socket) => {
      const request = this.#admit(socket);
      if (request) serve?.call(server, request);
    });
    return server;
  }

  #admit(socket: Socket): OneRequest | undefined {
    const address = socket.remoteAddress ?? "";
    const refusal = this.#refusalOf(address);
    if (refusal) {
      this.#refused(refusal);
      socket.destroy();
      return undefined;
    }
    this.#open.set(socket, address);
    const end = setTimeout(() => {
      this.#refused(Refusal.Timeout);
      socket.destroy();
    }, this.#limits.connectionMs);
    socket.once("close", () => {
      clearTimeout(end);
      this.#open.delete(socket);
    });
    return new OneRequest(socket, this.#limits.requestBytes, () => this.#refused(Refusal.LongRequest));
  }

  #refusalOf(address: string): Refusal | undefined {
    if (this.#open.size >= this.#limits.connections) return Refusal.Connections;
    const fromThere = [...this.#open.values()].filter((other) => other === address).length;
    return fromThere >= this.#limits.connectionsAnAddress ? Refusal.AddressConnections : undefined;
  }

  /** Ends all connections. */
  close(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }
}
