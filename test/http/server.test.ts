import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { Refusal } from "../../src/http/admission.ts";
import { HTTP_LIMITS, type HttpLimits } from "../../src/http/limits.ts";
import { Metrics } from "../../src/http/metrics.ts";
import { monitoring } from "../../src/http/monitoring.ts";
import { makeHttp } from "../../src/http/server.ts";

class CountedMetrics extends Metrics {
  scrapes = 0;
  override scrape(): Promise<Buffer> {
    this.scrapes++;
    return super.scrape();
  }
}

const IDLE_DAEMON = { machines: [], failures: new Map(), addressesOf: () => [] };

async function start(limits: Partial<HttpLimits> = {}, listen = "127.0.0.1:0") {
  const metrics = new CountedMetrics(() => []);
  const refused = (reason: Refusal) => metrics.refused(reason);
  const closed = makeHttp({ listen, refused, limits: { ...HTTP_LIMITS, ...limits } });
  closed.use([monitoring(IDLE_DAEMON, metrics)]);
  const server = await closed.open();
  onTestFinished(() => server.close());
  const port = Number(server.address.split(":").at(-1));
  const open = async () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    return socket;
  };
  const send = async (text: string) => {
    const socket = await open();
    socket.write(text);
    return received(socket);
  };
  const refusals = async () =>
    (await metrics.registry.getSingleMetricAsString("extern_bmc_http_refused_total"))
      .split("\n")
      .filter((line) => !line.startsWith("#"));
  return { port, metrics, open, send, refusals };
}

/** Everything that comes until the connection ends. */
async function received(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (part: string) => {
    text += part;
  });
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

const request = (path: string, host = "localhost", method = "GET", more = "") =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;
const statusOf = (answer: string) => Number(answer.split(" ")[1]);

it("a port in use is a DoorError that says what to do", async () => {
  const { port } = await start();
  await expect(start({}, `127.0.0.1:${port}`)).rejects.toMatchObject({
    name: "DoorError",
    message: `http 127.0.0.1:${port}: the port is in use; stop its user or choose another port (0 takes any free one)`,
  });
});

it("answers one request of a connection, however many are pipelined", async () => {
  const { metrics, send } = await start({ scrapeMs: 0 });
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(request("/metrics").repeat(2000))));
  expect(answers.flatMap((answer) => answer.match(/HTTP\/1\.1/g) ?? []).length).toBeLessThanOrEqual(10);
  expect(metrics.scrapes).toBeLessThanOrEqual(10);
  const answer = await send(request("/metrics"));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n(.+\r\n)*Connection: close\r\n/);
  expect(answer).toContain("process_resident_memory_bytes ");
});

it("closes the connection after an answer that fastify or Node gives by itself", async () => {
  const { send, refusals } = await start();
  expect(statusOf(await send(request("/%zz")))).toBe(400);
  expect(statusOf(await send(request("/healthz", "localhost", "GET", "Expect: x\r\n")))).toBe(200);
  expect(statusOf(await send("GET /healthz HTTP/1.1\n\n"))).toBe(400);
  expect(await refusals()).toEqual([]);
});

it("reads a request in any pieces", async () => {
  const { open } = await start();
  const whole = request("/healthz");
  for (const size of [1, whole.length - 3, whole.length - 1]) {
    const socket = await open();
    socket.setNoDelay(true);
    const answer = received(socket);
    for (let at = 0; at < whole.length; at += size) {
      await new Promise<unknown>((resolve) => socket.write(whole.slice(at, at + size), resolve));
    }
    expect(statusOf(await answer)).toBe(200);
  }
});

it("makes one scrape for requests of the same second", async () => {
  const { metrics, send } = await start({ scrapeMs: 1_000_000 });
  await Promise.all([send(request("/metrics")), send(request("/metrics"))]);
  expect(statusOf(await send(request("/metrics")))).toBe(200);
  expect(metrics.scrapes).toBe(1);
});

