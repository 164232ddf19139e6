/** Virtual media as clients use it, with images of a real server, and drives in memory. */
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { HostError } from "../../src/host/host-means.ts";
import { Drives } from "../../src/media/drives.ts";
import { ImageCache } from "../../src/media/image-cache.ts";
import { MOST_TASKS } from "../../src/redfish/limits.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { type Answer, imageServer, versioned } from "../support/http/image-server.ts";
import { FakeQemu } from "../support/machine/machine.ts";
import { at, redfishService, type SentRequest } from "../support/redfish/service.ts";

const SYSTEM = "/redfish/v1/Systems/1";
const MANAGER = "/redfish/v1/Managers/1";
const CD = `${SYSTEM}/VirtualMedia/cd0`;
const INSERT = `${CD}/Actions/VirtualMedia.InsertMedia`;
const EJECT = `${CD}/Actions/VirtualMedia.EjectMedia`;
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const IMAGE = versioned("image", '"1"');
const WITHOUT_END: Answer = (_, response) => response.writeHead(200, { "Content-Length": "100" }).write("x".repeat(25));

/** A machine with two drives. Clients are on this host unless they say otherwise. */
async function setUp(answer: Answer = IMAGE, hasMeans = true) {
  const clock = new ManualClock();
  const client = redfishService({}, clock);
  const { machine } = client;
  const cache = new ImageCache(join(temporaryDirectory(), "media"));
  onTestFinished(() => cache.close());
  const rules = { schemes: ["http", "https"] as const, hosts: undefined, maxBytes: 100, verifyTls: true };
  const drives = new Drives({
    ids: ["cd0", "cd1"],
    log: machine.peerLog,
    changed() {},
    find: () => undefined,
    fetch: (request) => cache.fetch(request, rules),
  });
  machine.drives = drives;
  const server = await imageServer(answer);
  const url = `${server.url}/a%20b.iso`;
  const qemu = { calls: [] as string[], problem: undefined as string | undefined };
  const act = async (call: string) => {
    if (qemu.problem !== undefined) throw new HostError(qemu.problem);
    qemu.calls.push(call);
  };
  if (hasMeans) {
    drives.means = {
      connected: true,
      insert: (id) => act(`insert ${id}`),
      eject: (id) => act(`eject ${id}`),
      found: async () => new Map([["cd1", { kind: "usb", held: { file: "/home/me/tools.iso", readOnly: true } }]]),
    };
  }
  const local: SentRequest = { peer: "127.0.0.1" };
  /** Posts, and waits for the answer. */
  const post = async (path: string, body: unknown, options = local) => {
    const reply = client.post(path, body, options);
    return { ...reply, ...(await reply.underWay) };
  };
  /** Begins an insertion that takes longer than clients wait. */
  const begin = async () => {
    const reply = client.post(INSERT, { Image: url }, local);
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    clock.advance(1000);
    return { ...reply, ...(await reply.underWay) };
  };
  return { ...client, clock, server, url, qemu, post, begin, drives };
}

/** IDs of the messages in the body of an answer. */
function messagesOf({ body }: { readonly body?: unknown }): unknown {
  return /"MessageId":"Base\.\d+\.\d+\.(\w+)"/.exec(JSON.stringify(body) ?? "")?.[1];
}

describe("VirtualMedia", () => {
  it("is found under the system and under the manager, and is the same drive", async () => {
    const { get, post, url } = await setUp();
    for (const parent of [SYSTEM, MANAGER]) {
      expect(get(parent).json).toMatchObject({ VirtualMedia: { "@odata.id": `${parent}/VirtualMedia` } });
      const members = get(`${parent}/VirtualMedia`).json["Members"];
      expect(members).toEqual([
        { "@odata.id": `${parent}/VirtualMedia/cd0` },
        { "@odata.id": `${parent}/VirtualMedia/cd1` },
      ]);
    }
    const { status } = await post(`${MANAGER}/VirtualMedia/cd0/Actions/VirtualMedia.InsertMedia`, { Image: url });
    expect(status).toBe(204);
    for (const parent of [SYSTEM, MANAGER]) {
      expect(get(`${parent}/VirtualMedia/cd0`).json).toMatchObject({
        ...{ "@odata.id": `${parent}/VirtualMedia/cd0`, Image: url, ImageName: "a b.iso", Inserted: true },
        ...{ WriteProtected: true, ConnectedVia: "URI", TransferProtocolType: "HTTP", MediaTypes: ["CD", "DVD"] },
      });
    }
  });
  it("is empty at first", async () => {
    const { get } = await setUp();
    expect(get(CD).json).toMatchObject({ Image: null, ImageName: null, Inserted: false, ConnectedVia: "NotConnected" });
  });
  it("that QEMU has from elsewhere has a name, and no address; a USB stick is one", async () => {
    const { get, drives } = await setUp();
    await drives.newQemu();
    expect(get(CD.replace("cd0", "cd1")).json).toMatchObject({
      ...{ Image: null, ImageName: "tools.iso", Inserted: true, WriteProtected: true, ConnectedVia: "Oem" },
      ...{ Name: "USB stick cd1", MediaTypes: ["USBStick"] },
    });
  });
  it("of a machine without drives is not there", () => {
    const { get, post } = redfishService();
    expect([get(SYSTEM).json["VirtualMedia"], get(MANAGER).json["VirtualMedia"]]).toEqual([undefined, undefined]);
    expect([get(`${SYSTEM}/VirtualMedia`).status, get(CD).status, post(INSERT).status]).toEqual([404, 404, 404]);
  });
  it("has only the drives of the configuration", async () => {
    const { get, post } = await setUp();
    expect(get(`${SYSTEM}/VirtualMedia/cd2`).status).toBe(404);
    expect((await post(INSERT.replace("cd0", "cd2"), {})).status).toBe(404);
  });
});

