import pino from "pino";
import { expect, it, onTestFinished } from "vitest";
import type { ControlledDaemon } from "../../src/control/handler.ts";
import type { Daemon } from "../../src/daemon/daemon.ts";
import { httpFrontEnd } from "../../src/service/http-port.ts";

it.each([
  [{ tokenFile: "token" }, ["the HTTP API has a token but no port; add --http"]],
  [{}, []],
])("without a port, %j opens none and warns of a token that has no use", async (http, warned) => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  expect(await httpFrontEnd({ http }, log)).toBeUndefined();
  expect(lines).toEqual(warned);
});

it.each([
  [
    { listen: "0.0.0.0:0", token: "0123456789abcdef" },
    ["the HTTP API listens beyond loopback without http.tls: its token crosses the network in the clear"],
  ],
  [{ listen: "0.0.0.0:0" }, []],
  [{ listen: "localhost:0", token: "0123456789abcdef" }, []],
])("%j is warned of when the token crosses a network in the clear", async (http, warned) => {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const port = await httpFrontEnd({ http }, log);
  await port?.open({ machines: [] } as unknown as Daemon, { follow: () => () => {} } as unknown as ControlledDaemon);
  onTestFinished(() => port?.close());
  expect(lines.filter(({ level }) => level >= 40).map(({ msg }) => msg)).toEqual(warned);
});
