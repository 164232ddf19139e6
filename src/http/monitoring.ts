/** /metrics (Prometheus), /healthz (the process answers), /readyz (every machine is served): without authentication. */
import type { Daemon } from "../daemon/daemon.ts";
import { lostDoors } from "../transport/lost-doors.ts";
import type { Metrics } from "./metrics.ts";
import { reuse } from "./reuse.ts";
import type { HttpPlugin } from "./server.ts";

/** The part of a daemon that readiness is about. */
export type ServedDaemon = Pick<Daemon, "machines" | "failures" | "addressesOf">;

export function monitoring(daemon: ServedDaemon, metrics: Metrics): HttpPlugin {
  return (server, { limits }) => {
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
  };
}

function failuresOf(daemon: ServedDaemon) {
  const lost = daemon.machines.flatMap(({ name: machine }) =>
    lostDoors(daemon.addressesOf(machine)).map((door) => ({ machine, reason: `cannot be reached: ${door} is gone` })),
  );
  return [...[...daemon.failures].map(([machine, { message: reason }]) => ({ machine, reason })), ...lost];
}
