/**
 * Bytes of a client of the HTTP port → its answers, with the API and the web page. DEL ends a piece: the next comes in another turn. The client
 * closes its end after the last.
 */
import { ok } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { operations } from "../../../src/api/operations.ts";
import { api } from "../../../src/api/plugin.ts";
import { ManualClock } from "../../../src/clock.ts";
import { HTTP_LIMITS } from "../../../src/http/limits.ts";
import { makeHttp } from "../../../src/http/server.ts";
import { webPage } from "../../../src/web/plugin.ts";
import { answersTo, PIECE } from "../../support/fuzz/client-of-port.ts";
import { controlledOf, SETTINGS } from "../../support/fuzz/controlled.ts";
import { observe } from "../../support/fuzz/coverage.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { machine } from "../../support/machine/machine.ts";

const TOKEN = "0123456789abcdef";
const HEAD = `Host: a\r\nAuthorization: Bearer ${TOKEN}\r\n`;
/** All executions have the same address, and take no time. */
const limits = { ...HTTP_LIMITS, requestsAtOnce: Number.MAX_SAFE_INTEGER, failedLoginsAtOnce: Number.MAX_SAFE_INTEGER };

const clock = new ManualClock();
const machines = [machine(SETTINGS, clock)];
const daemon = controlledOf(machines, clock);
const plugins = [
  api({ daemon, token: TOKEN, log: pino({ level: "silent" }) }),
  webPage({ daemon, token: TOKEN, folder: fileURLToPath(new URL("../page/", import.meta.url)) }),
];
const port = makeHttp({ listen: "127.0.0.1:0", refused: (reason) => observe(reason), limits });
port.use(plugins);
const { server } = port;

export const http: Target = {
  name: "http",
  never: "an error, 500, an answer that is no HTTP, a connection that stays open",
  form: "text",
  maxBytes: 8192,
  work: { base: 60_000_000, perByte: 10_000 },
  seeds: [
    ...operations.map(({ method, path }) =>
      request(method, path.replace("{machine}", "a").replaceAll(/\{\w+\}/g, "0")),
    ),
    request("PUT", "/machines/a/sensors/CPU", '{"value":97}') + request("GET", "/machines/a/sel"),
    request("POST", "/machines/a/faults", '{"rule":{"name":"f"}}') + request("DELETE", "/machines/a/faults/f"),
    request("GET", "/events", "", "Last-Event-ID: 0\r\n"),
    request("GET", "/machines/a/watch", "", "Last-Event-ID: x-1\r\n").replaceAll("\r\n", `${PIECE}\r\n`),
    request("POST", "/machines/a/power", '{"action":"cycle"}').replace("}", `${PIECE}}`),
    "GET /metrics HTTP/1.0\r\n\r\n",
    `GET / HTTP/1.1\r\n${HEAD}If-None-Match: W/"a", *\r\n\r\n`,
    `GET /page/page-a.css HTTP/1.1\r\n${HEAD}Accept-Encoding: br;q=1, gzip;q=0.5\r\n\r\n`,
    `HEAD /machines.html HTTP/1.1\r\n${HEAD}\r\n`,
    "POST /api/v1/reload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  words: [
    HEAD,
    "\r\n\r\n",
    "Content-Length: 2\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Expect: 100-continue\r\n",
    PIECE,
    "{}",
  ],
  async run(input) {
    await server.ready();
    judge(await answersTo(server.server, textOf(input).split(PIECE)));
    await startAnew();
  },
};

function judge(text: string): void {
  ok(text === "" || /^HTTP\/1\.1 \d{3} /.test(text), `no HTTP: ${text.slice(0, 40)}`);
  for (const [, status, body = ""] of text.matchAll(/^HTTP\/1\.1 (\d{3}) (?:.+\r\n)+\r\n(.*)/gm)) {
    observe(`status ${status}`);
    ok(status !== "500" || body.includes('"detail":"this daemon was not started with'), `500: ${body}`);
  }
}

/** Every execution finds one machine, as it was made. */
async function startAnew(): Promise<void> {
  for (const { name } of [...machines]) await daemon.remove?.(name);
  await daemon.add?.(SETTINGS);
}

function request(method: string, path: string, body = "", more = ""): string {
  const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
  return `${method} /api/v1${path} HTTP/1.1\r\n${HEAD}${more}${length}\r\n${body}`;
}
