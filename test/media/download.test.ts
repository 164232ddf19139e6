/** Downloads from servers that serve, and from servers that are slow, broken or hostile. */
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DiskSpace } from "../../src/media/disk-space.ts";
import { DOWNLOAD_LIMITS, type Download, download } from "../../src/media/download.ts";
import { MAX_REDIRECTS } from "../../src/media/limits.ts";
import { selfMadeIdentity } from "../../src/transport/self-made-certificate.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { type Answer, imageServer } from "../support/http/image-server.ts";

const MAX_BYTES = 1000;
/** An address of this host that is not loopback. */
const OWN_ADDRESS = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === "IPv4")?.address;

function prepared(url: string, given: Partial<Download> = {}) {
  const file = join(temporaryDirectory(), "image");
  const rules = { schemes: ["http", "https"] as const, hosts: undefined, maxBytes: MAX_BYTES, verifyTls: true };
  const own: Download = {
    ...{ rules, request: { url, isLocal: true }, limits: DOWNLOAD_LIMITS, space: new DiskSpace(), known: undefined },
    signal: new AbortController().signal,
    progress() {},
    ...given,
  };
  return { file, given: own, get: () => download(file, own) };
}

/** Sends the beginning of an image of this length, if one is given. */
const beginning =
  (text: string, length?: number): Answer =>
  (_request, response) => {
    response.writeHead(200, length === undefined ? {} : { "Content-Length": length });
    response.write(text);
  };

