/** An HTTP port: what every request meets before it gets to the plugin whose path it names. */
import type { TlsOptions } from "node:tls";
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { listenFailure } from "../transport/door-error.ts";
import type { AddressBudget } from "./address-budget.ts";
import { Admission, Refusal } from "./admission.ts";
import { boundTo, failedLoginsOf, gateOf, HEADERS, wishesToKeep } from "./gate.ts";
import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";
import { RefusedError, sendProblem } from "./problem.ts";
import { Routes } from "./routes.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the connection takes another request after this one's answer. */
    keepsConnection?: boolean;
  }
}

/** A part of what a port serves, such as the API: adds its routes. */
export type HttpPlugin = (server: FastifyInstance, port: HttpPort) => void | Promise<void>;

/** The port, as plugins see it. */
export interface HttpPort {
  readonly limits: HttpLimits;
  /** Log-ins that failed, by address. Ask it before a password is compared, and take from it when one is wrong. */
  readonly failedLogins: AddressBudget;
  /** Counts a refusal. */
  refused(reason: Refusal): void;
}

export interface HttpOptions {
  /** HOST:PORT; port 0 takes any free one. */
  readonly listen: string;
  readonly tls?: TlsOptions | undefined;
  /** Counts a refusal. */
  refused(reason: Refusal): void;
  readonly limits?: HttpLimits;
}

/** A port that does not listen yet. */
export interface ClosedPort {
  readonly server: FastifyInstance;
  /** Adds what it serves. */
  use(plugins: readonly HttpPlugin[]): void;
  /** @throws DoorError when the address cannot be listened on */
  open(): Promise<HttpServer>;
}

export interface HttpServer {
  /** `127.0.0.1:9623`; port 0 is replaced by the real one. */
  readonly address: string;
  close(): Promise<void>;
}

/** Makes the server of a port: half of the time that it takes to open one, and it needs nothing that the plugins serve. */
export function makeHttp({ listen, tls, refused, limits = HTTP_LIMITS }: HttpOptions): ClosedPort {
  const [, host = "", port = ""] = ADDRESS.exec(listen) ?? [];
  const admission = new Admission(limits, refused);
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: limits.bodyBytes,
    // A name in a path may fill the request line.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: limits.requestBytes },
    // A path that cannot be decoded meets no hook and no error handler.
    frameworkErrors: (error, request, reply) => {
      const refused = error.statusCode === 400 ? `the path ${request.url} is not percent-encoded UTF-8` : error.message;
      void sendProblem(reply.headers(HEADERS), { status: error.statusCode ?? 500, detail: refused });
    },
    serverFactory: (handler) => admission.makeServer(handler, tls),
  });
  const routes = new Routes(server);
  const gate = gateOf({ limits, host, ignoresBodies: false, server: () => server.server });
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(HEADERS);
    const refusal = gate(request.raw);
    if (refusal) {
      refused(refusal.reason);
      reply.headers(refusal.headers ?? {});
      throw new RefusedError(refusal.status, refusal.message);
    }
    keepConnection(request, reply);
    if (request.is404) refusePath(request, reply);
  });
  const refusePath = ({ url, method }: FastifyRequest, reply: FastifyReply) => {
    const allowed = routes.methodsOf(url);
    if (allowed.length === 0) throw new RefusedError(404, `there is no ${url}`);
    refused(Refusal.Method);
    reply.header("allow", allowed.join(", "));
    throw new RefusedError(405, `the method is ${method}; expected ${allowed.join(", ")}`);
  };
  server.setErrorHandler(async (error: FastifyError | RefusedError, { headers }, reply) => {
    const isTooLarge = "code" in error && error.code === "FST_ERR_CTP_BODY_TOO_LARGE";
    const tooLarge = `the body has ${headers["content-length"]} bytes; expected ${limits.bodyBytes} at most`;
    return sendProblem(reply, { status: error.statusCode ?? 500, detail: isTooLarge ? tooLarge : error.message });
  });
  const failedLogins = failedLoginsOf(limits);
  const use = (plugins: readonly HttpPlugin[]) => {
    for (const plugin of plugins) {
      server.register(async (scope) => plugin(scope, { limits, failedLogins, refused }));
    }
  };
  const open = async () => {
    try {
      await server.listen({ host: host.replaceAll(/[[\]]/g, ""), port: Number(port) });
    } catch (error) {
      throw listenFailure(`http ${listen}`, error);
    }
    return {
      address: `${host}:${boundTo(server.server)?.port ?? port}`,
      async close() {
        admission.close();
        await server.close();
      },
    };
  };
  return { server, use, open };
}

/** Keeps the connection when the route and the client do. */
function keepConnection({ routeOptions, raw }: FastifyRequest, reply: FastifyReply): void {
  if (routeOptions.config.keepsConnection && wishesToKeep(raw)) reply.raw.shouldKeepAlive = true;
}

/** HOST:PORT; an IPv6 address in brackets. */
const ADDRESS = /^((?:\[[0-9a-f:.]+\])|[^:[\]]+):(\d{1,5})$/i;
