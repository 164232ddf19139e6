/** A PATCH of a drive's Image, which inserts and ejects as the actions do. */
import { describe, expect, it } from "vitest";
import type { Answer } from "../support/http/image-server.ts";
import { CD, mediaClient, messagesOf, WITHOUT_END } from "../support/redfish/media.ts";

describe("a PATCH of Image", () => {
  async function patched(body: unknown, answer?: Answer) {
    const made = await mediaClient(answer);
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
    [{ Image: null, Inserted: true }, "PropertyValueConflict"],
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
    const { send, url, clock, server } = await mediaClient(WITHOUT_END);
    const reply = send("PATCH", CD, { Image: url }, { peer: "127.0.0.1" });
    await expect.poll(() => server.requests.length).toBeGreaterThan(0);
    clock.advance(1000);
    expect(await reply.underWay).toMatchObject({
      status: 202,
      headers: { Location: "/redfish/v1/TaskService/TaskMonitors/1" },
    });
  });
});
