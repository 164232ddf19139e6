/** Subscriptions: what a client may set, where events go, and receivers that are slow, refuse, or mean harm. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished, test, vi } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { DELIVERY_MS, MAX_SUBSCRIPTIONS, MAX_WAITING_EVENTS } from "../../src/redfish/limits.ts";
import { FakeQemu } from "../support/machine/machine.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const SERVICE = "/redfish/v1/EventService";
const SUBSCRIPTIONS = `${SERVICE}/Subscriptions`;
const TEST = `${SERVICE}/Actions/EventService.SubmitTestEvent`;

interface Received {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A receiver that answers with these statuses in turn, and then with 204. */
async function receiver(...statuses: readonly number[]) {
  const received: Received[] = [];
  const left = [...statuses];
  const url = await listening(
    createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      received.push({ url: request.url, headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(left.shift() ?? 204, { location: "http://192.0.2.1/elsewhere" }).end();
    }),
  );
  return { url, received };
}

async function listening(server: ReturnType<typeof createTcpServer>): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function service(eventDestinations: readonly string[] = []) {
  const clock = new ManualClock();
  const made = redfishService({}, clock, eventDestinations);
  const subscribe = (Destination: string, more: object = {}) =>
    made.post(SUBSCRIPTIONS, { Destination, Protocol: "Redfish", Context: "mine", ...more });
  const submit = (MessageId: string, more: object = {}) => made.post(TEST, { MessageId, ...more });
  const members = () => at(made.get(SUBSCRIPTIONS).json, "Members");
  return { ...made, clock, subscribe, submit, members };
}

const idsIn = (received: readonly Received[]) =>
  received.map(({ body }) => (body["Events"] as readonly { readonly MessageId: string }[])[0]?.MessageId);

