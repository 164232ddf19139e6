import { describe, expect, it, test } from "vitest";
import { at, redfishService } from "../support/redfish/service.ts";

const SYSTEM = "/redfish/v1/Systems/1";

describe("what needs no log-in", () => {
  it.each(["/redfish", "/redfish/v1", "/redfish/v1/", "/redfish/v1/odata", "/redfish/v1/$metadata"])("%s", (path) => {
    expect(redfishService().get(path, { user: null }).status).toBe(200);
  });
  it("is not a way to read the rest", () => {
    const { get } = redfishService();
    expect(get("/redfish/v1?$expand=*", { user: null }).status).toBe(401);
    expect(get("/redfish/v1/Nowhere", { user: null }).status).toBe(401);
    expect(get("/redfish/v1/Nowhere")).toMatchObject({ status: 404, messages: ["ResourceMissingAtURI"] });
  });
  it("names every schema in the metadata, and the container of the root", () => {
    const { body } = redfishService().get("/redfish/v1/$metadata");
    expect(body).toContain('Namespace="ComputerSystem.v1_27_0"');
    expect(body).toContain('Extends="ServiceRoot.v1_20_0.ServiceContainer"');
  });
});

describe("Basic authentication", () => {
  it("takes the users of the LAN channel, with one answer for a wrong name and a wrong password", () => {
    const { get } = redfishService();
    expect(get(SYSTEM).status).toBe(200);
    const wrong = get(SYSTEM, { password: "wrong" });
    expect(wrong).toMatchObject({ status: 401, messages: ["NoValidSession"] });
    expect(wrong.headers?.["WWW-Authenticate"]).toBe('Basic realm="Redfish"');
    expect(get(SYSTEM, { user: "nobody" })).toEqual(wrong);
  });
  it.each([
    ["the null user", "", ""],
    ["an empty password", "admin", ""],
    ["a longer password that begins like the right one", "admin", "secret\0"],
    ["a name that is Latin-1 only when cut", "\u0161dmin", "secret"],
  ])("refuses %s", (_title, user, password) => {
    expect(redfishService().get(SYSTEM, { user, password }).status).toBe(401);
  });
  it.each(["", "\0", "no password has 21 bytes", "\u0161ecret"])(
    "refuses a user without a password, whatever is given: %j",
    (password) => {
      const { machine, get } = redfishService();
      machine.bmc.users.setPassword(2, new Uint8Array(16));
      expect(get(SYSTEM, { password }).status).toBe(401);
    },
  );
  it("obeys the lock-out of parameter 26", () => {
    const { machine, get } = redfishService();
    const { badPasswordThreshold } = machine.bmc.lan.values;
    machine.bmc.lan.set({
      badPasswordThreshold: { ...badPasswordThreshold, attempts: 2, resetInterval: 0, lockoutInterval: 6 },
    });
    for (const _ of [1, 2]) get(SYSTEM, { user: "viewer", password: "wrong" });
    expect(get(SYSTEM, { user: "viewer" }).status).toBe(401);
    expect(get("/redfish/v1/AccountService/Accounts/4").json["Locked"]).toBe(true);
    expect(get("/redfish/v1/AccountService").json).toMatchObject({
      AccountLockoutThreshold: 2,
      AccountLockoutDuration: 60,
    });
  });
});

