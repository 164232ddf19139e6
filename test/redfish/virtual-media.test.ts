/** Virtual media as clients use it, with images of a real server, and drives in memory. */
import { describe, expect, it } from "vitest";
import { MAX_TASKS } from "../../src/redfish/limits.ts";
import type { Answer } from "../support/http/image-server.ts";
import { FakeQemu } from "../support/machine/machine.ts";
import {
  CD,
  EJECT,
  IMAGE,
  INSERT,
  MANAGER,
  mediaClient,
  messagesOf,
  SYSTEM,
  WITHOUT_END,
} from "../support/redfish/media.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;

describe("VirtualMedia", () => {
  it("is found under the system and under the manager, and is the same drive", async () => {
    const { get, post, url } = await mediaClient();
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
    const { get } = await mediaClient();
    expect(get(CD).json).toMatchObject({ Image: null, ImageName: null, Inserted: false, ConnectedVia: "NotConnected" });
  });
  it("that QEMU has from elsewhere has a name, and no address; a USB stick is one", async () => {
    const { get, drives } = await mediaClient();
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
    const { get, post } = await mediaClient();
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
    const { post, url, server, qemu, get } = await mediaClient();
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
    const answer = await (await mediaClient()).post(INSERT, body);
    expect([answer.status, messagesOf(answer)]).toEqual([400, message]);
  });
  it("is for administrators", async () => {
    const { post, url } = await mediaClient();
    for (const user of ["operator", "viewer"]) {
      expect((await post(INSERT, { Image: url }, { user })).status).toBe(403);
      expect((await post(EJECT, {}, { user })).status).toBe(403);
    }
  });
  it("does not reach this host's loopback for clients of another", async () => {
    const { post, url, server } = await mediaClient();
    const answer = await post(INSERT, { Image: url }, { peer: "192.0.2.1" });
    expect([answer.status, messagesOf(answer)]).toEqual([400, "ActionParameterValueError"]);
    expect(server.requests).toEqual([]);
  });
  it.each<[string, Answer, number, string]>([
    ["there is none", (_, response) => response.writeHead(404).end(), 400, "CouldNotEstablishConnection"],
    ["it needs a password", (_, response) => response.writeHead(401).end(), 400, "ResourceAtUriUnauthorized"],
    ["it is too large", (_, response) => response.end("x".repeat(101)), 400, "ActionParameterValueError"],
  ])("says why an image is not inserted: %s", async (_title, answer, status, message) => {
    const { post, url, get } = await mediaClient(answer);
    const reply = await post(INSERT, { Image: url });
    expect([reply.status, messagesOf(reply)]).toEqual([status, message]);
    expect(get(CD).json["Inserted"]).toBe(false);
    expect(get("/redfish/v1/TaskService/Tasks/1").json).toMatchObject({
      ...{ TaskState: "Exception", TaskStatus: "Critical" },
      Messages: [{ MessageId: expect.stringMatching(`\\.${message}$`) }],
    });
  });
  it("has QEMU's reason when QEMU refuses the medium", async () => {
    const { post, url, qemu } = await mediaClient();
    qemu.problem = "QEMU refused: device 'cd0' not found";
    const answer = await post(INSERT, { Image: url });
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).toContain("QEMU refused: device 'cd0' not found.");
  });
  it("is not possible if nothing reaches the drives, and says what would", async () => {
    const { post, url } = await mediaClient(IMAGE, false);
    for (const path of [INSERT, EJECT]) {
      const answer = await post(path, { Image: url });
      expect([answer.status, messagesOf(answer)]).toEqual([501, "ActionNotSupported"]);
      expect(JSON.stringify(answer.body)).toContain("power.libvirt");
    }
  });
});

describe("EjectMedia", () => {
  it.each(["", {}, "{}"])("takes the body %j", async (body) => {
    const { post, url, get, qemu } = await mediaClient();
    await post(INSERT, { Image: url });
    expect((await post(EJECT, body)).status).toBe(204);
    expect(get(CD).json).toMatchObject({ Image: null, Inserted: false });
    expect(qemu.calls).toEqual(["insert cd0", "eject cd0"]);
  });
  it("stops a download", async () => {
    const { post, begin, get, server } = await mediaClient(WITHOUT_END);
    await begin();
    expect((await post(EJECT, {})).status).toBe(204);
    await expect.poll(() => get("/redfish/v1/TaskService/Tasks/1").json["TaskState"]).toBe("Exception");
    server.answer = IMAGE;
    expect((await post(INSERT, { Image: server.url })).status).toBe(204);
  });
});

describe("an insertion that takes longer than a second", () => {
  const monitor = "/redfish/v1/TaskService/TaskMonitors/1";

  it("has a task and its monitor, which has the outcome afterwards", async () => {
    let finish = () => {};
    const { begin, get, drives } = await mediaClient((request, response) => {
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
    const { begin, post, url } = await mediaClient(WITHOUT_END);
    await begin();
    const answer = await post(INSERT, { Image: url });
    expect([answer.status, messagesOf(answer)]).toEqual([409, "ResourceInUse"]);
  });
  it("lets a restart wait for it", async () => {
    let finish = () => {};
    const { begin, machine, send } = await mediaClient((request, response) => {
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
    const { begin, machine, clock, post, send, get } = await mediaClient(WITHOUT_END);
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
    const { begin, machine, post } = await mediaClient(WITHOUT_END);
    const qemu = new FakeQemu(machine, "3f");
    await begin();
    expect((await post(RESET, { ResetType: "ForceOff" })).status).toBe(204);
    expect(qemu.received()).toContain("control 03 []");
  });
});

it(`a machine has ${MAX_TASKS} tasks at most, of which the oldest that is over goes`, async () => {
  const { post, url, get, service } = await mediaClient();
  const never = new Promise<never>(() => {});
  service.tasks.start("runs", never, () => undefined);
  for (let made = 1; made <= MAX_TASKS; made++) await post(INSERT, { Image: url });
  const ids = service.tasks.all.map(({ id }) => Number(id));
  expect([ids.length, ids[0], ids[1], ids.at(-1)]).toEqual([MAX_TASKS, 1, 3, MAX_TASKS + 1]);
  const gone = ["Tasks/2", "TaskMonitors/2"].map((path) => get(`/redfish/v1/TaskService/${path}`).status);
  expect(gone).toEqual([404, 404]);
  expect(at(get("/redfish/v1/TaskService/Tasks/1").json, "TaskState")).toBe("Running");
});