describe("a subscription", () => {
  it("gets events with its context and its headers, which no answer shows", async () => {
    const { url, received } = await receiver();
    const { subscribe, get, machine, post } = service();
    new FakeQemu(machine, "3f");
    const made = subscribe(`${url}/events?x=1`, { HttpHeaders: [{ "X-Key": "s3cr3t" }] });
    expect([made.status, made.headers?.["Location"]]).toEqual([201, `${SUBSCRIPTIONS}/1`]);
    expect(get(`${SUBSCRIPTIONS}/1`).json).toMatchObject({
      ...{ Destination: `${url}/events?x=1`, Context: "mine", Protocol: "Redfish", SubscriptionType: "RedfishEvent" },
      ...{ DeliveryRetryPolicy: "TerminateAfterRetries", HttpHeaders: [], Status: { State: "Enabled", Health: "OK" } },
    });
    post("/redfish/v1/Systems/1/Actions/ComputerSystem.Reset", { ResetType: "ForceOff" });
    await expect.poll(() => received.length).toBe(1);
    expect(received[0]).toMatchObject({
      url: "/events?x=1",
      headers: { "content-type": "application/json", "x-key": "s3cr3t" },
      body: {
        ...{ "@odata.type": "#Event.v1_13_0.Event", Context: "mine" },
        Events: [{ MessageId: "ResourceEvent.1.4.ResourcePoweredOff" }],
      },
    });
  });

  it.each<[string, object, readonly string[]]>([
    ["a registry", { RegistryPrefixes: ["Two"] }, ["Two.1.0.B", "Two.1.0.C"]],
    [
      "a message, with or without the registry's version",
      { MessageIds: ["One.A", "Two.1.0.C"] },
      ["One.1.0.A", "Two.1.0.C"],
    ],
    ["a type of event", { EventTypes: ["Alert"] }, ["Two.1.0.B"]],
    ["a severity", { Severities: ["Critical"] }, ["Two.1.0.C"]],
    ["a type of resource", { ResourceTypes: ["ComputerSystem"] }, ["One.1.0.A"]],
    ["nothing in particular", {}, ["One.1.0.A", "Two.1.0.B", "Two.1.0.C"]],
  ])("for %s gets no other events", async (_title, filters, ids) => {
    const { url, received } = await receiver();
    const { subscribe, submit } = service();
    subscribe(url, filters);
    subscribe(`${url}/all`);
    submit("One.1.0.A", { OriginOfCondition: "/redfish/v1/Systems/1" });
    submit("Two.1.0.B", { EventType: "Alert" });
    submit("Two.1.0.C", { MessageSeverity: "Critical" });
    await expect.poll(() => received.length).toBe(3 + ids.length);
    expect(idsIn(received.filter((each) => each.url === "/"))).toEqual(ids);
  });

  it("is changed by PATCH, and ends by DELETE", async () => {
    const { subscribe, patch, send, get, members } = service();
    subscribe("http://127.0.0.1:9/");
    const changes = { Context: "other", DeliveryRetryPolicy: "RetryForever", VerifyCertificate: true };
    expect(patch(`${SUBSCRIPTIONS}/1`, changes).json).toMatchObject(changes);
    expect(patch(`${SUBSCRIPTIONS}/1`, { Destination: "http://127.0.0.1:8/" }).messages).toEqual([
      "PropertyNotWritable",
    ]);
    expect(send("DELETE", `${SUBSCRIPTIONS}/1`).status).toBe(204);
    expect([get(`${SUBSCRIPTIONS}/1`).status, members()]).toEqual([404, []]);
  });

  it("is suspended and resumed by actions", async () => {
    const { url, received } = await receiver();
    const { subscribe, submit, post, get } = service();
    subscribe(url);
    post(`${SUBSCRIPTIONS}/1/Actions/EventDestination.SuspendSubscription`);
    expect(at(get(`${SUBSCRIPTIONS}/1`).json, "Status/State")).toBe("Disabled");
    submit("A.1.0.Lost");
    post(`${SUBSCRIPTIONS}/1/Actions/EventDestination.ResumeSubscription`);
    submit("A.1.0.Seen");
    await expect.poll(() => idsIn(received)).toEqual(["A.1.0.Seen"]);
  });

  it("that ends is in the log without the query of its destination", async () => {
    const { url } = await receiver(500);
    const { subscribe, submit, patch, members, machine } = service();
    const write = vi.spyOn(machine.peerLog, "write");
    patch(SERVICE, { DeliveryRetryAttempts: 0 });
    subscribe(`${url}/events?token=s3cr3t`);
    submit("A.1.0.B");
    await expect.poll(members).toEqual([]);
    const fields = { destination: `${url}/events?...`, reason: "status 500" };
    expect(write.mock.calls).toEqual([["warn", fields, "Redfish subscription ended"]]);
  });

  it("is for administrators", () => {
    const { post, get, subscribe } = service();
    const wish = { Destination: "http://127.0.0.1:9/", Protocol: "Redfish" };
    expect(post(SUBSCRIPTIONS, wish, { user: "operator" }).status).toBe(403);
    expect(subscribe("http://127.0.0.1:9/").status).toBe(201);
    expect(get(`${SUBSCRIPTIONS}/1`, { user: "viewer" }).status).toBe(200);
  });

  it.each<[string, object, readonly string[]]>([
    ["without a destination", { Destination: undefined }, ["PropertyMissing"]],
    ["to an object", { Destination: { toString: 1 } }, ["PropertyValueTypeError"]],
    ["to a file", { Destination: "file:///etc/passwd" }, ["PropertyValueFormatError"]],
    ["with a password in the address", { Destination: "http://a:b@127.0.0.1/" }, ["PropertyValueFormatError"]],
    ["by another protocol", { Protocol: "SNMPv2c" }, ["PropertyValueNotInList"]],
    ["with a feature that is not there", { IncludeOriginOfCondition: true }, ["PropertyValueNotInList"]],
    ["with a header of two lines", { HttpHeaders: [{ A: "b\r\nc: d" }] }, ["PropertyValueTypeError"]],
    ["with a header of the connection", { HttpHeaders: { Host: "x" } }, ["PropertyValueTypeError"]],
    ["beyond loopback", { Destination: "http://192.0.2.1/" }, ["PropertyValueNotInList"]],
    ["beyond loopback in another spelling", { Destination: "http://0xc0000201/" }, ["PropertyValueNotInList"]],
    ["to 0.0.0.0", { Destination: "http://0/" }, ["PropertyValueNotInList"]],
    ["to a mapped address", { Destination: "http://[::ffff:192.0.2.1]/" }, ["PropertyValueNotInList"]],
  ])("%s is refused", (_title, wish, messages) => {
    const { post } = service();
    const answer = post(SUBSCRIPTIONS, { Destination: "http://127.0.0.1:9/", Protocol: "Redfish", ...wish });
    expect([answer.status, answer.messages]).toEqual([400, messages]);
  });

  it("is one of eight", () => {
    const { subscribe, members } = service();
    const statuses = Array.from({ length: MAX_SUBSCRIPTIONS + 1 }, () => subscribe("http://127.0.0.1:9/").status);
    expect(statuses).toEqual([...Array.from({ length: MAX_SUBSCRIPTIONS }, () => 201), 503]);
    expect(members()).toHaveLength(MAX_SUBSCRIPTIONS);
  });
});

