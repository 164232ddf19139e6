/** Effects of faults on a connection of the Redfish door: when an answer leaves, with which headers, and how far it gets. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Daemon } from "../../src/daemon/daemon.ts";

const ROOT = "/redfish/v1/";

async function serve(...faults: readonly object[]) {
  const daemon = new Daemon(pino({ level: "silent" }));
  onTestFinished(() => daemon.stop());
  const config = { listen: [], redfish: { listen: "http:127.0.0.1:0" }, replies: { redfish: faults } };
  await daemon.add(configSchema.parse(config));
  return `${daemon.addresses[0]}`.replace("http:", "http://");
}

test("headers are removed, changed and added", async () => {
  const headers = { "odata-version": null, etag: "W/{value}", "X-Absent": "{value}", "Retry-After": "3" };
  const answer = await fetch(`${await serve({ headers })}${ROOT}`);
  expect(answer.headers.get("odata-version")).toBeNull();
  expect(answer.headers.get("x-absent")).toBeNull();
  expect(answer.headers.get("retry-after")).toBe("3");
  expect(answer.headers.get("etag")).toMatch(/^W\/"/);
});

test("a delayed answer comes later, and other requests do not wait for it", async () => {
  const url = await serve({ when: { path: ROOT.slice(0, -1) }, time: { delayMs: 300 } });
  const order: string[] = [];
  const get = async (path: string) => {
    const { status } = await fetch(url + path);
    order.push(`${path} ${status}`);
  };
  const startMs = performance.now();
  await Promise.all([get(ROOT), get("/redfish")]);
  expect(order).toEqual(["/redfish 200", `${ROOT} 200`]);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(299);
});

test("an answer that never comes holds up no other", async () => {
  const url = await serve({ when: { path: ROOT.slice(0, -1) }, time: "never" });
  let isAnswered = false;
  const lost = fetch(url + ROOT).then(() => {
    isAnswered = true;
  });
  lost.catch(() => {});
  expect((await fetch(`${url}/redfish`)).status).toBe(200);
  expect(isAnswered).toBe(false);
});

test("a connection ends before the answer, or in the middle of it, and the next request is served", async () => {
  const url = await serve({ when: { nth: 1 }, disconnect: "before" }, { when: { nth: 2 }, disconnect: "middle" });
  await expect(fetch(url + ROOT)).rejects.toThrow("fetch failed");
  const half = await fetch(url + ROOT);
  expect([half.status, Number(half.headers.get("content-length"))]).toEqual([200, expect.any(Number)]);
  await expect(half.text()).rejects.toThrow("terminated");
  expect(await (await fetch(url + ROOT)).json()).toMatchObject({ Id: "RootService" });
});