describe("requests", () => {
  it("of another OData version are refused", () => {
    const { get } = redfishService();
    expect(get(SYSTEM, { headers: { "odata-version": "4.01" } }).status).toBe(412);
    expect(get(SYSTEM, { headers: { "odata-version": "4.0" } }).status).toBe(200);
  });
  it.each([
    ["{", "MalformedJSON"],
    ["[]", "UnrecognizedRequestBody"],
    ["1", "UnrecognizedRequestBody"],
  ])("with the body %s are refused", (body, message) => {
    expect(redfishService().patch(SYSTEM, body)).toMatchObject({ status: 400, messages: [message] });
  });
  it("report every problem at once, and change nothing", () => {
    const { patch, get } = redfishService();
    const answer = patch(SYSTEM, { LocationIndicatorActive: true, PowerState: "Off", Nonsense: 1, IndicatorLED: 5 });
    expect(answer.status).toBe(400);
    expect(answer.messages).toEqual(["PropertyNotWritable", "PropertyUnknown", "PropertyValueTypeError"]);
    expect(at(answer.json, "error/code")).toMatch(/\.GeneralError$/);
    expect(get(SYSTEM).json["LocationIndicatorActive"]).toBe(false);
  });
  it.each(["toString", "__proto__", "constructor"])("find no property %s", (name) => {
    const { patch } = redfishService();
    const body = (inside: string) => patch(SYSTEM, inside).messages;
    expect(body(`{"${name}": 1}`)).toEqual(["PropertyUnknown"]);
    expect(body(`{"Boot": {"${name}": {}}}`)).toEqual(["PropertyUnknown"]);
  });
  it("may have annotations, as what was read has", () => {
    const { patch, machine } = redfishService();
    const answer = patch(SYSTEM, { "@odata.id": SYSTEM, LocationIndicatorActive: true });
    expect(answer).toMatchObject({ status: 200, json: { LocationIndicatorActive: true, IndicatorLED: "Blinking" } });
    expect(machine.bmc.chassis.identify.state).toBe("indefinite");
  });
});

describe("entity tags", () => {
  it.each([(tag: string) => tag, (tag: string) => `W/${tag}`, (tag: string) => tag.replaceAll('"', ""), () => "*"])(
    "are matched as clients send them",
    (sent) => {
      const { get, patch } = redfishService();
      const tag = get(SYSTEM).headers?.["ETag"] ?? "";
      expect(patch(SYSTEM, { IndicatorLED: "Off" }, { headers: { "if-match": sent(tag) } }).status).toBe(200);
    },
  );
  it("change with the resource", () => {
    const { get, patch } = redfishService();
    const tag = get(SYSTEM).headers?.["ETag"] ?? "";
    expect(get(SYSTEM, { headers: { "if-none-match": tag } })).toMatchObject({ status: 304, headers: { ETag: tag } });
    patch(SYSTEM, { IndicatorLED: "Lit" });
    const old = { headers: { "if-match": tag } };
    expect(patch(SYSTEM, { IndicatorLED: "Off" }, old)).toMatchObject({
      status: 412,
      messages: ["PreconditionFailed"],
    });
    expect(get(SYSTEM, { headers: { "if-none-match": tag } }).status).toBe(200);
  });
});

