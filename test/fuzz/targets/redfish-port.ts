/** Bytes of a client of a machine's Redfish port → its answers. DEL ends a piece: the next comes in another turn. */
import { ok } from "node:assert/strict";
import { pino } from "pino";
import { ManualClock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { makePlainHttp } from "../../../src/http/plain-server.ts";
import { Machine } from "../../../src/machine.ts";
import { MAX_BODY_BYTES, MAX_STREAM_BYTES } from "../../../src/redfish/limits.ts";
import { handlerFor } from "../../../src/redfish/open-redfish.ts";
import { RedfishService } from "../../../src/redfish/service.ts";
import { answersTo, PIECE } from "../../support/fuzz/client-of-port.ts";
import { observe } from "../../support/fuzz/coverage.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { ACCOUNTS } from "../../support/redfish/service.ts";

const HEAD = `Host: localhost\r\nAuthorization: Basic ${btoa("admin:secret")}\r\n`;
const SYSTEM = "/redfish/v1/Systems/1";

export const redfishPort: Target = {
  name: "redfish-port",
  never: "an error, 500, an answer that is no HTTP, a connection that stays open",
  form: "text",
  maxBytes: 4096,
  work: { base: 60_000_000, perByte: 20_000 },
  seeds: [
    request("GET", "/redfish/v1/") + request("HEAD", SYSTEM, "", "If-None-Match: *\r\n"),
    request("GET", SYSTEM, "{}") + request("PATCH", SYSTEM, '{"IndicatorLED":"Lit"}', "If-Match: *\r\n"),
    request("POST", `${SYSTEM}/Actions/ComputerSystem.Reset`, '{"ResetType":"On"}').replace("}", `${PIECE}}`),
    request(
      "POST",
      "/redfish/v1/SessionService/Sessions",
      '{"UserName":"admin","Password":"x"}',
      "X-Auth-Token: a\r\n",
    ),
    request("GET", "/redfish/v1/EventService/SSE", "", "Last-Event-ID: 0\r\n").replaceAll("\r\n", `${PIECE}\r\n`),
    `FAKE /redfish HTTP/1.1\r\n${HEAD}\r\n`,
    `GET /redfish HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /redfish HTTP/1.1\r\n${HEAD}Content-Length: x\r\n\r\n`,
    `POST /redfish HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  words: [HEAD, "\r\n\r\n", "Content-Length: 2\r\n", "Expect: 100-continue\r\n", "OData-Version: 4.0\r\n", PIECE, "{}"],
  async run(input) {
    const machine = new Machine(
      configSchema.parse({ users: { accounts: ACCOUNTS } }),
      pino({ level: "silent" }),
      new ManualClock(),
    );
    const options = { host: "127.0.0.1", bodyBytes: MAX_BODY_BYTES, streamBytes: MAX_STREAM_BYTES };
    const { server } = makePlainHttp({ ...options, refused: (reason) => observe(reason) }, (failedLogins) =>
      handlerFor(new RedfishService(machine, failedLogins), { log: machine.peerLog, clock: machine.clock }),
    );
    try {
      judge(await answersTo(server, textOf(input).split(PIECE)));
    } finally {
      machine.close();
    }
  },
};

function judge(text: string): void {
  ok(text === "" || /^HTTP\/1\.1 \d{3} /.test(text), `no HTTP: ${text.slice(0, 40)}`);
  for (const [, status] of text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)) {
    observe(`status ${status}`);
    ok(status !== "500", `500: ${text}`);
  }
}

function request(method: string, path: string, body = "", more = ""): string {
  const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
  return `${method} ${path} HTTP/1.1\r\n${HEAD}${more}${length}\r\n${body}`;
}
