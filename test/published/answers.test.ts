/** Answers to PATCH, POST and DELETE, refusals, and the shared door, against DMTF's schemas: `npm run published`. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BASE_REGISTRY } from "../../src/redfish/messages.ts";
import { isJson, type Json } from "../../src/redfish/resource.ts";
import { ENDPOINTS } from "../../src/redfish/routes.ts";
import { FakeQemu } from "../support/machine/machine.ts";
import { crawl, EVERYTHING } from "../support/redfish/crawl.ts";
import { CD, EJECT, INSERT, mediaClient, WITHOUT_END } from "../support/redfish/media.ts";
import { PublishedSchemas, registryIn } from "../support/redfish/published-schemas.ts";
import { sharedService } from "../support/redfish/shared.ts";

const { REDFISH_SCHEMAS: folder = "" } = process.env;
const ROOT = "/redfish/v1";
const SYSTEM = `${ROOT}/Systems/1`;
const ACCOUNTS = `${ROOT}/AccountService/Accounts`;
const SUBSCRIPTIONS = `${ROOT}/EventService/Subscriptions`;
const ERROR = "#redfish-error.v1_0_2.RedfishError";

/** Their bodies are OData's own. */
const UNTYPED: ReadonlySet<string> = new Set(["/redfish", `${ROOT}/odata`]);

const schemas = new PublishedSchemas(join(folder, "json-schema"));
const registry = registryIn(join(folder, "registries"), BASE_REGISTRY);

/** Complaints about the body of an answer, and about messages in it with the wrong number of arguments. */
function complaints({ body }: { readonly body?: unknown }): readonly string[] {
  const json: unknown = isJson(body) ? JSON.parse(JSON.stringify(body)) : undefined;
  if (!isJson(json)) return [];
  const found = "error" in json ? schemas.complaints(json, ERROR) : schemas.complaints(json);
  return [...found, ...messagesIn(json).flatMap(wrongArguments)];
}

function messagesIn(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(messagesIn);
  if (!isJson(value)) return [];
  const inside = Object.values(value).flatMap(messagesIn);
  return "MessageId" in value && `${value["MessageId"]}`.startsWith("Base.") ? [value, ...inside] : inside;
}

function wrongArguments({ MessageId: id, MessageArgs: args = [], MessageSeverity: severity }: Json): readonly string[] {
  const known = registry[`${id}`.split(".").at(-1) ?? ""];
  const own = { count: Array.isArray(args) ? args.length : 0, severity };
  const right = { count: known?.NumberOfArgs, severity: known?.MessageSeverity };
  return own.count === right.count && severity === right.severity ? [] : [`${id} ${JSON.stringify({ own, right })}`];
}

/** Requests that are done, in this order. */
const DONE: readonly (readonly [method: string, path: string, body: unknown])[] = [
  ["POST", `${ROOT}/SessionService/Sessions`, { UserName: "viewer", Password: "secret" }],
  ["PATCH", `${ROOT}/SessionService`, { SessionTimeout: 600 }],
  ["POST", ACCOUNTS, { UserName: "agent", Password: "agents-secret", RoleId: "Operator" }],
  ["PATCH", `${ACCOUNTS}/5`, { RoleId: "ReadOnly", Enabled: false }],
  ["DELETE", `${ACCOUNTS}/5`, ""],
  ["POST", SUBSCRIPTIONS, { Destination: "http://127.0.0.1:9/", Protocol: "Redfish" }],
  ["PATCH", `${SUBSCRIPTIONS}/1`, { Context: "mine" }],
  ["DELETE", `${SUBSCRIPTIONS}/1`, ""],
  ["PATCH", `${ROOT}/EventService`, { DeliveryRetryAttempts: 2 }],
  ["POST", `${ROOT}/EventService/Actions/EventService.SubmitTestEvent`, { MessageId: "A.1.0.One" }],
  ["PATCH", SYSTEM, { AssetTag: "a tag", LocationIndicatorActive: true }],
  ["PATCH", SYSTEM, { Boot: { BootSourceOverrideTarget: "UefiBootNext", BootNext: "Boot0001" } }],
  ["GET", SYSTEM, ""],
  ["PATCH", `${SYSTEM}/Bios/Settings`, { Attributes: { NumLock: false, Frequency: 3000 } }],
  ["GET", `${SYSTEM}/Bios/Settings`, ""],
  ["GET", `${SYSTEM}/Bios`, ""],
  ["PATCH", `${SYSTEM}/SecureBoot`, { SecureBootEnable: true }],
  ["PATCH", `${ROOT}/Chassis/1`, { AssetTag: "a tag" }],
  ["PATCH", `${ROOT}/Managers/1`, { DateTime: "2030-01-02T03:04:05Z" }],
  ["POST", `${SYSTEM}/Actions/ComputerSystem.Reset`, { ResetType: "ForceRestart" }],
  ["POST", `${SYSTEM}/LogServices/SEL/Actions/LogService.ClearLog`, {}],
];

