/** An HTTP port for monitoring: /metrics (Prometheus), /healthz (the process answers), /readyz (every machine is served). */
import { fastify } from "fastify";
import type { Daemon } from "../daemon/daemon.ts";
import { lostDoors } from "../transport/lost-doors.ts";
import type { Metrics } from "./metrics.ts";

export interface HttpServer {
  /** `127.0.0.1:9623`; port 0 is replaced by the real one. */
  readonly address: string;
  close(): Promise<void>;
}

/** @throws Error that names an address that cannot be listened on */
export async function openHttp(address: string, daemon: Daemon, metrics: Metrics): Promise<HttpServer> {
  const [, host = "", port = ""] = ADDRESS.exec(address) ?? [];
  const server = fastify({ forceCloseConnections: true });
  server.get("/metrics", async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  server.get("/healthz", async () => ({ status: "ok" }));
  server.get("/readyz", async (_request, reply) => {
    const failures = failuresOf(daemon);
    if (failures.length > 0) reply.code(503);
    return { status: failures.length > 0 ? "not ready" : "ready", machines: daemon.machines.length, failures };
  });
  try {
    await server.listen({ host: host.replaceAll(/[[\]]/g, ""), port: Number(port) });
  } catch (error) {
    throw new Error(`http ${address}: ${error instanceof Error ? error.message : error}`);
  }
  const bound = server.server.address();
  const boundPort = typeof bound === "object" ? bound?.port : port;
  return { address: `${host}:${boundPort}`, close: () => server.close() };
}

function failuresOf(daemon: Daemon) {
  const lost = daemon.machines.flatMap(({ name: machine }) =>
    lostDoors(daemon.addressesOf(machine)).map((door) => ({ machine, reason: `cannot be reached: ${door} is gone` })),
  );
  return [...[...daemon.failures].map(([machine, { message: reason }]) => ({ machine, reason })), ...lost];
}

/** HOST:PORT; an IPv6 address in brackets. */
const ADDRESS = /^((?:\[[0-9a-f:.]+\])|[^:[\]]+):(\d{1,5})$/i;