describe("a receiver that", () => {
  it("fails at first gets the event again, after the interval of the service, and before the next", async () => {
    const { url, received } = await receiver(500, 301);
    const { subscribe, submit, patch, clock, get } = service();
    patch(SERVICE, { DeliveryRetryAttempts: 2, DeliveryRetryIntervalSeconds: 5 });
    subscribe(url);
    submit("A.1.0.One");
    submit("A.1.0.Two");
    for (const count of [1, 2]) {
      await expect.poll(() => received.length).toBe(count);
      await expect.poll(() => at(get(`${SUBSCRIPTIONS}/1`).json, "Status/Health")).toBe("Warning");
      // The pause begins after the answer has come.
      await expect.poll(() => clock.nextAtMs).toBe(count * 5000);
      clock.advance(4999);
      expect(received).toHaveLength(count);
      clock.advance(1);
    }
    await expect.poll(() => idsIn(received)).toEqual(["A.1.0.One", "A.1.0.One", "A.1.0.One", "A.1.0.Two"]);
    await expect.poll(() => at(get(`${SUBSCRIPTIONS}/1`).json, "Status/Health")).toBe("OK");
  });

  it.each<[string, unknown]>([
    ["TerminateAfterRetries", undefined],
    ["SuspendRetries", "Disabled"],
    ["RetryForever", "Enabled"],
    ["RetryForeverWithBackoff", "Enabled"],
  ])("refuses everything meets the policy %s", async (DeliveryRetryPolicy, state) => {
    const { url, received } = await receiver(...Array.from({ length: 9 }, () => 503));
    const { subscribe, submit, patch, clock, get } = service();
    patch(SERVICE, { DeliveryRetryAttempts: 1, DeliveryRetryIntervalSeconds: 1 });
    subscribe(url, { DeliveryRetryPolicy });
    submit("A.1.0.One");
    await expect.poll(() => received.length).toBe(1);
    await expect.poll(() => clock.nextAtMs).toBe(1000);
    clock.advance(1000);
    await expect.poll(() => received.length).toBe(2);
    const pauseMs = { RetryForever: 1000, RetryForeverWithBackoff: 2000 }[DeliveryRetryPolicy];
    await expect.poll(() => clock.nextAtMs).toBe(pauseMs === undefined ? undefined : 1000 + pauseMs);
    expect(at(get(`${SUBSCRIPTIONS}/1`).json, "Status/State")).toBe(state);
  });

  it("does not answer is given up after its time, and holds up no other", async () => {
    const sockets: Socket[] = [];
    const slow = await listening(createTcpServer((socket) => void sockets.push(socket.resume())));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    const { url, received } = await receiver();
    const { subscribe, submit, clock, get } = service();
    subscribe(slow);
    subscribe(url);
    submit("A.1.0.One");
    await expect.poll(() => received.length).toBe(1);
    await expect.poll(() => sockets.length).toBe(1);
    clock.advance(DELIVERY_MS);
    expect(at(get(`${SUBSCRIPTIONS}/1`).json, "Status/Health")).toBe("Warning");
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  });

  it("answers without end, or with too long headers, is cut off", async () => {
    const endless: ServerResponse[] = [];
    const url = await listening(
      createServer((request, response) => {
        if (request.url === "/long") response.setHeader("x", "y".repeat(10_000));
        response.writeHead(200);
        response.write("z".repeat(1000));
        endless.push(response);
      }),
    );
    const { subscribe, submit, clock, get } = service();
    subscribe(`${url}/endless`);
    subscribe(`${url}/long`);
    submit("A.1.0.One");
    await expect.poll(() => endless.filter(({ destroyed, socket }) => destroyed || socket?.destroyed).length).toBe(2);
    const healths = [1, 2].map((id) => at(get(`${SUBSCRIPTIONS}/${id}`).json, "Status/Health"));
    expect(healths).toEqual(["OK", "Warning"]);
    expect(clock.nextAtMs).toBe(30_000);
  });

  it("is gone for long gets the last events, up to the limit", async () => {
    const { url, received } = await receiver(503);
    const { subscribe, submit, clock } = service();
    subscribe(url);
    for (let n = 0; n <= MAX_WAITING_EVENTS; n++) submit(`A.1.0.E${n}`);
    await expect.poll(() => clock.nextAtMs).toBe(30_000);
    clock.advance(30_000);
    await expect.poll(() => received.length).toBe(1 + MAX_WAITING_EVENTS);
    expect(idsIn(received).slice(0, 3)).toEqual(["A.1.0.E0", "A.1.0.E1", "A.1.0.E2"]);
  });

  it("has a name is looked up", async () => {
    const { url, received } = await receiver();
    const { subscribe, submit } = service();
    subscribe(url.replace("127.0.0.1", "localhost"));
    submit("A.1.0.One");
    await expect.poll(() => received.length).toBe(1);
  });
});

test("a service follows the machine's events from the first subscription on", () => {
  const { machine, members, subscribe } = service();
  let followed = 0;
  machine.onPower = () => {
    followed++;
    return () => {};
  };
  expect([members(), followed]).toEqual([[], 0]);
  subscribe("http://127.0.0.1:9/");
  subscribe("http://127.0.0.1:9/");
  expect(followed).toBe(1);
});
