import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { DOWNLOAD_LIMITS } from "../../src/media/download.ts";
import { ImageCache } from "../../src/media/image-cache.ts";
import { KEPT_IMAGES, MAX_DOWNLOADS } from "../../src/media/limits.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { imageServer, versioned } from "../support/http/image-server.ts";
import { WITHOUT_END } from "../support/redfish/media.ts";

const RULES = { schemes: ["http"] as const, hosts: undefined, maxBytes: 1000, verifyTls: true };

function cacheIn(directory: string | undefined = temporaryDirectory()) {
  const cache = new ImageCache(directory);
  onTestFinished(() => cache.close());
  const begin = (url: string) => cache.fetch({ url, isLocal: true }, RULES);
  return { cache, directory, begin, get: (url: string) => begin(url).image };
}

describe("a cache of images", () => {
  it("fetches an image again only if it has changed; a drive keeps the one that it holds", async () => {
    const server = await imageServer(versioned("one", '"1"'));
    const { get } = cacheIn();
    const first = await get(server.url);
    const again = await get(server.url);
    expect(again.file).toBe(first.file);
    server.answer = versioned("two", '"2"');
    const changed = await get(server.url);
    expect([first, changed].map(({ file }) => readFileSync(file, "utf8"))).toEqual(["one", "two"]);
    expect(server.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"1"', '"1"']);
  });
  it("keeps the version to which a server returns, although older ones go", async () => {
    const server = await imageServer(versioned("one", '"1"'));
    const { get } = cacheIn();
    (await get(server.url)).release();
    server.answer = versioned("image", '"x"');
    for (let index = 1; index < KEPT_IMAGES; index++) (await get(`${server.url}/${index}`)).release();
    server.answer = versioned("two", '"2"');
    const second = await get(server.url);
    server.answer = (_, response) => {
      second.release();
      response.setHeader("ETag", '"1"').end("one");
    };
    expect(readFileSync((await get(server.url)).file, "utf8")).toBe("one");
  });
  it("has no image for a machine whose limit it passes, although another has it", async () => {
    const server = await imageServer(versioned("larger", '"1"'));
    const { cache, get } = cacheIn();
    const larger = await get(server.url);
    const small = () => cache.fetch({ url: server.url, isLocal: true }, { ...RULES, maxBytes: 5 }).image;
    await expect(small()).rejects.toMatchObject({ problem: "tooLarge" });
    server.answer = versioned("small", '"2"');
    expect(readFileSync((await small()).file, "utf8")).toBe("small");
    expect(readFileSync(larger.file, "utf8")).toBe("larger");
    expect(server.requests.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, undefined, undefined]);
  });
  it("keeps nothing of a download that fails at its first bytes", async () => {
    const server = await imageServer((_, response) => response.write("x".repeat(1200)));
    const { get, directory } = cacheIn();
    await expect(get(server.url)).rejects.toMatchObject({ problem: "tooLarge" });
    expect(readdirSync(directory ?? "")).toEqual([]);
  });
  it("finds an image that an earlier daemon has downloaded, by its file", async () => {
    const server = await imageServer(versioned("one", '"1"'));
    const { cache, get, directory } = cacheIn();
    const { file } = await get(server.url);
    await cache.close();
    const next = cacheIn(directory).cache;
    const found = next.find(file);
    expect([found?.url, found?.image.file]).toEqual([server.url, file]);
    expect([next.find(`${file}x`), next.find("/etc/passwd"), new ImageCache(undefined).find(file)]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });
  it("fetches an image once for all who want it", async () => {
    const server = await imageServer(versioned("one", '"1"'));
    const { get } = cacheIn();
    const images = await Promise.all([get(server.url), get(server.url)]);
    expect(new Set(images.map(({ file }) => file)).size).toBe(1);
    expect(server.requests).toHaveLength(1);
  });
  it("fetches an image whose server names no version each time", async () => {
    const server = await imageServer((_, response) => response.end("one"));
    const { get } = cacheIn();
    const images = [await get(server.url), await get(server.url)];
    expect(new Set(images.map(({ file }) => file)).size).toBe(2);
  });
  it(`keeps ${KEPT_IMAGES} images that no drive holds, and all that one holds`, async () => {
    const server = await imageServer(({ url = "" }, response) => response.setHeader("ETag", url).end("image"));
    const { get, directory } = cacheIn();
    const held = await get(`${server.url}/held`);
    const others = [];
    for (let index = 0; index <= KEPT_IMAGES; index++) others.push(await get(`${server.url}/${index}`));
    expect(readdirSync(directory ?? "")).toHaveLength(2 * (KEPT_IMAGES + 2));
    for (const { release } of others) {
      release();
      release();
    }
    expect([held, ...others].map(({ file }) => existsSync(file))).toEqual([
      true,
      false,
      ...others.slice(1).map(() => true),
    ]);
    // The bytes go later than the name.
    await expect.poll(() => readdirSync(directory ?? "")).toHaveLength(2 * (KEPT_IMAGES + 1));
  });
  it("stops a download when the last of those who want it cancels", async () => {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const server = await imageServer((_, response) => response.on("close", () => resolve()).write("x"));
    const { begin, directory } = cacheIn();
    const [one, other] = [begin(server.url), begin(server.url)];
    await expect.poll(() => server.requests.length).toBe(1);
    one.cancel();
    await expect(one.image).rejects.toMatchObject({ problem: "cancelled" });
    other.cancel();
    await expect(other.image).rejects.toMatchObject({ problem: "cancelled" });
    await gone;
    await expect.poll(() => readdirSync(directory ?? "")).toEqual([]);
  });
  it("tells how much of an image is there", async () => {
    const server = await imageServer((_, response) => response.writeHead(200, { "Content-Length": "4" }).write("x"));
    const { begin } = cacheIn();
    const download = begin(server.url);
    expect(download.percent()).toBeUndefined();
    await expect.poll(download.percent).toBe(25);
    download.cancel();
    await expect(download.image).rejects.toThrow("cancelled");
  });
  it(`downloads ${MAX_DOWNLOADS} images at once`, async () => {
    const server = await imageServer(() => {});
    const { begin } = cacheIn();
    const downloads = Array.from({ length: MAX_DOWNLOADS }, (_, index) => begin(`${server.url}/${index}`));
    expect(() => begin(`${server.url}/more`)).toThrow(expect.objectContaining({ problem: "busy" }));
    for (const { image, cancel } of downloads) {
      cancel();
      await expect(image).rejects.toThrow("cancelled");
    }
  });
});

describe("a directory of earlier daemons", () => {
  it("has images that need not be fetched again", async () => {
    const server = await imageServer(versioned("one", '"1"'));
    const first = cacheIn();
    const { file } = await first.get(server.url);
    await first.cache.close();
    expect((await cacheIn(first.directory).get(server.url)).file).toBe(file);
    expect(server.requests.at(-1)?.headers["if-none-match"]).toBe('"1"');
  });
  it("loses what is not whole, but no download of another daemon and no file of the user", async () => {
    const server = await imageServer(versioned("one", '"1"'));
    const first = cacheIn();
    const { file } = await first.get(server.url);
    writeFileSync(file, "on");
    const at = (name: string) => join(dirname(file), name);
    const [old, fresh] = [`${randomUUID()}.part`, `${randomUUID()}.part`].map(at) as [string, string];
    // Images whose .json is not written: of a daemon that crashed, and of one that is about to write it.
    const [orphan, young] = ["a".repeat(40), "b".repeat(40)].map(at) as [string, string];
    const others = ["mine.part", "mine.json", "mine", "c".repeat(39)].map(at);
    for (const name of [old, fresh, orphan, young, ...others]) writeFileSync(name, "");
    for (const name of [old, orphan, ...others])
      utimesSync(name, 0, (Date.now() - 2 * DOWNLOAD_LIMITS.idleMs) / 1000 - 1);
    writeFileSync(at(`${"0".repeat(40)}.json`), "{");
    // A part that another daemon finishes between the look at the directory and the look at the part.
    const finished = at(`${randomUUID()}.part`);
    symlinkSync(at("finished"), finished);
    const again = await cacheIn(first.directory).get(server.url);
    expect(readFileSync(again.file, "utf8")).toBe("one");
    const left = [file, `${file}.json`, fresh, young, finished, ...others].map((name) => basename(name)).toSorted();
    await expect.poll(() => readdirSync(dirname(file)).toSorted()).toEqual(left);
  });
});

it("a temporary directory goes with the daemon, outside the event loop, with a download that is under way", async () => {
  const server = await imageServer(versioned("one", '"1"'));
  const endless = await imageServer(WITHOUT_END);
  const cache = new ImageCache(undefined);
  const { file } = await cache.fetch({ url: server.url, isLocal: true }, RULES).image;
  const late = cache.fetch({ url: endless.url, isLocal: true }, RULES).image.catch(() => "ended");
  await expect.poll(() => readdirSync(dirname(file)).length).toBe(3);
  const closed = cache.close();
  expect(existsSync(file)).toBe(true);
  await closed;
  expect([existsSync(dirname(file)), await late]).toEqual([false, "ended"]);
});
