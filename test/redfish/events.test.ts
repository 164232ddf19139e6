import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { MAX_STREAMS } from "../../src/redfish/limits.ts";
import { FakeQemu } from "../support/machine/machine.ts";
import { ACCOUNTS, at, redfishService, type SentRequest } from "../support/redfish/service.ts";

const SERVICE = "/redfish/v1/EventService";
const TEST = `${SERVICE}/Actions/EventService.SubmitTestEvent`;
const EVENT = Uint8Array.of(0, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, 0x01, 0x30, 0x01, 0x59, 95, 90);

function setUp() {
  const clock = new ManualClock();
  const client = redfishService({}, clock);
  /** Opens a stream; its texts and whether it has ended are seen as they come. */
  const open = (options: SentRequest = {}) => {
    const { status, headers, stream } = client.get(`${SERVICE}/SSE`, options);
    const seen = { texts: [] as string[], isOver: false };
    const stop = stream?.({
      write: (text) => void seen.texts.push(text),
      end() {
        seen.isOver = true;
      },
    });
    return { status, headers, seen, stop, events: () => seen.texts.flatMap(eventIn) };
  };
  return { ...client, clock, open };
}

function eventIn(text: string): readonly Record<string, unknown>[] {
  const [, id, data = ""] = /^id: (\d+)\ndata: (.*)\n\n$/.exec(text) ?? [];
  if (id === undefined) return [];
  const body = JSON.parse(data);
  expect(body).toMatchObject({ "@odata.type": "#Event.v1_13_0.Event", Id: id, Events: [{ EventId: id }] });
  return body.Events;
}

describe("a stream of events", () => {
  it("tells power and new SEL entries", () => {
    const { machine, post, open, get } = setUp();
    new FakeQemu(machine, "3f");
    const { status, headers, seen, events } = open();
    expect([status, headers?.["Content-Type"], seen.texts]).toEqual([200, "text/event-stream", ["retry: 3000\n\n"]]);
    post("/redfish/v1/Systems/1/Actions/ComputerSystem.Reset", { ResetType: "ForceOff" });
    machine.bmc.sel.add(EVENT);
    const [power, entry] = events();
    expect(power).toMatchObject({
      MessageId: "ResourceEvent.1.4.ResourcePoweredOff",
      OriginOfCondition: { "@odata.id": "/redfish/v1/Systems/1" },
    });
    expect(entry).toMatchObject({ EventType: "ResourceAdded", LogEntry: { "@odata.id": expect.any(String) } });
    expect(get(`${at(entry, "LogEntry/@odata.id")}`).status).toBe(200);
  });
  it("ends with the session that it was opened in, and no other", () => {
    const { open, post, send } = setUp();
    const logIn = () =>
      post("/redfish/v1/SessionService/Sessions", { UserName: "viewer", Password: "secret" }, { user: null });
    const [own, other] = [logIn(), logIn()].map(({ headers }) => headers?.["X-Auth-Token"] ?? "");
    const streams = [own, other].map((token) => open({ user: null, headers: { "x-auth-token": token ?? "" } }));
    const byPassword = open({ user: "viewer" });
    expect(send("DELETE", "/redfish/v1/SessionService/Sessions/1").status).toBe(204);
    expect([...streams, byPassword].map(({ seen }) => seen.isOver)).toEqual([true, false, false]);
  });
  it("ends with a session that a new password or a reset of the BMC has ended, within 30 s", () => {
    const { machine, clock, open, post } = setUp();
    const opened = (name: string) => {
      const session = post(
        "/redfish/v1/SessionService/Sessions",
        { UserName: name, Password: "secret" },
        { user: null },
      );
      return open({ user: null, headers: { "x-auth-token": session.headers?.["X-Auth-Token"] ?? "" } }).seen;
    };
    const [viewer, operator] = [opened("viewer"), opened("operator")];
    machine.operate(({ users }) => users.setPassword(4, new Uint8Array(16)));
    clock.advance(30_000);
    expect([viewer.isOver, operator.isOver]).toEqual([true, false]);
    machine.operate((bmc) => bmc.warmReset());
    clock.advance(30_000);
    expect(operator.isOver).toBe(true);
  });
  it("keeps its session from timing out", () => {
    const { clock, open, post, get } = setUp();
    const session = post(
      "/redfish/v1/SessionService/Sessions",
      { UserName: "admin", Password: "secret" },
      { user: null },
    );
    const headers = { "x-auth-token": session.headers?.["X-Auth-Token"] ?? "" };
    const { seen, stop } = open({ user: null, headers });
    clock.advance(1_800_001);
    expect([seen.isOver, get(SERVICE, { user: null, headers }).status]).toEqual([false, 200]);
    clock.advance(1_800_001);
    stop?.();
    clock.advance(1_800_000);
    expect(get(SERVICE, { user: null, headers }).status).toBe(200);
    clock.advance(1_800_001);
    expect(get(SERVICE, { user: null, headers }).status).toBe(401);
  });
  it("resumes after the last event that the client has seen", () => {
    const { open, post } = setUp();
    const first = open();
    for (const MessageId of ["A.1.0.One", "A.1.0.Two", "A.1.0.Three"]) post(TEST, { MessageId });
    first.stop?.();
    post(TEST, { MessageId: "A.1.0.Four" });
    const again = open({ headers: { "last-event-id": "2" } });
    expect(again.events().map(({ MessageId: id }) => id)).toEqual(["A.1.0.Three", "A.1.0.Four"]);
    expect(first.events()).toHaveLength(3);
  });
  it("resumes at the first event that is kept after an id of an earlier daemon", () => {
    const { open, post } = setUp();
    open().stop?.();
    for (const MessageId of ["A.1.0.One", "A.1.0.Two"]) post(TEST, { MessageId });
    const again = open({ headers: { "last-event-id": "50" } });
    expect(again.events().map(({ MessageId: id }) => id)).toEqual(["A.1.0.One", "A.1.0.Two"]);
  });
  it("shows every 30 s that it stands, and no more when it is closed", () => {
    const { open, clock } = setUp();
    const { seen, stop } = open();
    clock.advance(60_000);
    expect(seen.texts.slice(1)).toEqual([": still here\n\n", ": still here\n\n"]);
    stop?.();
    clock.advance(60_000);
    expect(seen.texts).toHaveLength(3);
    expect(clock.nextAtMs).toBeUndefined();
  });
  it("ends when its user may no longer log in", () => {
    const { machine, open, post } = setUp();
    const { seen } = open({ user: "viewer" });
    machine.bmc.users.enable(4, false);
    post(TEST, { MessageId: "A.1.0.One" });
    expect([seen.isOver, seen.texts.length]).toEqual([true, 1]);
  });
  it("is among the subscriptions while it is open, and ends when it is deleted there", () => {
    const { open, get, send, patch } = setUp();
    const [first, second] = [open(), open({ user: "viewer" })];
    const at = `${SERVICE}/Subscriptions`;
    expect(get(at).json["Members"]).toEqual([{ "@odata.id": `${at}/SSE1` }, { "@odata.id": `${at}/SSE2` }]);
    expect(get(`${at}/SSE2`).json).toMatchObject({ SubscriptionType: "SSE", Context: "Stream of viewer" });
    expect(patch(`${at}/SSE2`, { Context: "mine" }).messages).toEqual(["PropertyNotWritable"]);
    expect(send("DELETE", `${at}/SSE2`).status).toBe(204);
    expect([first.seen.isOver, second.seen.isOver]).toEqual([false, true]);
    first.stop?.();
    expect(get(at).json["Members"]).toEqual([]);
    expect(get(`${at}/SSE1`).status).toBe(404);
  });
  it(`is one of ${MAX_STREAMS} at most, and needs a log-in`, () => {
    const { open } = setUp();
    const streams = Array.from({ length: MAX_STREAMS }, () => open());
    expect(open().status).toBe(503);
    streams[0]?.stop?.();
    expect(open().status).toBe(200);
    expect(open({ user: null }).status).toBe(401);
  });
});

