/** Records of an inserted image: the log, `watch` and the journal. */
import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { MachineDrives } from "../../src/daemon/machine-drives.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { imageServer, versioned } from "../support/http/image-server.ts";
import { machine } from "../support/machine/machine.ts";

test("an image of media.images is inserted by its file's name, logged and known again by its file", async () => {
  const images = temporaryDirectory();
  writeFileSync(join(images, "cd.iso"), "an image");
  const settings = { media: { drives: ["cd0"], images } };
  const own = machine(settings);
  const publish = vi.spyOn(own.trace, "publish");
  const all = new MachineDrives();
  const drives = await all.of(configSchema.parse(settings), own);
  await drives?.insert("cd0", { url: "cd.iso", isLocal: false }).done;
  expect(drives?.mediumIn("cd0")).toMatchObject({
    url: "cd.iso",
    image: { file: join(realpathSync(images), "cd.iso") },
  });
  expect(publish.mock.calls).toEqual([["media", { kind: "medium", drive: "cd0", image: "cd.iso" }]]);
  expect(() => drives?.insert("cd0", { url: "../cd.iso", isLocal: true })).toThrow("expected http:// or https://");
  drives?.close();
  await all.close();
  own.close();
});

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
  await all.close();
  own.close();
});
