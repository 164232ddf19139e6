/** Images that fill the disk as they come: a server that names no length, or other programs that write meanwhile. */
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { DOWNLOAD_LIMITS, download } from "../../src/media/download.ts";
import { LOOK_BYTES, SPARE_BYTES } from "../../src/media/limits.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { imageServer } from "../support/http/image-server.ts";

vi.mock("node:fs/promises", async (original) => ({ ...(await original<object>()), statfs: vi.fn() }));

const BLOCK = 4096;
const CHUNK = Buffer.alloc(2 ** 20);
const RULES = { schemes: ["http"] as const, hosts: undefined, maxBytes: 2 ** 40, verifyTls: true };

/** Sets the free bytes of the disk, one number for each look. */
function diskHas(...frees: readonly number[]): void {
  const looks = vi.mocked(statfs).mockReset();
  for (const free of frees) looks.mockResolvedValueOnce({ bavail: free / BLOCK, bsize: BLOCK } as never);
}

/** Downloads an image of unknown length that is longer than a look. */
async function get(): Promise<unknown> {
  const { url } = await imageServer((_, response) => {
    for (let sent = 0; sent <= LOOK_BYTES; sent += CHUNK.length) response.write(CHUNK);
    response.end();
  });
  return download(join(temporaryDirectory(), "image"), {
    ...{ rules: RULES, request: { url, isLocal: true }, limits: DOWNLOAD_LIMITS, known: undefined },
    signal: new AbortController().signal,
    progress() {},
  });
}

it("an image comes while 256 MiB stay free, and ends at the first look that finds less", async () => {
  diskHas(SPARE_BYTES, SPARE_BYTES);
  expect(await get()).toMatchObject({ bytes: LOOK_BYTES + CHUNK.length });
  diskHas(SPARE_BYTES, SPARE_BYTES - BLOCK);
  await expect(get()).rejects.toMatchObject({ problem: "noSpace" });
  diskHas(SPARE_BYTES - BLOCK);
  await expect(get()).rejects.toMatchObject({ problem: "noSpace" });
});
