/** An HTTP port for monitoring: /metrics (Prometheus), /healthz (the process answers), /readyz (every machine is served). */
import type { AddressInfo, Server } from "node:net";
import { fastify } from "fastify";
import type { Daemon } from "../daemon/daemon.ts";
import { lostDoors } from "../transport/lost-doors.ts";
import { Admission } from "./admission.ts";
import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { ALLOW, loopbackHosts, refusalOf } from "./request-rules.ts";
import { reuse } from "./reuse.ts";

/** The part of a daemon that readiness is about. */
export type ServedDaemon = Pick<Daemon, "machines" | "failures" | "addressesOf">;

export interface HttpServer {
  /** `127.0.0.1:9623`; port 0 is replaced by the real one. */
  readonly address: string;
  close(): Promise<void>;
}

/** @throws Error that names an address that cannot be listened on */
export async function openHttp(
  address: string,
  daemon: ServedDaemon,
  metrics: Metrics,
  limits: HttpLimits = HTTP_LIMITS,
): Promise<HttpServer> {
  const [, host = "", port = ""] = ADDRESS.exec(address) ?? [];
  const admission = new Admission(limits, (reason) => metrics.refused(reason));
  const server = fastify({
    forceCloseConnections: true,
    serverFactory: (handler) => admission.makeServer(handler),
  });
  server.addHook("onRequest", async (request, reply) => {
    const refused = refusalOf(request.raw, loopbackHosts(boundTo(server.server)?.address, host));
    if (!refused) return;
    metrics.refused(refused.reason);
    if (refused.status === 405) reply.header("allow", ALLOW);
    await reply.code(refused.status).send({ error: refused.message });
  });
  const scrape = reuse(() => metrics.scrape(), limits.scrapeMs);
  server.get("/metrics", async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return scrape();
  });
  server.get("/healthz", async () => ({ status: "ok" }));
  const failures = reuse(async () => failuresOf(daemon), limits.readinessMs);
  server.get("/readyz", async (_request, reply) => {
    const found = await failures();
    if (found.length > 0) reply.code(503);
    return { status: found.length > 0 ? "not ready" : "ready", machines: daemon.machines.length, failures: found };
  });
  try {
    await server.listen({ host: host.replaceAll(/[[\]]/g, ""), port: Number(port) });
  } catch (error) {
    throw new Error(`http ${address}: ${error instanceof Error ? error.message : error}`);
  }
  return {
    address: `${host}:${boundTo(server.server)?.port ?? port}`,
    async close() {
      admission.close();
      await server.close();
    },
  };
}

function boundTo(server: Server): AddressInfo | undefined {
  const bound = server.address();
  return typeof bound === "object" && bound ? bound : undefined;
}

function failuresOf(daemon: ServedDaemon) {
  const lost = daemon.machines.flatMap(({ name: machine }) =>
    lostDoors(daemon.addressesOf(machine)).map((door) => ({ machine, reason: `cannot be reached: ${door} is gone` })),
  );
  return [...[...daemon.failures].map(([machine, { message: reason }]) => ({ machine, reason })), ...lost];
}

/** HOST:PORT; an IPv6 address in brackets. */
const ADDRESS = /^((?:\[[0-9a-f:.]+\])|[^:[\]]+):(\d{1,5})$/i;