describe("InsertMedia", () => {
  it.each([
    [{}],
    [{ Inserted: true, WriteProtected: true }],
    [{ TransferMethod: "Stream", TransferProtocolType: "HTTP" }],
    [{ TransferMethod: "Upload", UserName: null, Password: null }],
    [{ UserName: "u", Password: "p" }],
  ])("takes an image with %o", async (more) => {
    const { post, url, server, qemu, get } = await setUp();
    const { Boot, PowerState } = get(SYSTEM).json;
    expect((await post(INSERT, { Image: url, ...more })).status).toBe(204);
    expect(qemu.calls).toEqual(["insert cd0"]);
    expect(server.requests[0]?.headers.authorization).toBe(
      "UserName" in more && more.UserName ? "Basic dTpw" : undefined,
    );
    expect(get(SYSTEM).json).toMatchObject({ Boot, PowerState });
  });
  it.each([
    [{}, "ActionParameterMissing"],
    [{ Image: 1 }, "ActionParameterValueTypeError"],
    [{ Image: "http://a/", Inserted: false }, "ActionParameterValueNotInList"],
    [{ Image: "http://a/", WriteProtected: false }, "ActionParameterValueNotInList"],
    [{ Image: "nfs://a/b.iso" }, "ActionParameterValueError"],
    [{ Image: "\\\\a\\b.iso", TransferProtocolType: "CIFS" }, "ActionParameterValueNotInList"],
    [{ Image: "file:///etc/passwd" }, "ActionParameterValueError"],
    [{ Image: `http://a/${"x".repeat(2048)}` }, "StringValueTooLong"],
    [{ Image: "http://a/", Oem: 1 }, "ActionParameterUnknown"],
  ])("refuses %o", async (body, message) => {
    const answer = await (await setUp()).post(INSERT, body);
    expect([answer.status, messagesOf(answer)]).toEqual([400, message]);
  });
  it("is for administrators", async () => {
    const { post, url } = await setUp();
    for (const user of ["operator", "viewer"]) {
      expect((await post(INSERT, { Image: url }, { user })).status).toBe(403);
      expect((await post(EJECT, {}, { user })).status).toBe(403);
    }
  });
  it("does not reach this host's loopback for clients of another", async () => {
    const { post, url, server } = await setUp();
    const answer = await post(INSERT, { Image: url }, { peer: "192.0.2.1" });
    expect([answer.status, messagesOf(answer)]).toEqual([400, "ActionParameterValueError"]);
    expect(server.requests).toEqual([]);
  });
  it.each<[string, Answer, number, string]>([
    ["there is none", (_, response) => response.writeHead(404).end(), 400, "CouldNotEstablishConnection"],
    ["it needs a password", (_, response) => response.writeHead(401).end(), 400, "ResourceAtUriUnauthorized"],
    ["it is too large", (_, response) => response.end("x".repeat(101)), 400, "ActionParameterValueError"],
  ])("says why an image is not inserted: %s", async (_title, answer, status, message) => {
    const { post, url, get } = await setUp(answer);
    const reply = await post(INSERT, { Image: url });
    expect([reply.status, messagesOf(reply)]).toEqual([status, message]);
    expect(get(CD).json["Inserted"]).toBe(false);
    expect(get("/redfish/v1/TaskService/Tasks/1").json).toMatchObject({
      ...{ TaskState: "Exception", TaskStatus: "Critical" },
      Messages: [{ MessageId: expect.stringMatching(`\\.${message}$`) }],
    });
  });
  it("has QEMU's reason when QEMU refuses the medium", async () => {
    const { post, url, qemu } = await setUp();
    qemu.problem = "QEMU refused: device 'cd0' not found";
    const answer = await post(INSERT, { Image: url });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).toContain("QEMU refused: device 'cd0' not found.");
  });
  it("is not possible if nothing reaches the drives, and says what would", async () => {
    const { post, url } = await setUp(IMAGE, false);
    for (const path of [INSERT, EJECT]) {
      const answer = await post(path, { Image: url });
      expect([answer.status, messagesOf(answer)]).toEqual([501, "ActionNotSupported"]);
      expect(JSON.stringify(answer.body)).toContain("power.libvirt");
    }
  });
});

