/** Images that fill the disk as they come: of a server that names no length, several at once, beside other programs that write. */
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { DiskSpace } from "../../src/media/disk-space.ts";
import { DOWNLOAD_LIMITS, download } from "../../src/media/download.ts";
import { LOOK_BYTES, SPARE_BYTES } from "../../src/media/limits.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { type Answer, imageServer } from "../support/http/image-server.ts";

vi.mock("node:fs/promises", async (original) => ({ ...(await original<object>()), statfs: vi.fn() }));

const BLOCK = 4096;
const CHUNK = Buffer.alloc(2 ** 20);
const RULES = { schemes: ["http"] as const, hosts: undefined, maxBytes: 2 ** 40, verifyTls: true };
const NO_SPACE = { problem: "noSpace" };

/** Sets the free bytes of the disk, one number for each look. The last one stays. */
function diskHas(...frees: readonly number[]): void {
  const looks = vi.mocked(statfs).mockReset();
  const left = [...frees];
  looks.mockImplementation((async () => {
    const [free = 0] = left.length > 1 ? left.splice(0, 1) : left;
    return { bavail: free / BLOCK, bsize: BLOCK };
  }) as never);
}

/** Downloads an image, and tells when its first bytes are there. */
async function begin(answer: Answer, space = new DiskSpace()) {
  const { url } = await imageServer(answer);
  const begun = Promise.withResolvers<void>();
  const controller = new AbortController();
  const image = download(join(temporaryDirectory(), "image"), {
    ...{ rules: RULES, request: { url, isLocal: true }, limits: DOWNLOAD_LIMITS, space, known: undefined },
    signal: controller.signal,
    progress: () => begun.resolve(),
  });
  return { image, begun: begun.promise, cancel: () => controller.abort() };
}

/** An image of unknown length that is longer than a look. */
const long: Answer = (_, response) => {
  for (let sent = 0; sent <= LOOK_BYTES; sent += CHUNK.length) response.write(CHUNK);
  response.end();
};

it("an image of unknown length comes while 256 MiB stay free, and ends at the first look that cannot be sure of it", async () => {
  const get = async () => (await begin(long)).image;
  diskHas(SPARE_BYTES + 2 * LOOK_BYTES);
  expect(await get()).toMatchObject({ bytes: LOOK_BYTES + CHUNK.length });
  diskHas(SPARE_BYTES + LOOK_BYTES, SPARE_BYTES + LOOK_BYTES - BLOCK);
  await expect(get()).rejects.toMatchObject(NO_SPACE);
  diskHas(SPARE_BYTES + LOOK_BYTES - BLOCK);
  await expect(get()).rejects.toMatchObject(NO_SPACE);
});

it("images that come at once leave 256 MiB free together, and one that ends makes room", async () => {
  const space = new DiskSpace();
  const start: Answer = (_, response) => response.writeHead(200, { "Content-Length": CHUNK.length }).write("x");
  const whole: Answer = (_, response) => response.writeHead(200, { "Content-Length": CHUNK.length }).end(CHUNK);
  diskHas(SPARE_BYTES + CHUNK.length);
  const first = await begin(start, space);
  await first.begun;
  await expect((await begin(whole, space)).image).rejects.toMatchObject(NO_SPACE);
  first.cancel();
  await expect(first.image).rejects.toMatchObject({ problem: "cancelled" });
  expect(await (await begin(whole, space)).image).toMatchObject({ bytes: CHUNK.length });
});
