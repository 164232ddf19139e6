import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { MAX_SESSIONS } from "../../src/redfish/limits.ts";
import { redfishService } from "../support/redfish/service.ts";

const SERVICE = "/redfish/v1/SessionService";
const SESSIONS = `${SERVICE}/Sessions`;
const SYSTEM = "/redfish/v1/Systems/1";

function setUp() {
  const clock = new ManualClock();
  const client = redfishService({ lan: { sessions: { offlineAfterReset: "10s" } } }, clock);
  const open = (user = "admin", password = "secret") =>
    client.post(SESSIONS, { UserName: user, Password: password }, { user: null });
  /** The status of a request with the token. */
  const status = (token: string | undefined) =>
    client.get(SYSTEM, { user: null, headers: { "x-auth-token": token ?? "" } }).status;
  return { ...client, clock, open, status };
}

describe("a session", () => {
  it("begins with a POST, and its token is good until it is deleted", () => {
    const { open, status, send } = setUp();
    const { status: created, headers = {}, json } = open();
    expect(created).toBe(201);
    expect(json).toMatchObject({ UserName: "admin", ClientOriginIPAddress: "192.0.2.1", SessionType: "Redfish" });
    expect(headers["Location"]).toBe(`${SESSIONS}/1`);
    const { "X-Auth-Token": token = "" } = headers;
    expect(JSON.stringify(json)).not.toContain(token);
    expect(status(token)).toBe(200);
    const own = { user: null, headers: { "x-auth-token": token } };
    expect(send("DELETE", `${SESSIONS}/1`, "", own).status).toBe(204);
    expect(status(token)).toBe(401);
  });
  it("cannot begin with wrong credentials; a browser is not asked for others when a token is wrong", () => {
    const { open, get } = setUp();
    expect(open("admin", "wrong")).toMatchObject({ status: 401, messages: ["NoValidSession"] });
    const { status, headers } = get(SYSTEM, { user: null, headers: { "x-auth-token": "wrong" } });
    expect({ status, headers }).toEqual({ status: 401, headers: {} });
  });
  it("cannot begin without both properties", () => {
    const { post } = setUp();
    expect(post(SESSIONS, { UserName: "admin" })).toMatchObject({ status: 400, messages: ["PropertyMissing"] });
    expect(post(SESSIONS, {}).messages).toEqual(["PropertyMissing", "PropertyMissing"]);
  });
  it("ends when it is not used for the time-out, which can be changed", () => {
    const { open, status, clock, patch } = setUp();
    const token = open().headers?.["X-Auth-Token"];
    expect(patch(SERVICE, { SessionTimeout: 60 }).json["SessionTimeout"]).toBe(60);
    for (const _ of [1, 2, 3]) {
      clock.advance(60_000);
      expect(status(token)).toBe(200);
    }
    clock.advance(60_001);
    expect(status(token)).toBe(401);
    expect(patch(SERVICE, { SessionTimeout: 29 })).toMatchObject({
      status: 400,
      messages: ["PropertyValueOutOfRange"],
    });
  });
  it.each<[string, (client: ReturnType<typeof setUp>) => void]>([
    ["the user's password changes at any door", ({ machine }) => machine.bmc.users.setPassword(2, new Uint8Array(16))],
    ["the user is disabled", ({ machine }) => machine.bmc.users.enable(2, false)],
    ["the BMC is reset", ({ machine }) => machine.bmc.warmReset()],
  ])("ends when %s", (_title, change) => {
    const client = setUp();
    const token = client.open().headers?.["X-Auth-Token"];
    change(client);
    client.clock.advance(10_000);
    expect(client.status(token)).toBe(401);
  });
  it("outlives a change of the password that is made in it", () => {
    const { open, status, patch } = setUp();
    const [token = "", other] = [open(), open()].map(({ headers }) => headers?.["X-Auth-Token"]);
    const own = { user: null, headers: { "x-auth-token": token } };
    expect(patch("/redfish/v1/AccountService/Accounts/2", { Password: "changed" }, own).status).toBe(200);
    expect([status(token), status(other)]).toEqual([200, 401]);
  });
  it("of another user can be deleted by an administrator only", () => {
    const { open, send } = setUp();
    open("operator");
    expect(send("DELETE", `${SESSIONS}/1`, "", { user: "viewer" }).status).toBe(403);
    expect(send("DELETE", `${SESSIONS}/1`, "", { user: "admin" }).status).toBe(204);
    expect(send("DELETE", `${SESSIONS}/1`).status).toBe(404);
  });
});