describe("SubmitTestEvent", () => {
  it("sends what it is given", () => {
    const { open, post } = setUp();
    const { events } = open();
    const given = {
      MessageId: "A.1.0.One",
      Message: "hello",
      MessageArgs: ["x"],
      EventType: "Alert",
      Severity: "Warning",
    };
    expect(post(TEST, { ...given, OriginOfCondition: "/redfish/v1/Chassis/1" }).status).toBe(204);
    expect(events()).toMatchObject([
      { MessageId: "A.1.0.One", Message: "hello", MessageArgs: ["x"], EventType: "Alert", MessageSeverity: "Warning" },
    ]);
  });
  it.each([
    [{}, 400, "ActionParameterMissing"],
    [{ MessageId: "A.1.0.One", MessageArgs: [1] }, 400, "ActionParameterValueTypeError"],
    [{ MessageId: "x".repeat(257) }, 400, "StringValueTooLong"],
  ])("refuses %o", (body, status, message) => {
    expect(setUp().post(TEST, body)).toMatchObject({ status, messages: [message] });
  });
});

it("a stream comes over the door, and ends with the daemon", async () => {
  const daemon = new Daemon(pino({ level: "silent" }));
  onTestFinished(() => daemon.stop());
  const users = { accounts: ACCOUNTS };
  const machine = await daemon.add(configSchema.parse({ listen: [], redfish: { listen: "http:127.0.0.1:0" }, users }));
  const url = daemon.addresses[0]?.replace("http:", "http://");
  const authorization = `Basic ${Buffer.from("admin:secret").toString("base64")}`;
  const { headers, body } = await fetch(`${url}${SERVICE}/SSE`, { headers: { authorization } });
  expect(headers.get("content-type")).toBe("text/event-stream");
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe("retry: 3000\n\n");
  machine.bmc.sel.add(EVENT);
  expect((await reader?.read())?.value).toContain("ResourceCreated");
  const end = reader?.read();
  await Promise.all([daemon.stop(), expect(end).rejects.toThrow()]);
});
