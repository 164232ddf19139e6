/** The shared door: all machines by name, for the users of each. */
import { pino } from "pino";
import { describe, expect, it, test, vi } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import type { Json } from "../../src/redfish/resource.ts";
import { machineIn, renamed } from "../../src/redfish/shared/names.ts";
import { at } from "../support/redfish/service.ts";
import { sharedService as shared } from "../support/redfish/shared.ts";

const ROOT = "/redfish/v1";

const links = (...names: readonly string[]) => names.map((name) => ({ "@odata.id": `${ROOT}/Systems/${name}` }));

describe("a user of the shared door", () => {
  it("sees the machines where name and password are right", () => {
    const { names } = shared();
    expect(names("admin:secret")).toEqual(links("a", "b"));
    expect(names("admin:other")).toEqual(links("c"));
    expect(names("viewer:look")).toEqual(links("b"));
    expect(names("admin:wrong")).toBeUndefined();
  });

  it("finds every path under the machine's name, along the links", () => {
    const { send } = shared();
    const seen = new Set<string>();
    const services = ["AccountService", "EventService", "TaskService"].map((name) => `${ROOT}/Managers/b/${name}`);
    const left = [`${ROOT}/`, ...services];
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, json, body } = send("GET", path);
      expect([path, status]).toEqual([path, 200]);
      if (typeof body === "string") continue;
      expect([path, json["@odata.id"]]).toEqual([path, path]);
      left.push(...[...JSON.stringify(json).matchAll(/"@odata\.id":"([^"#]*)"/g)].map(([, link = ""]) => link));
    }
    expect([...seen].filter((path) => /\/(?:Systems|Chassis|Managers)\/(?:1|c)(?:\/|$)/.test(path))).toEqual([]);
    for (const path of ["Systems/a", "Managers/b/EventService/Subscriptions", "Chassis/a/Sensors", "Registries/Base"]) {
      expect(seen).toContain(`${ROOT}/${path}`);
    }
  });

  it("is told of a mistake of ours with status 500", () => {
    const { send, machines } = shared();
    for (const { bmc } of machines) {
      vi.spyOn(bmc.users, "password").mockImplementation(() => {
        throw new TypeError("a mistake");
      });
    }
    expect(send("GET", `${ROOT}/Systems`)).toMatchObject({ status: 500, json: { error: { code: expect.anything() } } });
  });

  it("acts on one machine", () => {
    const { send, machines } = shared();
    const system = send("GET", `${ROOT}/Systems/b`).json;
    expect(system).toMatchObject({ Id: "b", Name: "b" });
    const wish = { Boot: { BootSourceOverrideTarget: "Pxe" } };
    const { json, headers } = send("PATCH", `${ROOT}/Systems/b`, { body: wish });
    expect(json).toMatchObject({ "@odata.id": `${ROOT}/Systems/b`, ...wish });
    expect(headers?.["ETag"]).toBe(send("GET", `${ROOT}/Systems/b`).headers?.["ETag"]);
    expect(machines.map(({ bmc }) => bmc.chassis.bootOptions.isPending)).toEqual([false, true, false]);
  });

  it("has its role at each machine, and none where the password is another", () => {
    const { send, machines } = shared();
    expect(send("PATCH", `${ROOT}/Systems/b`, { user: "viewer:look", body: { Boot: {} } }).status).toBe(403);
    expect(send("GET", `${ROOT}/Systems/a`, { user: "viewer:look" }).status).toBe(404);
    expect(send("GET", `${ROOT}/Systems/c`).status).toBe(404);
    expect(machines).toHaveLength(3);
  });

  it("that guesses is refused after ten wrong passwords, whatever it sends", () => {
    const { send } = shared();
    for (let n = 0; n < 10; n++) expect(send("GET", `${ROOT}/Systems`, { user: `admin:${n}` }).status).toBe(401);
    expect(send("GET", `${ROOT}/Systems`).status).toBe(429);
    expect(send("GET", `${ROOT}/Systems/a`).status).toBe(429);
  });
});

describe("a machine that the credentials do not open", () => {
  const lan = { sessions: { offlineAfterReset: "5s" } };
  type Sent = Parameters<ReturnType<typeof shared>["send"]>[2];
  it.each<[string, Sent, number]>([
    ["right elsewhere", {}, 404],
    ["wrong everywhere", { user: "admin:wrong" }, 401],
    ["absent", { user: "" }, 401],
    ["the token of no session", { token: "none" }, 401],
  ])("is like one that does not exist, also with faults and during its reset: they are %s", (_title, sent, status) => {
    const { send, machines } = shared({ c: { lan, replies: { redfish: [{ name: "broken", status: 500 }] } } });
    expect(send("GET", `${ROOT}/Systems/c`, { user: "admin:other" }).status).toBe(500);
    const ask = (name: string, method: string, rest: string) => {
      const { json: _, ...reply } = send(method, `${ROOT}/Systems/${name}${rest}`, sent);
      return [reply.status, JSON.stringify(reply).replaceAll(`Systems/${name}`, "Systems/NAME")];
    };
    const compare = (method: string, rest: string) => {
      expect(ask("c", method, rest)).toEqual(ask("z", method, rest));
      expect(ask("c", method, rest)[0]).toBe(status);
    };
    compare("GET", "/none");
    machines[2]?.bmc.sessions.reset();
    compare("POST", "/Actions/ComputerSystem.Reset");
  });

  it("answers 503 during its reset only to its users", () => {
    const { send, machines } = shared({ c: { lan } });
    machines[2]?.bmc.sessions.reset();
    const statuses = ["admin:other", "admin:secret", ""].map((user) => {
      return send("GET", `${ROOT}/Managers/c`, { user }).status;
    });
    expect(statuses).toEqual([503, 404, 401]);
  });

  it.each(["c", "z"])("counts for the address, whether it exists or not: %s", (name) => {
    const { send } = shared();
    for (let n = 0; n < 10; n++) expect(send("GET", `${ROOT}/Systems/${name}`).status).toBe(404);
    expect(send("GET", `${ROOT}/Systems/a`).status).toBe(429);
  });

  it("counts for the lock-out of the user there, and nowhere else", () => {
    const { send, machines } = shared();
    for (const { bmc } of machines) {
      const { badPasswordThreshold } = bmc.lan.values;
      bmc.lan.set({ badPasswordThreshold: { ...badPasswordThreshold, attempts: 2, lockoutInterval: 6 } });
    }
    for (const user of ["admin:secret", "admin:wrong"]) send("GET", `${ROOT}/Systems/c`, { user });
    expect(machines.map(({ bmc }) => bmc.lan.lockOut.isLocked(2))).toEqual([false, false, true]);
    expect(send("GET", `${ROOT}/Systems/c`, { user: "admin:other" }).status).toBe(401);
  });
});

test("each machine has its own registry of BIOS attributes, along the links", () => {
  const { send } = shared({
    a: { bios: { attributes: { NumLock: true } } },
    b: { bios: { attributes: { Speed: { value: 2, min: 1, max: 3 } } } },
    c: { bios: { attributes: { Hidden: 1 } } },
  });
  const found = ["a", "b"].map((name) => {
    const id = send("GET", `${ROOT}/Systems/${name}/Bios`).json["AttributeRegistry"];
    expect(id).toBe(`BiosAttributeRegistry-${name}.v1_0_0`);
    const file = send("GET", `${ROOT}/Registries/BiosAttributeRegistry-${name}`).json;
    expect(file).toMatchObject({ Id: `BiosAttributeRegistry-${name}`, Registry: id });
    const uri = `${(file["Location"] as readonly Json[])[0]?.["Uri"]}`;
    const registry = send("GET", uri).json;
    expect(registry).toMatchObject({ Id: id, "@odata.id": uri });
    return (at(registry, "RegistryEntries/Attributes") as readonly Json[])[0]?.["AttributeName"];
  });
  expect(found).toEqual(["NumLock", "Speed"]);
  const files = ["Base", "ResourceEvent", "BiosAttributeRegistry-a", "BiosAttributeRegistry-b"];
  expect(at(send("GET", `${ROOT}/Registries`).json, "Members")).toEqual(
    files.map((name) => ({ "@odata.id": `${ROOT}/Registries/${name}` })),
  );
  for (const name of ["c", "z"]) {
    expect(send("GET", `${ROOT}/Registries/BiosAttributeRegistry-${name}`).status).toBe(404);
  }
});

test("faults and resets of machines do not change what DMTF publishes", () => {
  const own = {
    lan: { sessions: { offlineAfterReset: "5s" } },
    replies: { redfish: [{ name: "broken", status: 500 }] },
  };
  const { send, machines } = shared({ a: own, b: own, c: own });
  for (const { bmc } of machines) bmc.sessions.reset();
  const paths = ["$metadata", "Registries", "Registries/Base", "JsonSchemas", "JsonSchemas/Chassis"];
  expect(paths.map((path) => send("GET", `${ROOT}/${path}`).status)).toEqual([200, 200, 200, 200, 200]);
});

test("subscriptions reach what their machine's configuration allows", () => {
  const { send } = shared();
  const body = { Destination: "http://192.0.2.7/", Protocol: "Redfish" };
  const subscribe = (name: string) => send("POST", `${ROOT}/Managers/${name}/EventService/Subscriptions`, { body });
  expect(["a", "b"].map((name) => subscribe(name).status)).toEqual([400, 201]);
});

test("streams end with their machine", () => {
  const { machines, send, service } = shared();
  const ended: string[] = [];
  for (const name of ["a", "b"]) {
    const { stream } = send("GET", `${ROOT}/Managers/${name}/EventService/SSE`);
    stream?.({ write() {}, end: () => void ended.push(name) });
  }
  if (machines[0]) service.ended(machines[0]);
  expect(ended).toEqual(["a"]);
});

test("without a log-in, the shared door shows its root and no machine", () => {
  const { send } = shared();
  const open = ["/redfish", `${ROOT}/`, `${ROOT}/odata`, `${ROOT}/$metadata`];
  expect(open.map((path) => send("GET", path, { user: "" }).status)).toEqual([200, 200, 200, 200]);
  for (const path of ["Systems", "Systems/a", "Systems/none", "SessionService", "Registries", "AccountService"]) {
    expect([path, send("GET", `${ROOT}/${path}`, { user: "" }).status]).toEqual([path, 401]);
  }
  expect(send("PUT", `${ROOT}/Systems`)).toMatchObject({ status: 405, headers: { Allow: "GET, HEAD" } });
  expect(send("GET", `${ROOT}/?$expand=.`, { user: "" }).status).toBe(401);
  expect(at(send("GET", `${ROOT}/Systems?$top=1&$skip=1`).json, "Members")).toEqual(links("b"));
});

test.each([
  ["/redfish/v1/Systems/a", "a", "/redfish/v1/Systems/1"],
  ["/redfish/v1/Managers/a/EventService/SSE", "a", "/redfish/v1/EventService/SSE"],
  ["/redfish/v1/Systems/a/?$expand=.", "a", "/redfish/v1/Systems/1/?$expand=."],
  ["/redfish/v1/Systems/a/EventService", "a", "/redfish/v1/Systems/1/EventService"],
])("%s is at machine %s", (url, name, inner) => {
  expect(machineIn(url)).toEqual({ name, url: inner });
});

test("paths in answers, headers and streams get the machine's name; other text stays", () => {
  const texts: string[] = [];
  const reply = renamed(
    {
      status: 202,
      headers: { Location: "/redfish/v1/TaskService/TaskMonitors/1" },
      body: { a: ["/redfish/v1/Systems/1", "/redfish/v1/Systems/10"], b: "see /redfish/v1/Systems/1" },
      stream(sink) {
        sink.write('data: {"x":"/redfish/v1/Systems/1/LogServices"}');
        return () => {};
      },
    },
    "vm",
  );
  reply.stream?.({ write: (text) => void texts.push(text), end() {} });
  expect(reply.headers).toEqual({ Location: "/redfish/v1/Managers/vm/TaskService/TaskMonitors/1" });
  expect(reply.body).toEqual({
    a: ["/redfish/v1/Systems/vm", "/redfish/v1/Systems/10"],
    b: "see /redfish/v1/Systems/1",
  });
  expect(texts).toEqual(['data: {"x":"/redfish/v1/Systems/vm/LogServices"}']);
});

test("a daemon opens it, names its address last, passes settings on, and closes it", async () => {
  const config = configSchema.parse({
    name: "vm0",
    listen: [],
    redfish: { eventDestinations: ["192.0.2.7"] },
    sharedRedfish: { listen: "http:127.0.0.1:0" },
  });
  const daemon = await startDaemon({ ...config, machines: [config] }, pino({ level: "silent" }));
  const [address = ""] = daemon.addresses;
  const url = address.replace("http:", "http://");
  expect((await fetch(`${url}/redfish/v1/`)).status).toBe(200);
  expect(daemon.eventDestinationsOf("vm0")).toEqual(["192.0.2.7"]);
  await daemon.stop();
  await expect(fetch(`${url}/redfish/v1/`)).rejects.toThrow("fetch failed");
});
