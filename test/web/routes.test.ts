/** The page's files at the HTTP port: headers, caching, compression, and a page that is not built. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { apiOff } from "../../src/http/api-off.ts";
import { builtPage } from "../../src/web/built-page.ts";
import { webPage } from "../../src/web/plugin.ts";
import { controlledDaemon, temporaryDirectory } from "../support/daemon/control-server.ts";
import { openTestPort, statusOf } from "../support/http/http-port.ts";

const INDEX = '<!doctype html><script type="module" src="/page/main-a1b2.js"></script>';
const SCRIPT = "console.log(1);\n".repeat(500);

/** A port with a built page, or with none. */
async function openPage(files: Readonly<Record<string, string>> = { "index.html": INDEX, "main-a1b2.js": SCRIPT }) {
  const folder = join(temporaryDirectory(), "page");
  const build = (made: Readonly<Record<string, string>>) => {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(made)) writeFileSync(join(folder, name), text);
  };
  if (Object.keys(files).length > 0) build(files);
  const port = await openTestPort([webPage({ daemon: controlledDaemon([]), token: "x".repeat(16), folder })]);
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    port.send(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("")}\r\n`,
    );
  return { ...port, get, build, folder };
}

test("the document runs scripts of this port only, is in no frame, and is asked for again each time", async () => {
  const { url } = await openPage();
  const { status, headers } = await fetch(url);
  expect(status).toBe(200);
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
  });
});

test("files are kept for ever, and only those of the page are served", async () => {
  const { url, build, get } = await openPage();
  build({ "page.json": "{}" });
  const script = await fetch(`${url}/page/main-a1b2.js`);
  expect([script.status, script.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(await script.text()).toBe(SCRIPT);
  for (const path of [
    "/page/page.json",
    "/page/other.js",
    "/page/..%2Findex.html",
    "/page/../../package.json",
    "/page/",
  ])
    expect(statusOf(await get(path))).toBe(404);
});

test("files are read from the disk once, and compressed once", async () => {
  const { url, build, folder } = await openPage();
  const path = "/page/main-a1b2.js";
  expect(await (await fetch(url + path)).text()).toBe(SCRIPT);
  build({ "main-a1b2.js": "changed", "index.html": "changed" });
  expect(await (await fetch(url + path)).text()).toBe(SCRIPT);
  expect(await (await fetch(url)).text()).toBe(INDEX);
  const files = builtPage(folder);
  const [read, again] = [await files(), await files()];
  expect(again).toBe(read);
  const file = read?.get("main-a1b2.js");
  expect(await file?.gzipped()).toBe(await file?.gzipped());
});

test("gzip is sent to those who take it, with a tag of its own", async () => {
  const { get } = await openPage();
  const [head = "", body = ""] = (await get("/page/main-a1b2.js", { "Accept-Encoding": "br, gzip" })).split("\r\n\r\n");
  expect(head).toMatch(/^content-encoding: gzip\r?$/m);
  expect(head).toMatch(/^vary: accept-encoding\r?$/m);
  expect(head).toMatch(/^etag: "[\w-]{22}-gzip"\r?$/m);
  expect(gunzipSync(Buffer.from(body, "latin1")).toString()).toBe(SCRIPT);
  for (const wish of ["gzip;q=0", "br", "identity"]) {
    const plain = await get("/page/main-a1b2.js", { "Accept-Encoding": wish });
    expect(plain).not.toMatch(/^content-encoding/m);
    expect(plain).toContain(SCRIPT);
  }
});

test.each(["/", "/page/main-a1b2.js"])("HEAD and If-None-Match of %s have no body", async (path) => {
  const { url } = await openPage();
  const whole = await fetch(`${url}${path}`);
  const tag = whole.headers.get("etag") ?? "";
  const size = whole.headers.get("content-length");
  const head = await fetch(`${url}${path}`, { method: "HEAD" });
  expect([head.status, head.headers.get("etag"), head.headers.get("content-length")]).toEqual([200, tag, size]);
  for (const names of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
    const again = await fetch(`${url}${path}`, { headers: { "if-none-match": names } });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
  }
  expect((await fetch(`${url}${path}`, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
});

test("other methods are refused with the allowed ones", async () => {
  const { url, refusals } = await openPage();
  const refused = await fetch(url, { method: "POST", body: "x" });
  expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect(refusals).toEqual(["method"]);
});

test("while the page is not built, the port says so; once it is, it is served", async () => {
  const { url, build } = await openPage({});
  const missing = await fetch(url);
  expect([missing.status, missing.headers.get("content-type")]).toEqual([503, "text/plain; charset=utf-8"]);
  expect(await missing.text()).toBe("the page is not built; run npm run build\n");
  expect((await fetch(`${url}/page/main-a1b2.js`)).status).toBe(404);
  build({ "index.html": INDEX });
  expect(await (await fetch(url)).text()).toBe(INDEX);
});

test("a port without a token says how to have the page", async () => {
  const { url } = await openTestPort([apiOff]);
  const off = await fetch(url);
  expect([off.status, off.headers.get("content-type")]).toEqual([403, "text/plain; charset=utf-8"]);
  expect(await off.text()).toContain("--http-token-file FILE");
});
