/** Answers of a port without routes to requests that Node does not hand on. */
import { once } from "node:events";
import { connect } from "node:net";
import type { TlsOptions } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import type { HttpLimits } from "../../src/http/limits.ts";
import { openPlainHttp, type PlainAnswer, type PlainSink } from "../../src/http/plain-server.ts";
import { makeIdentity } from "../../src/transport/self-made-certificate.ts";
import { received } from "../support/http/http-port.ts";

const WHOLE: PlainAnswer = { status: 200, headers: {}, body: "whole" };

interface Given {
  readonly tls?: TlsOptions;
  readonly answer?: PlainAnswer;
  readonly limits?: Partial<HttpLimits>;
}

async function open({ tls, answer = WHOLE, limits = { requestMs: 50 } }: Given = {}) {
  const refusals: string[] = [];
  const server = await openPlainHttp(
    {
      ...{ host: "127.0.0.1", port: 0, bodyBytes: 100, streamBytes: 100, limits, tls },
      refused: (reason) => void refusals.push(reason),
    },
    () => ({
      answer: async () => answer,
      refuse: ({ status, message }) => ({ status, headers: {}, body: message }),
    }),
  );
  onTestFinished(() => server.close());
  return { port: server.port, refusals, close: () => server.close() };
}

it.each([
  ["head", "PATCH / HTTP/1.1\r\nHost: local"],
  ["body", "PATCH / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"],
])("ends the connection of a request whose %s does not come in time, with 408", async (_part, text) => {
  const { port, refusals } = await open();
  const socket = connect(port, "127.0.0.1");
  socket.write(text);
  expect(await received(socket)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*\r\n\r\nthe request is incomplete/);
  expect(refusals).toEqual(["timeout"]);
});

it("refuses a connection and a request past the limits of an address", async () => {
  const limits = { connectionsAnAddress: 1, requestsASecond: 0, requestsAtOnce: 1 };
  const { port, refusals } = await open({ limits });
  const first = connect(port, "127.0.0.1");
  await once(first, "connect");
  const second = connect(port, "127.0.0.1").on("error", () => {});
  expect(await received(second)).toBe("");
  const answers = received(first);
  first.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2));
  expect((await answers).match(/HTTP\/1\.1 \d{3}/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 429"]);
  expect(refusals).toEqual(["connections of one address", "requests of one address"]);
});

it("closes an https port beside a connection that begins no handshake", async () => {
  const { port, close } = await open({ tls: { ...makeIdentity(Date.now()) } });
  const silent = connect(port, "127.0.0.1");
  await once(silent, "connect");
  const ended = once(silent, "close");
  silent.resume();
  await close();
  await ended;
});

it("cuts off an answer without end when more bytes wait for its reader than may", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<PlainSink>();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const stream = (sink: PlainSink) => {
    begin(sink);
    return stop;
  };
  const { port, refusals } = await open({ answer: { status: 200, headers: {}, body: undefined, stream } });
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const sink = await begun;
  sink.write("begun");
  await once(socket, "data");
  const ended = once(socket, "close");
  // Nothing leaves in the turn: 56 bytes wait, with the length of the chunk, then 112.
  for (let n = 0; n < 2; n++) sink.write("x".repeat(50));
  expect(refusals).toEqual([]);
  sink.write("x");
  await Promise.all([ended, stopped]);
  expect(refusals).toEqual(["slow reader"]);
});