/** A tree with everything, on a machine that boots from disk, network and CD. */
function everything() {
  const client = crawl(EVERYTHING);
  new FakeQemu(client.machine, "3f");
  const devices = new Set(["disk", "network", "cdrom"] as const);
  client.machine.host.bootBy({ keep() {}, prepare() {}, machineReset() {}, devices });
  return client;
}

describe("what the service answers is as DMTF publishes it", () => {
  it("requests that are done", () => {
    const { send } = everything();
    for (const [method, path, body] of DONE) {
      const answer = send(method, path, body);
      expect([method, path, answer.status < 300, answer.messages, complaints(answer)]).toEqual([
        method,
        path,
        true,
        [],
        [],
      ]);
    }
  });

  it("each resource, when a client sends it back as it is, with an unknown property, and with wrong types", () => {
    const { send, resources } = everything();
    for (const [path, json] of resources) {
      const wrong = Object.fromEntries(Object.keys(json).map((name) => [name, ["wrong"]]));
      for (const body of [json, { Unknown: 1 }, wrong, {}, "no JSON", "[]"]) {
        const answer = send("PATCH", path, body);
        expect([path, body, ...complaints(answer)]).toEqual([path, body]);
      }
    }
  });

  it("every path with every method, without a body that it takes, and without a user", () => {
    const { send } = everything();
    for (const { path: pattern } of ENDPOINTS) {
      if (UNTYPED.has(pattern)) continue;
      const path = pattern.replaceAll(/:\w+/g, "nothing");
      for (const method of ["POST", "PUT", "DELETE", "PATCH", "GET"]) {
        for (const [body, options] of [
          ["{}", {}],
          ['{"Unknown":1}', {}],
          ["{}", { user: null }],
          ["{}", { user: "viewer" }],
        ] as const) {
          const answer = send(method, path, body, options);
          expect([method, path, body, ...complaints(answer)]).toEqual([method, path, body]);
        }
      }
    }
  });

  it("a condition that is not met, a resource that is not there, a query that nothing takes", () => {
    const { send } = everything();
    const headers = { "if-match": '"another"' };
    for (const answer of [
      send("PATCH", SYSTEM, { AssetTag: "x" }, { headers }),
      ...["/nothing", "/Systems/2", "/Systems?$unknown=1", "/Systems?$filter=(", "/Systems?$top=x", "?only"].map(
        (path) => send("GET", `${ROOT}${path}`),
      ),
    ]) {
      expect([answer.status >= 400, ...complaints(answer)]).toEqual([true]);
    }
  });
});

describe("virtual media", () => {
  it("an image that is inserted and ejected, a task of a download, and refusals", async () => {
    const { post, patch, get, url } = await mediaClient();
    for (const answer of [
      await post(INSERT, { Image: url }),
      get(CD),
      await post(INSERT, { Image: url }),
      await post(EJECT, {}),
      await post(INSERT, { Image: "nfs://x/y" }),
      await post(INSERT, {}),
      patch(CD, { Image: 5 }),
    ]) {
      expect(complaints(answer)).toEqual([]);
    }
    const slow = await mediaClient(WITHOUT_END);
    const begun = await slow.begin();
    expect(begun.status).toBe(202);
    expect(complaints(begun)).toEqual([]);
    const tasks = slow.get(`${ROOT}/TaskService/Tasks`).json["Members"] as readonly { "@odata.id": string }[];
    for (const { "@odata.id": path } of tasks) expect(complaints(slow.get(path))).toEqual([]);
  });
});

describe("the shared door", () => {
  it("every resource of every machine, answers to changes, and refusals", () => {
    const { send } = sharedService({ a: EVERYTHING });
    const seen = new Set<string>();
    const left = [`${ROOT}/`, ...["a", "b"].map((name) => `${ROOT}/Managers/${name}/AccountService`)];
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const answer = send("GET", path);
      expect([path, answer.status, ...complaints(answer)]).toEqual([path, 200]);
      left.push(...[...JSON.stringify(answer.json).matchAll(/"@odata\.id":"([^"#]*)"/g)].map(([, link = ""]) => link));
      const refused = send("PATCH", path, { body: { Unknown: 1 } });
      expect([path, ...complaints(refused)]).toEqual([path]);
    }
    expect(seen.size).toBeGreaterThan(100);
    for (const [method, path, body] of [
      ["POST", "/SessionService/Sessions", { UserName: "admin", Password: "secret" }],
      ["POST", "/SessionService/Sessions", { UserName: "admin", Password: "wrong" }],
      ["PATCH", "/Systems/a", { Boot: { BootSourceOverrideTarget: "Pxe" } }],
      ["PATCH", "/Systems/a/Bios/Settings", { Attributes: { NumLock: false } }],
      ["POST", "/Systems/b/Actions/ComputerSystem.Reset", { ResetType: "Nothing" }],
      ["PATCH", "/Systems/c", { AssetTag: "x" }],
    ] as const) {
      const answer = send(method, `${ROOT}${path}`, { body });
      expect([method, path, ...complaints(answer)]).toEqual([method, path]);
    }
  });
});
