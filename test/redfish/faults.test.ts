/** Faults of the Redfish door: the conditions and effects of rules, and each ready set. */
import { describe, expect, it, test } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { configSchema } from "../../src/config/schema/schema.ts";
import { changedHeaders } from "../../src/redfish/faults/effects.ts";
import { hasValues, merged } from "../../src/redfish/faults/merge-patch.ts";
import { isMatch } from "../../src/redfish/faults/path-pattern.ts";
import type { READY_SETS } from "../../src/replies/redfish-sets.ts";
import { FakeQemu } from "../support/machine/machine.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const SYSTEM = "/redfish/v1/Systems/1";
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const SESSIONS = "/redfish/v1/SessionService/Sessions";

type Fault = Readonly<Record<string, unknown>>;

/** A service under faults, with a QEMU that can do everything. */
function faulty(...faults: readonly Fault[]) {
  const clock = new ManualClock();
  const made = redfishService({ replies: { redfish: faults } }, clock);
  new FakeQemu(made.machine, "3f");
  return { ...made, clock, applied: () => made.machine.redfishFaults.all.map(({ applied }) => applied) };
}

describe("a Redfish fault", () => {
  it.each<[string, Fault, readonly number[]]>([
    ["applies to every request", { status: 503 }, [503, 503, 503, 503]],
    ["applies to one method", { when: { method: "POST" }, status: 503 }, [200, 200, 200, 200]],
    [
      "applies to one path, with a slash at its end and a query too",
      { when: { path: SYSTEM }, status: 503 },
      [503, 503, 200, 200],
    ],
    ["takes * for a part of a path", { when: { path: "/redfish/v1/*" }, status: 503 }, [200, 200, 503, 503]],
    ["takes ** for the rest of a path", { when: { path: "/redfish/**" }, status: 503 }, [503, 503, 503, 503]],
    ["applies after two", { when: { after: 2 }, status: 503 }, [200, 200, 503, 503]],
    ["counts from there", { when: { after: 1, every: 2 }, status: 503 }, [200, 200, 503, 200]],
    ["applies once", { when: { times: 1 }, status: 503 }, [503, 200, 200, 200]],
    ["applies where a header is", { when: { header: "If-None-Match" }, status: 503 }, [200, 503, 200, 200]],
    ["applies to answers with a value", { when: { answer: { Name: "Managers" } }, status: 503 }, [200, 200, 200, 503]],
  ])("%s", (_title, fault, statuses) => {
    const { get } = faulty(fault);
    const answers = [
      get(`${SYSTEM}/?$select=Boot`),
      get(SYSTEM, { headers: { "if-none-match": '"other"' } }),
      get("/redfish/v1/Chassis"),
      get("/redfish/v1/Managers"),
    ];
    expect(answers.map(({ status }) => status)).toEqual(statuses);
  });

  it("refuses with the messages of the status, before the log-in, and carries nothing out", () => {
    const { post, get, machine, applied } = faulty({
      when: { path: RESET },
      status: 503,
      headers: { "Retry-After": "7" },
    });
    expect(post(RESET, { ResetType: "ForceOff" }, { user: null })).toMatchObject({
      ...{ status: 503, messages: ["ServiceTemporarilyUnavailable"] },
      sending: { headers: [["Retry-After", "7"]] },
    });
    expect(machine.bmc.chassis.powerOn).toBe(true);
    expect(get(SYSTEM).sending).toBeUndefined();
    expect(applied()).toEqual([1]);
  });

  it("carries the request out in spite of an error, if told to", () => {
    const { post, machine } = faulty({ when: { path: RESET }, status: 500, request: "carriedOut" });
    expect(post(RESET, { ResetType: "ForceOff" })).toMatchObject({ status: 500, messages: ["InternalError"] });
    expect(machine.bmc.chassis.powerOn).toBe(false);
  });

  it("changes and replaces the answer, its sending and its headers", () => {
    const { get } = faulty(
      { when: { path: SYSTEM }, merge: { Name: null, Boot: { Extra: 1 } }, time: { delayMs: 30 } },
      { when: { path: SYSTEM }, merge: { Model: "M" }, disconnect: "middle" },
      { when: { path: "/redfish/v1/Chassis" }, replace: { body: "<html>", contentType: "text/html" } },
    );
    const system = get(SYSTEM);
    expect(system.json).toMatchObject({
      Id: "1",
      Model: "M",
      Boot: { Extra: 1, BootSourceOverrideEnabled: "Disabled" },
    });
    expect(system.json["Name"]).toBeUndefined();
    expect(system.sending).toEqual({ isLost: false, delayMs: 30, cut: "middle", headers: [] });
    expect(get("/redfish/v1/Chassis")).toMatchObject({ body: "<html>", headers: { "Content-Type": "text/html" } });
  });

  it("leaves a refusal of the service as it is", () => {
    const { get } = faulty({ merge: { Name: "x" } });
    expect(get(SYSTEM, { user: "nobody" }).json).toEqual({ error: expect.anything() });
  });

  it("applies with a probability, the same by one seed", () => {
    const run = (seed: number) => {
      const { machine, get } = faulty({ when: { probability: 0.5 }, status: 503 });
      machine.redfishFaults.seed = seed;
      return Array.from({ length: 40 }, () => get(SYSTEM).status);
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
    expect(new Set(run(7))).toEqual(new Set([200, 503]));
  });

  it("is an event with its name, and the status that the client gets", () => {
    const { machine, get } = faulty({ name: "busy", when: { path: SYSTEM }, status: 503 });
    const events: unknown[] = [];
    machine.trace.listen((event) => void events.push(event));
    get("/redfish/v1/Chassis");
    get(SYSTEM);
    expect(events).toMatchObject([
      { kind: "redfish", peer: "192.0.2.1", method: "GET", path: SYSTEM, status: 503, rules: ["busy"] },
    ]);
  });
});

describe("the ready set", () => {
  const sets: Readonly<Record<keyof typeof READY_SETS, (service: ReturnType<typeof faulty>) => unknown>> = {
    "session-leak"({ send, post }) {
      const open = () => post(SESSIONS, { UserName: "admin", Password: "secret" }, { user: null });
      for (let n = 1; n <= 32; n++) {
        expect(open().status).toBe(201);
        expect(send("DELETE", `${SESSIONS}/${n}`).status).toBe(204);
      }
      expect(open()).toMatchObject({ status: 503, messages: ["SessionLimitExceeded"] });
    },
    "503-while-resetting"({ get, post, clock }) {
      expect(get(SYSTEM).status).toBe(200);
      expect(post(RESET, { ResetType: "ForceRestart" }).status).toBe(204);
      expect(get(SYSTEM).status).toBe(503);
      clock.advance(5000);
      expect(get(SYSTEM).status).toBe(200);
    },
    "power-state-lag"({ get, post, clock, applied }) {
      post(RESET, { ResetType: "ForceOff" });
      expect(get(SYSTEM).json["PowerState"]).toBe("On");
      clock.advance(4999);
      expect(get(SYSTEM).json["PowerState"]).toBe("On");
      clock.advance(1);
      expect(get(SYSTEM).json["PowerState"]).toBe("Off");
      expect(applied()).toEqual([2]);
    },
    "once-sticks"({ get, patch, post, machine }) {
      const boot = { BootSourceOverrideEnabled: "Once", BootSourceOverrideTarget: "Pxe" };
      expect(at(patch(SYSTEM, { Boot: boot }).json, "Boot/BootSourceOverrideEnabled")).toBe("Once");
      post(RESET, { ResetType: "ForceRestart" });
      machine.bmc.chassis.machineReset();
      expect(get(SYSTEM).json["Boot"]).toMatchObject(boot);
    },
    "boot-patch-ignored"({ get, patch }) {
      expect(patch(SYSTEM, { Boot: { BootSourceOverrideTarget: "Pxe" } }).status).toBe(200);
      expect(at(get(SYSTEM).json, "Boot/BootSourceOverrideTarget")).toBe("None");
    },
    "no-etag"({ get }) {
      const { headers = {}, sending } = get(SYSTEM);
      expect(changedHeaders(headers, sending?.headers ?? [])).not.toHaveProperty("ETag");
    },
    "weak-etag"({ get, patch }) {
      const { headers = {}, sending } = get(SYSTEM);
      const tag = changedHeaders(headers, sending?.headers ?? [])["ETag"] ?? "";
      expect(tag).toMatch(/^W\/"[\w-]{22}"$/);
      const wish = { Boot: { BootSourceOverrideTarget: "Pxe" } };
      expect(patch(SYSTEM, wish, { headers: { "if-match": tag } }).status).toBe(200);
    },
    "412-always"({ get, patch }) {
      const tag = get(SYSTEM).headers?.["ETag"] ?? "";
      const wish = { Boot: { BootSourceOverrideTarget: "Pxe" } };
      expect(patch(SYSTEM, wish, { headers: { "if-match": tag } })).toMatchObject({
        ...{ status: 412, messages: ["PreconditionFailed"] },
      });
      expect(patch(SYSTEM, wish).status).toBe(200);
    },
    "no-allowable-values"({ get }) {
      const resources = [SYSTEM, "/redfish/v1/Managers/1"].map((path) => JSON.stringify(get(path).json));
      expect(resources.filter((text) => text.includes("AllowableValues"))).toEqual([]);
      expect(at(get(SYSTEM).json, "Actions/#ComputerSystem.Reset/target")).toBe(RESET);
    },
    "insert-needs-TransferProtocolType"({ post }) {
      const insert = "/redfish/v1/Managers/1/VirtualMedia/Cd/Actions/VirtualMedia.InsertMedia";
      const refused = post(insert, { Image: "http://192.0.2.1/x.iso" });
      expect(refused).toMatchObject({ status: 400, messages: ["ActionParameterMissing"] });
      expect(JSON.stringify(refused.json)).toContain("Base.1.5.ActionParameterMissing");
      expect(post(insert, { Image: "http://192.0.2.1/x.iso", TransferProtocolType: "HTTP" }).status).not.toBe(400);
    },
    "eject-needs-body"({ post }) {
      const eject = "/redfish/v1/Managers/1/VirtualMedia/Cd/Actions/VirtualMedia.EjectMedia";
      expect(post(eject).status).toBe(415);
      expect(post(eject, {}).status).not.toBe(415);
    },
    "vmedia-under-manager-only"({ get }) {
      expect(get(SYSTEM).json["VirtualMedia"]).toBeUndefined();
      const statuses = ["", "/cd0"].map((path) => get(`${SYSTEM}/VirtualMedia${path}`).status);
      expect(statuses).toEqual([404, 404]);
    },
    "settings-object"({ get, patch }) {
      const settings = at(get(SYSTEM).json, "@Redfish.Settings/SettingsObject/@odata.id");
      expect(settings).toBe(`${SYSTEM}/Settings`);
      const wish = { Boot: { BootSourceOverrideTarget: "Pxe" } };
      expect(patch(SYSTEM, wish).status).toBe(405);
      expect(patch(`${SYSTEM}/Settings`, wish).json).toMatchObject({
        "@odata.id": settings,
        Boot: { BootSourceOverrideTarget: "Pxe" },
      });
      expect(at(get(SYSTEM).json, "Boot/BootSourceOverrideTarget")).toBe("Pxe");
    },
    "task-for-everything"({ get, patch, post, clock }) {
      const wish = { Boot: { BootSourceOverrideTarget: "Pxe" } };
      const { status, headers, json } = patch(SYSTEM, wish);
      const monitor = headers?.["Location"] ?? "";
      expect([status, json["TaskState"], get(monitor).status]).toEqual([202, "Running", 202]);
      expect(post(RESET, { ResetType: "ForceRestart" }).status).toBe(202);
      expect(post(SESSIONS, { UserName: "admin", Password: "secret" }).status).toBe(201);
      expect(patch(SYSTEM, { Wrong: 1 }).status).toBe(400);
      clock.advance(2000);
      return expect.poll(() => get(monitor)).toMatchObject({ status: 200, json: { "@odata.id": SYSTEM, ...wish } });
    },
    "no-ManagedBy"({ get }) {
      expect(Object.keys(get(SYSTEM).json["Links"] as object)).toEqual(["Chassis"]);
    },
    "wrong-case-manufacturer"({ get }) {
      const makers = [SYSTEM, "/redfish/v1/Chassis/1"].map((path) => get(path).json["Manufacturer"]);
      expect(makers).toEqual(["dELL iNC.", "dELL iNC."]);
    },
  };

  test.each(Object.entries(sets))("%s", async (set, check) => {
    const service = faulty({ set });
    await check(service);
    const [{ fault, applied } = { fault: undefined, applied: 0 }] = service.machine.redfishFaults.all;
    expect(fault?.name).toBe(set);
    expect(applied).toBeGreaterThan(0);
  });
});

test("a set with times applies to so many requests", () => {
  const { get, applied } = faulty({ set: "wrong-case-manufacturer", when: { path: SYSTEM, times: 1 } });
  const makers = ["/redfish/v1/Chassis/1", SYSTEM, SYSTEM].map((path) => get(path).json["Manufacturer"] ?? null);
  expect(makers.filter((maker) => maker === "dELL iNC.")).toHaveLength(1);
  expect(applied()).toEqual([1]);
});

test("a merge patch changes members, replaces other values and removes by null", () => {
  const patch = { a: { b: null, d: 4 }, list: [3] };
  expect(merged({ a: { b: 1, c: 2 }, list: [1, 2], x: 0 }, patch)).toEqual({ a: { c: 2, d: 4 }, list: [3], x: 0 });
});

test("a part is in a whole when all its values are", () => {
  expect(hasValues({ a: { b: 1, c: [1] } }, { a: { c: [1] } })).toBe(true);
  expect(hasValues({ a: { b: 1 } }, { a: { b: 2 } })).toBe(false);
  expect(hasValues({ a: 1 }, { a: {} })).toBe(false);
});

test.each<[string, Fault, string]>([
  ["a set with effects", { set: "no-etag", status: 503 }, "a set, or effects; not both"],
  [
    "lag without an exact path",
    { when: { path: "/**" }, lag: { properties: ["PowerState"], ms: 1 } },
    "a path without *",
  ],
  ["a header that delimits the answer", { headers: { "Content-Length": "1" } }, "a header that does not delimit"],
  ["a header of two lines", { headers: { X: "a\nb" } }, "printable text"],
  ["an unknown set", { set: "none" }, "one of session-leak"],
])("refuses %s", (_title, fault, words) => {
  const result = configSchema.safeParse({ replies: { redfish: [fault] } });
  expect(JSON.stringify(result.error?.issues)).toContain(words);
});

test("a request that is nested too deeply for a condition on its body is answered", () => {
  const { post } = faulty({ when: { body: { Boot: "x" } }, status: 503 });
  const depth = 30_000;
  expect(post(RESET, `{"Boot":${"[".repeat(depth)}${"]".repeat(depth)}}`).status).toBe(500);
});

test.each<[string, string, boolean]>([
  ["/a/*/c", "/a/b/c", true],
  ["/a/*/c", "/a/b/b/c", false],
  ["/a/*", "/a/", true],
  ["/a**", "/a", true],
  ["**/c", "/a/b/c", true],
  ["/**/b/*", "/a/b/c/b/d", true],
  ["/a.c", "/abc", false],
  ["/*", "/*", true],
])("pattern %s and path %s: %s", (pattern, path, isOne) => {
  expect(isMatch(pattern, path)).toBe(isOne);
});

test("no path makes a pattern slow", () => {
  expect(isMatch(`/${"**a".repeat(20)}b`, `/${"a".repeat(511)}`)).toBe(false);
});
