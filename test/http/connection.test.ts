/** Connections that are kept, bodies, and what every request meets before a plugin. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { turnsOf } from "../../src/http/admission.ts";
import type { HttpPlugin } from "../../src/http/server.ts";
import { makeIdentity } from "../../src/transport/self-made-certificate.ts";
import { readTlsFiles, serverTls } from "../../src/transport/tls-files.ts";
import { MAX_HANDSHAKES } from "../../src/transport/tls-handshakes.ts";
import { makeCertificates } from "../support/doors/certificates.ts";
import { openTestPort, received, statusOf } from "../support/http/http-port.ts";

/** Paths that keep their connection: what was sent, and an answer that never ends. */
const echo: HttpPlugin = (server) => {
  const config = { keepsConnection: true };
  let atOnce = 0;
  server.post("/echo", { config }, async ({ body }) => {
    if (++atOnce > 1) throw new Error("two requests at once");
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
    return { body };
  });
  server.get("/endless", { config }, (request, reply) => {
    reply.hijack();
    turnsOf(request.raw.socket)?.streams();
    reply.raw.writeHead(200).write("begun\n");
    request.raw.socket.once("close", () => ended.resolve());
  });
  const onRequest = async (_request: unknown, reply: { code(status: number): { send(): unknown } }) =>
    reply.code(401).send();
  server.post("/refused", { config, onRequest }, async () => "never");
  const ended = Promise.withResolvers<void>();
  server.get("/ended", { config }, async () => ended.promise.then(() => "ended"));
};

const post = (text: string, more = "", length = text.length) =>
  `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n${text}`;
const CLOSE = "Connection: close\r\n";

it("answers pipelined requests of a kept connection one after another, whatever pieces they come in", async () => {
  const { open } = await openTestPort([echo]);
  const whole = Array.from({ length: 50 }, (_, index) => post(`[${index}]`, index === 49 ? CLOSE : "")).join("");
  for (const size of [whole.length, 7, 150]) {
    const socket = await open();
    socket.setNoDelay(true);
    const answer = received(socket);
    for (let at = 0; at < whole.length; at += size) {
      await new Promise<unknown>((resolve) => socket.write(whole.slice(at, at + size), resolve));
    }
    const bodies = [...(await answer).matchAll(/\{"body":\[(\d+)\]\}/g)].map(([, number]) => Number(number));
    expect(bodies).toEqual(Array.from({ length: 50 }, (_, index) => index));
  }
});

it("ignores empty lines before a request, up to the limit of a head", async () => {
  const { send, refusals } = await openTestPort([echo], { limits: { requestBytes: 200 } });
  const answer = await send(`\r\n\r\n${post("1")}\r\n\r\n\r\n${post("2", CLOSE)}`);
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  expect(statusOf(await send("\r\n".repeat(100)))).toBe(431);
  expect(refusals).toEqual(["long request"]);
});

it("refuses a body that is one byte longer than the limit, one in chunks, and one that does not come", async () => {
  const { send, refusals } = await openTestPort([echo], { limits: { bodyBytes: 20, requestMs: 50 } });
  expect(await send(post(`"${"x".repeat(18)}"`, CLOSE))).toMatch(/^HTTP\/1\.1 200 .*x{18}/s);
  const tooLarge = "the body has 21 bytes; expected 20 at most";
  expect(await send(post(`"${"x".repeat(19)}"`))).toMatch(new RegExp(`^HTTP/1\\.1 413 .*"detail":"${tooLarge}"`, "s"));
  expect(statusOf(await send(post("1").replace(/Content-Length.*/, "Transfer-Encoding: chunked")))).toBe(411);
  expect(statusOf(await send(post("1", "", 2)))).toBe(408);
  expect(refusals).toEqual(["body", "timeout"]);
});

it("ends the connection of a request that was refused before its body, when that is longer than the limit", async () => {
  const { send } = await openTestPort([echo], { limits: { bodyBytes: 20 } });
  const request = post("x".repeat(21)).replace("/echo", "/refused");
  expect((await send(request + post("1"))).match(/HTTP\/1\.1 \d{3}/g)).toEqual(["HTTP/1.1 401"]);
});

it("ends a kept connection that waits too long for its next request, without a refusal", async () => {
  const { send, refusals } = await openTestPort([echo], { limits: { keepMs: 20 } });
  expect(await send(post("1"))).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\nconnection: keep-alive\r\n/i);
  expect(refusals).toEqual([]);
});

