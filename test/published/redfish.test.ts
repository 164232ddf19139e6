/**
 * Redfish answers against DMTF's schemas and registries (release 2025.4), which are not part of the project: `npm run published`
 * with a checkout of DMTF/Redfish-Publications in REDFISH_SCHEMAS.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BASE_REGISTRY, MESSAGES, message } from "../../src/redfish/messages.ts";
import { crawl, EVERYTHING } from "../support/redfish/crawl.ts";
import { PublishedSchemas, registryIn } from "../support/redfish/published-schemas.ts";

const { REDFISH_SCHEMAS: folder } = process.env;
if (!folder) throw new Error("REDFISH_SCHEMAS is not set: it names a checkout of DMTF/Redfish-Publications");

describe("what the service sends is as DMTF publishes it", () => {
  const schemas = new PublishedSchemas(join(folder, "json-schema"));

  it.each([
    ["with everything configured", EVERYTHING],
    ["with nothing configured", {}],
  ])("every resource, %s", (_title, settings) => {
    const { resources } = crawl(settings);
    for (const [path, json] of resources) expect([path, ...schemas.complaints(json)]).toEqual([path]);
  });
  it("subscriptions, an open stream, and an event in it", () => {
    const { get, post, machine } = crawl({});
    const service = "/redfish/v1/EventService";
    const texts: string[] = [];
    get(`${service}/SSE`).stream?.({ write: (text) => void texts.push(text), end() {} });
    post(`${service}/Subscriptions`, { Destination: "http://127.0.0.1:9/", Protocol: "Redfish" });
    machine.bmc.sel.add(Uint8Array.of(0, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, 1, 0x30, 1, 0x57, 0x20, 0x18));
    const shown = ["1", "SSE1"].map((id) => get(`${service}/Subscriptions/${id}`).json);
    const sent = texts.flatMap((text) => /^data: (.*)$/m.exec(text)?.slice(1) ?? []).map((text) => JSON.parse(text));
    expect(sent).toHaveLength(1);
    for (const json of [...shown, ...sent]) expect(schemas.complaints(json)).toEqual([]);
  });
  it("messages: their schema, their number of arguments, their severity", () => {
    const registry = registryIn(join(folder, "registries"), BASE_REGISTRY);
    for (const [name, { text, severity }] of Object.entries(MESSAGES)) {
      const places = [...text.matchAll(/%(\d)/g)].map(([, place]) => Number(place));
      const own = { NumberOfArgs: Math.max(0, ...places), MessageSeverity: severity };
      expect([name, registry[name]]).toMatchObject([name, own]);
    }
    expect(schemas.complaints(message("PropertyUnknown", ["x"]))).toEqual([]);
  });
});