describe("limits", () => {
  it(`${MAX_SESSIONS} sessions are open at once; one more is refused, and Basic authentication still works`, () => {
    const { open, get, clock } = setUp();
    const made = Array.from({ length: MAX_SESSIONS }, () => open("viewer").status);
    expect(new Set(made)).toEqual(new Set([201]));
    expect(open()).toMatchObject({ status: 503, messages: ["SessionLimitExceeded"] });
    expect(get(SESSIONS).json["Members@odata.count"]).toBe(MAX_SESSIONS);
    clock.advance(1_800_001);
    expect(open().status).toBe(201);
  });
  it("an address that was refused ten times is not heard for a second; others are", () => {
    const { get, clock, open } = setUp();
    for (let tries = 0; tries < 10; tries++) expect(get(SYSTEM, { password: "wrong" }).status).toBe(401);
    const late = get(SYSTEM);
    expect(late).toMatchObject({ status: 429, headers: { "Retry-After": "1" } });
    expect(open().status).toBe(429);
    expect(get(SYSTEM, { peer: "192.0.2.2" }).status).toBe(200);
    clock.advance(1000);
    expect(get(SYSTEM).status).toBe(200);
  });
});

describe("a reset of the BMC", () => {
  it("silences the service for as long as the LAN door", () => {
    const { get, post, clock } = setUp();
    expect(post("/redfish/v1/Managers/1/Actions/Manager.Reset", { ResetType: "ForceRestart" }).status).toBe(204);
    expect(get(SYSTEM)).toMatchObject({ status: 503, headers: { "Retry-After": "5" } });
    clock.advance(10_000);
    expect(get(SYSTEM).status).toBe(200);
  });
  it("to defaults ends the sessions, and removes subscriptions and settings of the service", async () => {
    const { get, post, patch, open, status, clock } = setUp();
    const action = "/redfish/v1/Managers/1/Actions/Manager.ResetToDefaults";
    const token = open().headers?.["X-Auth-Token"];
    patch(SERVICE, { SessionTimeout: 60 });
    patch("/redfish/v1/EventService", { DeliveryRetryAttempts: 7 });
    post("/redfish/v1/EventService/Subscriptions", { Destination: "http://127.0.0.1:9/", Protocol: "Redfish" });
    post("/redfish/v1/AccountService/Accounts", { UserName: "new", Password: "secret", RoleId: "Administrator" });
    expect(post(action, {})).toMatchObject({ status: 400, messages: ["ActionParameterMissing"] });
    expect(post(action, { ResetType: "All" })).toMatchObject({ messages: ["ActionParameterValueNotInList"] });
    expect(post(action, { ResetType: "ResetAll" }, { user: "operator" }).status).toBe(403);
    expect(status(token)).toBe(200);
    expect(await post(action, { ResetType: "ResetAll" }).underWay).toEqual({ status: 204 });
    clock.advance(10_000);
    expect(status(token)).toBe(401);
    expect(get(SYSTEM, { user: "new" }).status).toBe(401);
    expect(get(SERVICE).json["SessionTimeout"]).toBe(1800);
    expect(get("/redfish/v1/EventService").json["DeliveryRetryAttempts"]).toBe(3);
    expect(get("/redfish/v1/EventService/Subscriptions").json["Members@odata.count"]).toBe(0);
  });
});
