import pino from "pino";
import { expect, it } from "vitest";
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