it("ends a connection whose answer is not read in time, but not a stream", async () => {
  const { open, refusals, server } = await openTestPort([echo], { limits: { connectionMs: 500 } });
  const socket = await open();
  socket.write("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await expect.poll(() => socket.bytesRead).toBeGreaterThan(0);
  const other = await open();
  // 408 and counted: the other one never begins, and by then the stream has lasted as long.
  expect(await received(other)).toBe("");
  expect([refusals, socket.destroyed]).toEqual([["timeout"], false]);
  socket.destroy();
  const told = connect(Number(server.address.split(":").at(-1)), "127.0.0.1");
  told.write(`GET /ended HTTP/1.1\r\nHost: localhost\r\n${CLOSE}\r\n`);
  expect(await received(told)).toContain("ended");
});

it("ends a connection whose client does not read the answer in time", async () => {
  const closed = Promise.withResolvers<void>();
  const large: HttpPlugin = (server) => {
    server.get("/large", async (request) => {
      request.raw.socket.once("close", () => closed.resolve());
      return "x".repeat(16 * 2 ** 20);
    });
  };
  const { open, refusals } = await openTestPort([large], { limits: { connectionMs: 500 } });
  const socket = await open();
  socket.pause();
  socket.write(`GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await closed.promise;
  expect(refusals).toEqual(["timeout"]);
});

it("refuses a request that a page of another site makes", async () => {
  const { send, refusals } = await openTestPort([echo]);
  const from = (origin: string) => send(post("1", `Origin: ${origin}\r\n${CLOSE}`));
  expect(statusOf(await from("http://localhost"))).toBe(200);
  expect(statusOf(await from("https://localhost"))).toBe(200);
  for (const origin of ["http://localhost:1", "http://evil.example", "null"]) {
    expect([origin, statusOf(await from(origin))]).toEqual([origin, 403]);
  }
  expect(refusals).toEqual(["origin", "origin", "origin"]);
});

it("refuses the request of an address past its limit with 429 and Retry-After", async () => {
  const { send, refusals } = await openTestPort([echo], { limits: { requestsASecond: 0, requestsAtOnce: 2 } });
  expect(statusOf(await send(post("1", CLOSE)))).toBe(200);
  expect(statusOf(await send(post("1", CLOSE)))).toBe(200);
  const answer = await send(post("1"));
  expect(answer).toMatch(/^HTTP\/1\.1 429 [\s\S]*\r\nretry-after: 1\r\n/);
  expect(answer).toContain('"status":429,"detail":"this address has sent too many requests');
  expect(refusals).toEqual(["requests of one address"]);
});

it("has headers by which a browser runs nothing in an answer, in a refusal too", async () => {
  const { send } = await openTestPort([echo]);
  for (const answer of [await send(post("1", CLOSE)), await send(post("1", "Origin: null\r\n"))]) {
    expect(answer).toContain("content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n");
    expect(answer).toContain("x-content-type-options: nosniff\r\n");
  }
});

it("serves https alone with a certificate, with the same limits", async () => {
  const { directory, file } = makeCertificates(mkdtempSync(join(tmpdir(), "extern-bmc-https-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const tls = serverTls("http", { certFile: file("server-cert.pem"), keyFile: file("server-key.pem") });
  const { port, send, refusals } = await openTestPort([echo], { tls, limits: { connectionsAnAddress: 1 } });
  const { cert: ca } = readTlsFiles("ca", { certFile: file("ca-cert.pem"), keyFile: file("ca-key.pem") });
  const ask = () => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const request = httpsRequest({ port, host: "localhost", path: "/echo", method: "POST", ca, agent: false });
    request.on("response", (response) => response.setEncoding("utf8").on("data", resolve));
    request.on("error", reject).setHeader("content-type", "application/json").end("[7]");
    return promise;
  };
  expect(await ask()).toBe('{"body":[7]}');
  expect(await send(post("1"))).toBe("");
  expect(refusals).toEqual([]);
});

it("ends the oldest of too many https handshakes, and serves a client of another address", async () => {
  const { port } = await openTestPort([echo], { tls: { ...makeIdentity(Date.now()) } });
  const openSilent = async () => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.2" }).on("error", () => {});
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    return socket;
  };
  const oldest = await openSilent();
  const ended = once(oldest, "close");
  const others: Socket[] = [];
  while (others.length < MAX_HANDSHAKES) others.push(await openSilent());
  await ended;
  expect(others.filter(({ closed }) => closed)).toEqual([]);
  const client = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  onTestFinished(() => void client.destroy());
  await once(client, "secureConnect");
  client.write(post("1", CLOSE));
  expect(statusOf(await received(client))).toBe(200);
});

it("keeps more https connections than there may be handshakes at once", async () => {
  const { port } = await openTestPort([echo], { tls: { ...makeIdentity(Date.now()) } });
  const sockets: TLSSocket[] = [];
  for (let n = 0; n <= MAX_HANDSHAKES; n++) {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
    onTestFinished(() => void socket.destroy());
    await once(socket, "secureConnect");
    sockets.push(socket);
  }
  for (const socket of sockets) {
    expect(socket.readable).toBe(true);
    socket.write(post("1"));
    const [answer] = await Promise.race([once(socket, "data"), once(socket, "close")]);
    expect(statusOf(`${answer}`)).toBe(200);
  }
});