describe("EjectMedia", () => {
  it.each(["", {}, "{}"])("takes the body %j", async (body) => {
    const { post, url, get, qemu } = await setUp();
    await post(INSERT, { Image: url });
    expect((await post(EJECT, body)).status).toBe(204);
    expect(get(CD).json).toMatchObject({ Image: null, Inserted: false });
    expect(qemu.calls).toEqual(["insert cd0", "eject cd0"]);
  });
  it("stops a download", async () => {
    const { post, begin, get, server } = await setUp(WITHOUT_END);
    await begin();
    expect((await post(EJECT, {})).status).toBe(204);
    await expect.poll(() => get("/redfish/v1/TaskService/Tasks/1").json["TaskState"]).toBe("Exception");
    server.answer = IMAGE;
    expect((await post(INSERT, { Image: server.url })).status).toBe(204);
  });
});

describe("a PATCH of Image", () => {
  async function patched(body: unknown, answer?: Answer) {
    const made = await setUp(answer);
    const patch = async (each: unknown) => {
      const reply = made.send("PATCH", CD, each, { peer: "127.0.0.1" });
      return { ...reply, ...(await reply.underWay) };
    };
    return { ...made, patch, reply: await patch(typeof body === "function" ? body(made.url) : body) };
  }

  it.each([[{}], [{ Inserted: true, WriteProtected: true, TransferProtocolType: "HTTP", UserName: null }]])(
    "inserts it, with %o, and answers with the resource",
    async (more) => {
      const { reply, url, qemu } = await patched((image: string) => ({ Image: image, ...more }));
      expect([reply.status, qemu.calls]).toEqual([200, ["insert cd0"]]);
      expect(reply.body).toMatchObject({ Image: url, Inserted: true, ConnectedVia: "URI" });
    },
  );
  it.each([{ Image: null }, { Image: null, Inserted: false }, { Inserted: false }])("ejects with %o", async (body) => {
    const { patch, qemu } = await patched((image: string) => ({ Image: image }));
    const reply = await patch(body);
    expect([reply.status, qemu.calls]).toEqual([200, ["insert cd0", "eject cd0"]]);
    expect(reply.body).toMatchObject({ Image: null, Inserted: false });
  });
  it("changes nothing without an image", async () => {
    const { reply, qemu, get } = await patched({ WriteProtected: true });
    expect([reply.status, qemu.calls, get(CD).json["Inserted"]]).toEqual([200, [], false]);
  });
  it.each([
    [{ Image: "nfs://a/b.iso" }, "PropertyValueError"],
    [{ Image: 7 }, "PropertyValueTypeError"],
    [{ Image: "http://a/", Inserted: false }, "PropertyValueNotInList"],
    [{ Image: "http://a/", WriteProtected: false }, "PropertyValueNotInList"],
    [{ Inserted: true }, "PropertyMissing"],
    [{ ImageName: "a" }, "PropertyNotWritable"],
    [{ Eject: true }, "PropertyUnknown"],
  ])("refuses %o", async (body, name) => {
    const { reply, qemu } = await patched(body);
    expect([reply.status, messagesOf(reply), qemu.calls]).toEqual([400, name, []]);
  });
  it("says why an image is not inserted, and is for administrators", async () => {
    const none: Answer = (_, response) => response.writeHead(404).end();
    const { reply, send } = await patched((image: string) => ({ Image: image }), none);
    expect([reply.status, messagesOf(reply)]).toEqual([400, "CouldNotEstablishConnection"]);
    expect(send("PATCH", CD, { Image: null }, { user: "operator" }).status).toBe(403);
  });
  it("has a task if the download takes longer than a second", async () => {
    const { send, url, clock, server } = await setUp(WITHOUT_END);
    const reply = send("PATCH", CD, { Image: url }, { peer: "127.0.0.1" });
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    clock.advance(1000);
    expect(await reply.underWay).toMatchObject({
      status: 202,
      headers: { Location: "/redfish/v1/TaskService/TaskMonitors/1" },
    });
  });
});

