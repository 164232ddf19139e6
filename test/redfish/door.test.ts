import { connect } from "node:net";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { received } from "../support/http/http-port.ts";
import { ACCOUNTS } from "../support/redfish/service.ts";

async function serve(listen: string) {
  const daemon = new Daemon(pino({ level: "silent" }));
  onTestFinished(() => daemon.stop());
  const config = configSchema.parse({ listen: [], redfish: { listen }, users: { accounts: ACCOUNTS } });
  await daemon.add(config);
  return { daemon, config, address: daemon.addresses[0] ?? "" };
}

const BASIC = { authorization: `Basic ${Buffer.from("admin:secret").toString("base64")}` };

describe("the Redfish door", () => {
  it("serves a machine that has no other, at the port that the daemon names", async () => {
    const { address, daemon } = await serve("http:127.0.0.1:0");
    expect(daemon.addresses).toEqual([expect.stringMatching(/^http:127\.0\.0\.1:[1-9]\d*$/)]);
    const url = address.replace("http:", "http://");
    const response = await fetch(`${url}/redfish/v1/Systems/1`, { headers: BASIC });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "odata-version": "4.0",
      "cache-control": "no-cache",
      "content-type": "application/json; charset=utf-8",
      allow: "GET, HEAD, PATCH",
    });
    const { port } = new URL(url);
    const network = await fetch(`${url}/redfish/v1/Managers/1/NetworkProtocol`, { headers: BASIC });
    expect(await network.json()).toMatchObject({ HTTP: { ProtocolEnabled: true, Port: Number(port) } });
  });
  it("takes actions without a body and without a type, and headers only for HEAD", async () => {
    const url = (await serve("http:127.0.0.1:0")).address.replace("http:", "http://");
    const clear = `${url}/redfish/v1/Systems/1/LogServices/SEL/Actions/LogService.ClearLog`;
    const json = { ...BASIC, "content-type": "application/json" };
    expect((await fetch(clear, { method: "POST", headers: json })).status).toBe(204);
    expect((await fetch(clear, { method: "POST", headers: BASIC, body: Buffer.from("{}") })).status).toBe(204);
    const head = await fetch(`${url}/redfish/v1/`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(Number(head.headers.get("content-length"))).toBeGreaterThan(100);
  });
  it("answers refusals of the port in Redfish's form", async () => {
    const url = (await serve("http:127.0.0.1:0")).address.replace("http:", "http://");
    const response = await fetch(`${url}/redfish/v1/`, { headers: { origin: "http://elsewhere.example" } });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: expect.stringContaining("GeneralError") } });
  });
  it("refuses a body of more than 64 KiB, and serves the next request", async () => {
    const url = (await serve("http:127.0.0.1:0")).address.replace("http:", "http://");
    const patch = async (size: number) => {
      const body = `{}${" ".repeat(size - 2)}`;
      return (await fetch(`${url}/redfish/v1/Systems/1`, { method: "PATCH", headers: BASIC, body })).status;
    };
    expect([await patch(65_536), await patch(65_537), await patch(2)]).toEqual([200, 413, 200]);
  });
  it("keeps a connection, and closes it when the client wishes", async () => {
    const { port } = new URL((await serve("http:127.0.0.1:0")).address.replace("http:", "http://"));
    const socket = connect(Number(port), "127.0.0.1");
    const request = (end: string) => `GET /redfish HTTP/1.1\r\nHost: localhost\r\n${end}\r\n`;
    socket.write(request("") + request("Connection: close\r\n"));
    const answers = (await received(socket)).match(/HTTP\/1\.1 200|\{"v1":"\/redfish\/v1\/"\}/g);
    expect(answers).toHaveLength(4);
  });
  it("ends a connection whose client goes away within a body, and others go on", async () => {
    const { port } = new URL((await serve("http:127.0.0.1:0")).address.replace("http:", "http://"));
    const socket = connect(Number(port), "127.0.0.1");
    socket.write("PATCH /redfish/v1/Systems/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
    socket.end();
    await received(socket);
    expect((await fetch(`http://127.0.0.1:${port}/redfish`)).status).toBe(200);
  });
  it("answers a request that is not HTTP, and one with a method that HTTP does not have", async () => {
    const { port } = new URL((await serve("http:127.0.0.1:0")).address.replace("http:", "http://"));
    const answerTo = (text: string) => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(text);
      return received(socket);
    };
    const malformed = await answerTo("GET /redfish HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n");
    expect(malformed).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n(?:.*\r\n)*odata-version: 4\.0\r\n/i);
    expect(JSON.parse(malformed.split("\r\n\r\n")[1] ?? "")).toMatchObject({ error: { code: expect.any(String) } });
    expect(await answerTo("FAKE /redfish HTTP/1.1\r\nHost: localhost\r\n\r\n")).toMatch(/^HTTP\/1\.1 501 /);
  });
  it("ignores the body of a GET", async () => {
    const { port } = new URL((await serve("http:127.0.0.1:0")).address.replace("http:", "http://"));
    const socket = connect(Number(port), "127.0.0.1");
    const head = "GET /redfish HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";
    socket.write(`${head}{}`);
    expect(await received(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
  it.each([
    ["http:0.0.0.0:0", 1],
    ["https:0.0.0.0:0", 0],
    ["http:localhost:0", 0],
  ])("at %s is warned of %i times", async (listen, times) => {
    const lines: string[] = [];
    const daemon = new Daemon(pino({}, { write: (line: string) => void lines.push(line) }));
    onTestFinished(() => daemon.stop());
    await daemon.add(configSchema.parse({ listen: [], redfish: { listen } }));
    expect(lines.filter((line) => line.includes("in the clear"))).toHaveLength(times);
  });
  it("says why it cannot be opened, and the machine stays closed", async () => {
    const { daemon, address, config } = await serve("http:127.0.0.1:0");
    const twin = { ...config, name: "twin", redfish: { ...config.redfish, listen: address } };
    await expect(daemon.add(twin)).rejects.toThrow(`${address}: the port is in use`);
    expect(daemon.machines).toHaveLength(1);
  });
});