describe("a download", () => {
  it("has the bytes and the version of the server's image", async () => {
    const { url } = await imageServer((_, response) => response.setHeader("ETag", '"1"').end("x".repeat(MAX_BYTES)));
    const seen: (readonly [number, number | undefined])[] = [];
    const { file, get } = prepared(url, { progress: (...part) => seen.push(part) });
    expect(await get()).toMatchObject({ etag: '"1"', bytes: MAX_BYTES });
    expect(readFileSync(file, "utf8")).toBe("x".repeat(MAX_BYTES));
    expect(seen.at(-1)).toEqual([MAX_BYTES, MAX_BYTES]);
  });
  it("asks only for what has changed", async () => {
    const server = await imageServer((_, response) => response.writeHead(304).end());
    const { get } = prepared(server.url, { known: { etag: '"1"', lastModified: "Sun, 06 Nov 1994 08:49:37 GMT" } });
    expect(await get()).toBeUndefined();
    expect(server.requests[0]?.headers).toMatchObject({
      "if-none-match": '"1"',
      "if-modified-since": "Sun, 06 Nov 1994 08:49:37 GMT",
    });
  });
  it("follows redirects, and gives the password only to the server that the client named", async () => {
    const other = await imageServer((_, response) => response.end("image"));
    const named = await imageServer(({ url = "" }, response) => {
      response.writeHead(302, { Location: url === "/" ? "/again" : `${other.url}/image` }).end();
    });
    const request = { url: named.url, userName: "u", password: "p", isLocal: true };
    await prepared(named.url, { request }).get();
    const basic = `Basic ${Buffer.from("u:p").toString("base64")}`;
    expect(named.requests.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
  it.skipIf(OWN_ADDRESS === undefined)("does not follow a redirect of another host to loopback", async () => {
    const secret = await imageServer((_, response) => response.end("secret"));
    const other = await imageServer((_, response) => response.writeHead(302, { Location: secret.url }).end(), {
      host: OWN_ADDRESS,
    });
    await expect(prepared(other.url).get()).rejects.toMatchObject({ problem: "address" });
    expect(secret.requests).toEqual([]);
    const listed = { ...prepared(other.url).given.rules, hosts: [`${OWN_ADDRESS}`, "127.0.0.1"] };
    expect(await prepared(other.url, { rules: listed }).get()).toMatchObject({ bytes: 6 });
  });
  it("needs a certificate that can be verified, unless media.verifyTls is off", async () => {
    const { url } = await imageServer((_, response) => response.end("image"), { tls: selfMadeIdentity() });
    const { get, given } = prepared(url);
    await expect(get()).rejects.toThrow(/cannot be downloaded: self-signed certificate; media.verifyTls: false/);
    expect(await prepared(url, { rules: { ...given.rules, verifyTls: false } }).get()).toMatchObject({ bytes: 5 });
  });
});

describe("a server that", () => {
  it.each<[string, Answer, string, string]>([
    ["names a length beyond the limit", beginning("x", 1001), "tooLarge", "more than 1000 bytes; media.maxBytes"],
    ["sends without end", beginning("x".repeat(1200)), "tooLarge", "more than 1000 bytes"],
    [
      "sends less than it names",
      (_, response) => response.writeHead(200, { "Content-Length": 900 }).write("x", () => response.socket?.end()),
      "unreachable",
      "cannot be downloaded: aborted",
    ],
    ["sends nothing", (_, response) => response.end(), "unreachable", "sent an empty image"],
    ["does not have it", (_, response) => response.writeHead(404).end(), "unreachable", "status 404; expected 200"],
    ["says 304 unasked", (_, response) => response.writeHead(304).end(), "unreachable", "status 304"],
    ["wants a password", (_, response) => response.writeHead(401).end(), "unauthorized", "check UserName and Password"],
    [
      "switches protocols",
      ({ socket }) => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
      "unreachable",
      "the connection ended before the server's answer",
    ],
    ["speaks no HTTP", ({ socket }) => socket.end("\0\0\0"), "unreachable", "cannot be downloaded: Parse Error"],
    [
      "redirects to a file",
      (_, response) => response.writeHead(302, { Location: "file:///etc/passwd" }).end(),
      "address",
      "expected http:// or https://",
    ],
    [
      "redirects to a cloud's metadata",
      (_, response) => response.writeHead(302, { Location: "http://169.254.169.254/" }).end(),
      "address",
      "which is loopback, link-local or a cloud's metadata",
    ],
    [
      "redirects to itself",
      (_, response) => response.writeHead(302, { Location: "/" }).end(),
      "unreachable",
      `more than ${MAX_REDIRECTS} times`,
    ],
  ])("%s", async (_title, answer, problem, words) => {
    const { url } = await imageServer(answer);
    await expect(prepared(url).get()).rejects.toMatchObject({ problem, message: expect.stringContaining(words) });
  });
  it("falls silent", async () => {
    const { url } = await imageServer((_, response) => response.writeHead(200).write("x"));
    const limits = { ...DOWNLOAD_LIMITS, idleMs: 50 };
    await expect(prepared(url, { limits }).get()).rejects.toThrow("the server sent nothing for 0.05 s");
  });
  it("never answers", async () => {
    const { url } = await imageServer(() => {});
    const limits = { ...DOWNLOAD_LIMITS, idleMs: 50 };
    await expect(prepared(url, { limits }).get()).rejects.toThrow("the server sent nothing for 0.05 s");
  });
  it("sends a byte now and then", async () => {
    const { url } = await imageServer((_, response) => {
      const timer = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(timer));
    });
    const limits = { ...DOWNLOAD_LIMITS, totalMs: 200 };
    await expect(prepared(url, { limits }).get()).rejects.toThrow("the download took too long");
  });
  it("speaks no TLS at an https address", async () => {
    const { url } = await imageServer((_, response) => response.end("image"));
    const { get } = prepared(url.replace("http:", "https:"));
    await expect(get()).rejects.toThrow("the server did not answer in TLS; use http:// if it speaks plain HTTP");
  });
  it("is not there", async () => {
    await expect(prepared("http://127.0.0.1:1/").get()).rejects.toThrow(/cannot be downloaded: .*ECONNREFUSED/);
  });
});

it("an image leaves room on the disk", async () => {
  const { url } = await imageServer((_, response) => response.end("image"));
  const limits = { ...DOWNLOAD_LIMITS, spareBytes: Number.MAX_SAFE_INTEGER };
  await expect(prepared(url, { limits }).get()).rejects.toMatchObject({ problem: "noSpace" });
});
