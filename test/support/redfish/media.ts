/** A Redfish machine with two drives in memory, and a real server of images. */
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import { HostError } from "../../../src/host/host-means.ts";
import { Drives } from "../../../src/media/drives.ts";
import { ImageCache } from "../../../src/media/image-cache.ts";
import { temporaryDirectory } from "../doors/door.ts";
import { type Answer, imageServer, versioned } from "../http/image-server.ts";
import { redfishService, type SentRequest } from "./service.ts";

export const SYSTEM = "/redfish/v1/Systems/1";
export const MANAGER = "/redfish/v1/Managers/1";
export const CD = `${SYSTEM}/VirtualMedia/cd0`;
export const INSERT = `${CD}/Actions/VirtualMedia.InsertMedia`;
export const EJECT = `${CD}/Actions/VirtualMedia.EjectMedia`;
export const IMAGE = versioned("image", '"1"');
export const WITHOUT_END: Answer = (_, response) =>
  response.writeHead(200, { "Content-Length": "100" }).write("x".repeat(25));

/** A machine with two drives. Clients are on this host unless they say otherwise. */
export async function mediaClient(answer: Answer = IMAGE, hasMeans = true) {
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
export function messagesOf({ body }: { readonly body?: unknown }): unknown {
  return /"MessageId":"Base\.\d+\.\d+\.(\w+)"/.exec(JSON.stringify(body) ?? "")?.[1];
}