describe("query parameters", () => {
  it("$expand puts subordinate resources in place of links, down to two levels", () => {
    const { get } = redfishService();
    const plain = get("/redfish/v1/Systems?$expand=.").json;
    expect(plain["Members"]).toMatchObject([{ Name: "bmc", LogServices: { "@odata.id": `${SYSTEM}/LogServices` } }]);
    const deep = get("/redfish/v1/Systems?$expand=*($levels=9)").json;
    expect(deep).toHaveProperty("Members[0].Links.Chassis[0].Id", "1");
    expect(deep).toHaveProperty("Members[0].LogServices.Members", [{ "@odata.id": `${SYSTEM}/LogServices/SEL` }]);
    const links = get(`${SYSTEM}?$expand=~`).json;
    expect(links).toMatchObject({
      LogServices: { "@odata.id": expect.any(String) },
      Links: { Chassis: [{ Id: "1" }] },
    });
    expect(at(links, "LogServices/Name")).toBeUndefined();
  });
  it("$expand shows a viewer no other account", () => {
    const { get } = redfishService();
    const { json } = get("/redfish/v1/AccountService/Accounts?$expand=.", { user: "viewer" });
    expect(json["Members"]).toMatchObject([{}, {}, { UserName: "viewer" }]);
    expect(JSON.stringify(json)).not.toContain('"admin"');
  });
  it("$select keeps properties and annotations", () => {
    const { json } = redfishService().get(`${SYSTEM}?$select=PowerState,Status/Health`);
    expect(json).toEqual({
      "@odata.id": SYSTEM,
      "@odata.type": expect.any(String),
      PowerState: "On",
      Status: { Health: "OK" },
    });
  });
  it("$select reaches into expanded members, and keeps the count of what it selects", () => {
    const { json } = redfishService().get("/redfish/v1/Systems?$expand=.&$select=Members/PowerState");
    expect(json).toEqual({
      "@odata.id": "/redfish/v1/Systems",
      "@odata.type": expect.any(String),
      Members: [{ "@odata.id": SYSTEM, "@odata.type": expect.any(String), PowerState: "On" }],
      "Members@odata.count": 1,
    });
  });
  it("$skip and $top take a part of a collection", () => {
    const { json } = redfishService().get("/redfish/v1/AccountService/Accounts?$skip=1&$top=1");
    expect(json["Members"]).toEqual([{ "@odata.id": "/redfish/v1/AccountService/Accounts/3" }]);
    expect(json["Members@odata.count"]).toBe(3);
  });
  it("only gives the one member", () => {
    expect(redfishService().get("/redfish/v1/Systems?only").json["Id"]).toBe("1");
  });
  it.each([
    ["$count=true", 501, "QueryParameterUnsupported"],
    ["excerpt", 501, "QueryParameterUnsupported"],
    ["$expand=x", 400, "QueryParameterValueError"],
    ["$select=", 400, "QueryParameterValueError"],
    ["$top=x", 400, "QueryParameterValueError"],
    ["only&$top=1", 400, "QueryParameterValueError"],
    ["only=1", 400, "QueryParameterValueError"],
  ])("%s is refused", (query, status, message) => {
    expect(redfishService().get(`/redfish/v1/Systems?${query}`)).toMatchObject({ status, messages: [message] });
  });
  it("$top is refused for a resource that is no collection, and other names are ignored", () => {
    const { get } = redfishService();
    expect(get(`${SYSTEM}?$top=1`)).toMatchObject({ status: 400, messages: ["QueryNotSupportedOnResource"] });
    expect(get(`${SYSTEM}?x=1`).status).toBe(200);
  });
});

describe("privileges", () => {
  it.each([
    ["viewer", "PATCH", SYSTEM, { IndicatorLED: "Lit" }],
    ["viewer", "POST", `${SYSTEM}/Actions/ComputerSystem.Reset`, { ResetType: "Nmi" }],
    ["viewer", "POST", `${SYSTEM}/LogServices/SEL/Actions/LogService.ClearLog`, {}],
    ["operator", "POST", "/redfish/v1/Managers/1/Actions/Manager.Reset", { ResetType: "ForceRestart" }],
    ["operator", "PATCH", "/redfish/v1/Managers/1", { DateTime: "2030-01-01T00:00:00Z" }],
    ["operator", "PATCH", "/redfish/v1/SessionService", { SessionTimeout: 60 }],
    ["operator", "POST", "/redfish/v1/AccountService/Accounts", {}],
    ["operator", "GET", "/redfish/v1/AccountService/Accounts/2", ""],
    ["operator", "PATCH", "/redfish/v1/AccountService/Accounts/3", { RoleId: "Administrator" }],
    ["operator", "DELETE", "/redfish/v1/AccountService/Accounts/3", ""],
  ])("%s may not %s %s", (user, method, path, body) => {
    expect(redfishService().send(method, path, body, { user })).toMatchObject({
      status: 403,
      messages: ["InsufficientPrivilege"],
    });
  });
  it("an operator may do what the role says", () => {
    const { patch, post } = redfishService();
    expect(patch(SYSTEM, { IndicatorLED: "Lit" }, { user: "operator" }).status).toBe(200);
    const clear = `${SYSTEM}/LogServices/SEL/Actions/LogService.ClearLog`;
    expect(post(clear, "", { user: "operator" }).status).toBe(204);
  });
});

test("a value that is nested too deeply to be shown is the client's mistake", () => {
  const { post } = redfishService();
  const depth = 30_000;
  const nested = `{"UserName":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  expect(post("/redfish/v1/SessionService/Sessions", nested).messages).toEqual(["PropertyValueTypeError"]);
});
