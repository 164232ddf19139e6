/** Records of an inserted image: the log, `watch` and the journal. */
import { expect, test, vi } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { MachineDrives } from "../../src/daemon/machine-drives.ts";
import { imageServer, versioned } from "../support/http/image-server.ts";
import { machine } from "../support/machine/machine.ts";

test("an image is logged and watched without the query of its address", async () => {
  const server = await imageServer(versioned("one", '"1"'));
  const settings = { media: { drives: ["cd0"] } };
  const own = machine(settings);
  const write = vi.spyOn(own.peerLog, "write");
  const publish = vi.spyOn(own.trace, "publish");
  const all = new MachineDrives();
  const config = configSchema.parse(settings);
  const drives = await all.of(config, own);
  await drives?.insert("cd0", { url: `${server.url}/a.iso?token=s3cr3t`, isLocal: true }).done;
  const image = `${server.url}/a.iso?...`;
  expect(publish.mock.calls).toEqual([["media", { kind: "medium", drive: "cd0", image }]]);
  expect(write.mock.calls).toEqual([["info", { drive: "cd0", image }, "medium inserted"]]);
  expect(server.requests[0]?.url).toBe("/a.iso?token=s3cr3t");
  drives?.close();
  all.close();
  own.close();
});