describe("an insertion that takes longer than a second", () => {
  const monitor = "/redfish/v1/TaskService/TaskMonitors/1";

  it("has a task and its monitor, which has the outcome afterwards", async () => {
    let finish = () => {};
    const { begin, get, drives } = await setUp((request, response) => {
      WITHOUT_END(request, response);
      finish = () => response.end("x".repeat(75));
    });
    const { status, headers, body } = await begin();
    expect([status, headers?.["Location"]]).toEqual([202, monitor]);
    expect(body).toMatchObject({ "@odata.id": "/redfish/v1/TaskService/Tasks/1", TaskState: "Running" });
    await expect.poll(() => get(monitor).json["PercentComplete"]).toBe(25);
    expect(get(monitor)).toMatchObject({ status: 202, headers: { Location: monitor } });
    expect(get("/redfish/v1/TaskService/Tasks").json["Members@odata.count"]).toBe(1);
    expect(get(CD).json["Inserted"]).toBe(false);
    finish();
    await drives.underWay;
    expect(get(monitor).status).toBe(204);
    expect(get("/redfish/v1/TaskService/Tasks/1").json).toMatchObject({
      ...{ TaskState: "Completed", TaskStatus: "OK", PercentComplete: 100, EndTime: expect.any(String), Messages: [] },
    });
    expect(get(CD).json["Inserted"]).toBe(true);
  });
  it("keeps the drive from another one", async () => {
    const { begin, post, url } = await setUp(WITHOUT_END);
    await begin();
    const answer = await post(INSERT, { Image: url });
    expect([answer.status, messagesOf(answer)]).toEqual([409, "ResourceInUse"]);
  });
  it("lets a restart wait for it", async () => {
    let finish = () => {};
    const { begin, machine, send } = await setUp((request, response) => {
      WITHOUT_END(request, response);
      finish = () => response.end("x".repeat(75));
    });
    const qemu = new FakeQemu(machine, "3f");
    await begin();
    const { underWay } = send("POST", RESET, { ResetType: "ForceRestart" });
    expect(qemu.received()).toEqual([]);
    finish();
    expect(await underWay).toMatchObject({ status: 204 });
    expect(qemu.received()).toContain("control 04 []");
  });
  it("makes a restart fail that waited 8 s, or whose medium did not come", async () => {
    const { begin, machine, clock, post, send, get } = await setUp(WITHOUT_END);
    const qemu = new FakeQemu(machine, "3f");
    await begin();
    const late = send("POST", RESET, { ResetType: "PowerCycle" });
    clock.advance(8000);
    const answer = await late.underWay;
    expect([answer?.status, messagesOf(answer ?? {})]).toEqual([409, "ActionParameterValueConflict"]);
    expect(JSON.stringify(answer?.body)).toContain("wait for its task, or eject it");
    const failing = send("POST", RESET, { ResetType: "ForceRestart" });
    await post(EJECT, "");
    expect(JSON.stringify((await failing.underWay)?.body)).toContain("The medium was not inserted: ");
    expect([qemu.received(), get(SYSTEM).json["PowerState"]]).toEqual([[], "On"]);
    expect((await post(RESET, { ResetType: "ForceRestart" })).status).toBe(204);
  });
  it("does not hold back what does not boot", async () => {
    const { begin, machine, post } = await setUp(WITHOUT_END);
    const qemu = new FakeQemu(machine, "3f");
    await begin();
    expect((await post(RESET, { ResetType: "ForceOff" })).status).toBe(204);
    expect(qemu.received()).toContain("control 03 []");
  });
});

it(`a machine has ${MOST_TASKS} tasks at most, of which the oldest that is over goes`, async () => {
  const { post, url, get, service } = await setUp();
  const never = new Promise<never>(() => {});
  service.tasks.start("runs", never, () => undefined);
  for (let made = 1; made <= MOST_TASKS; made++) await post(INSERT, { Image: url });
  const ids = service.tasks.all.map(({ id }) => Number(id));
  expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([MOST_TASKS, 1, 3, MOST_TASKS + 1]);
  const gone = ["Tasks/2", "TaskMonitors/2"].map((path) => get(`/redfish/v1/TaskService/${path}`).status);
  expect(gone).toEqual([404, 404]);
  expect(at(get("/redfish/v1/TaskService/Tasks/1").json, "TaskState")).toBe("Running");
});