it.each([
  ["in all", { connections: 2 }, "connections"],
  ["of one address", { connectionsAnAddress: 2 }, "connections of one address"],
])(
  "refuses and counts a connection past the limit %s, and serves the next when one has ended",
  async (_, limits, reason) => {
    const { open, send, refusals } = await start(limits);
    const [first] = [await open(), await open()];
    expect(await send(request("/healthz"))).toBe("");
    expect(await refusals()).toEqual([`extern_bmc_http_refused_total{reason="${reason}"} 1`]);
    first.destroy();
    await expect.poll(async () => statusOf(await send(request("/healthz")))).toBe(200);
  },
);

it("ends a connection whose request is not complete in time with 408, and one that stays open", async () => {
  const slow = await start({ requestMs: 20 });
  expect(statusOf(await slow.send("GET /metrics HTTP/1.1\r\nHost: "))).toBe(408);
  expect(await slow.refusals()).toEqual(['extern_bmc_http_refused_total{reason="timeout"} 1']);
  const idle = await start({ connectionMs: 20 });
  expect(await idle.send("")).toBe("");
  expect(await idle.refusals()).toEqual(['extern_bmc_http_refused_total{reason="timeout"} 1']);
});

it("refuses a request that is one byte longer than the limit", async () => {
  const requestBytes = 200;
  const { send, refusals } = await start({ requestBytes });
  const ofSize = (size: number) => {
    const name = "X: ";
    const rest = size - request("/healthz", "localhost", "GET", `${name}\r\n`).length;
    return request("/healthz", "localhost", "GET", `${name}${"x".repeat(rest)}\r\n`);
  };
  expect(statusOf(await send(ofSize(requestBytes)))).toBe(200);
  expect(statusOf(await send(ofSize(requestBytes + 1)))).toBe(431);
  expect(await refusals()).toEqual(['extern_bmc_http_refused_total{reason="long request"} 1']);
});

it("has only its own names on loopback", async () => {
  const { send, refusals } = await start({}, "127.0.0.1:0");
  for (const host of ["localhost", "LOCALHOST:80", "127.0.0.1:9623", "[::1]:9623"]) {
    expect(statusOf(await send(request("/healthz", host)))).toBe(200);
  }
  expect(statusOf(await send("GET /healthz HTTP/1.0\r\n\r\n"))).toBe(200);
  const answer = await send(request("/metrics", "rebound.example:9623"));
  expect(statusOf(answer)).toBe(421);
  expect(answer).toContain("the Host header names another host; expected localhost, 127.0.0.1, [::1]");
  expect(statusOf(await send(request("/healthz", "localhost.example")))).toBe(421);
  expect(statusOf(await send(request("/healthz", "")))).toBe(421);
  expect(await refusals()).toEqual(['extern_bmc_http_refused_total{reason="host"} 3']);
  const open = await start({}, "0.0.0.0:0");
  expect(statusOf(await open.send(request("/healthz", "bmc.example")))).toBe(200);
});

it("refuses other methods with 405 and Allow, bodies with 413, unknown paths with 404, and has HEAD", async () => {
  const { send } = await start();
  for (const method of ["POST", "DELETE", "OPTIONS", "PROPFIND"]) {
    const answer = await send(request("/metrics", "localhost", method, "Content-Length: 2\r\n"));
    expect([method, statusOf(answer), /\r\nallow: (.*)\r\n/.exec(answer)?.[1]]).toEqual([method, 405, "GET, HEAD"]);
  }
  expect(statusOf(await send(request("/metrics", "localhost", "GET", "Content-Length: 2\r\n")))).toBe(413);
  expect(statusOf(await send(request("/metrics", "localhost", "GET", "Transfer-Encoding: chunked\r\n")))).toBe(413);
  expect(statusOf(await send(request("/nowhere")))).toBe(404);
  expect(await send(request("/healthz", "localhost", "HEAD"))).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n$/);
});
