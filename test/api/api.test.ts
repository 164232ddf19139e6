/** Calls over HTTP. */
import { expect, test } from "vitest";
import { qemuAt } from "../support/daemon/operated-daemon.ts";
import { openTestApi, TOKEN } from "../support/http/api.ts";

const SENSORS = [
  { number: 0x30, name: "CPU1 Temp", type: "temperature", units: "C", reading: 42, thresholds: { upperCritical: 95 } },
];
const MACHINES = "/machines/vm0";

test("a machine is shown, switched off and reset", async () => {
  const { ask, daemon } = await openTestApi(["vm0", "vm1"]);
  const { status, body } = await ask("GET /machines");
  expect([status, body.machines.map(({ name }: { name: string }) => name)]).toEqual([200, ["vm0", "vm1"]]);
  expect((await ask(`GET ${MACHINES}`)).body).toMatchObject({ name: "vm0", power: "on" });
  await qemuAt(daemon.addressesOf("vm0")[0]);
  await expect.poll(async () => (await ask(`GET ${MACHINES}`)).body.links[0]?.capabilities).toBeDefined();
  expect((await ask(`POST ${MACHINES}/power`, { action: "off" })).body).toMatchObject({ power: "off" });
  expect((await ask(`GET ${MACHINES}/power`)).body).toMatchObject({ power: "off" });
  expect((await ask("GET /machines/vm1/power")).body).toMatchObject({ power: "on" });
  expect(await ask(`POST ${MACHINES}/reset`, { kind: "warm" })).toMatchObject({ status: 204, body: undefined });
});

test("a sensor is held, by its name or number, and its event is in the log", async () => {
  const { ask } = await openTestApi(["vm0"], { sensors: SENSORS });
  const sensor = `${MACHINES}/sensors/CPU1%20Temp`;
  expect((await ask(`PUT ${sensor}`, { value: 97 })).body).toMatchObject({ value: 97, held: true });
  expect((await ask(`GET ${MACHINES}/sensors/0x30`)).body).toMatchObject({ name: "CPU1 Temp", value: 97 });
  expect((await ask(`GET ${MACHINES}/sel`)).body.records).toMatchObject([{ sensor: "CPU1 Temp", reading: 97 }]);
  expect((await ask(`POST ${sensor}/release`)).body).toMatchObject({ value: 42, held: false });
  expect((await ask(`DELETE ${MACHINES}/sel`)).status).toBe(204);
  expect((await ask(`GET ${MACHINES}/sel/info`)).body).toMatchObject({ records: 0 });
});

test("a sensor's history has what it showed before it was held", async () => {
  const switches = { number: 0x31, name: "PSU", type: "powerSupply", states: [0, 1], asserted: [0] };
  const { ask } = await openTestApi(["vm0"], { sensors: [...SENSORS, switches] });
  await ask(`PUT ${MACHINES}/sensors/CPU1%20Temp`, { value: 97 });
  await ask(`PUT ${MACHINES}/sensors/CPU1%20Temp`, { value: 50 });
  await ask(`PUT ${MACHINES}/sensors/CPU1%20Temp`, { available: false });
  const { now, unit, readings } = (await ask(`GET ${MACHINES}/sensors/0x30/history`)).body;
  const times = readings.map(({ epochMs }: { epochMs: number }) => epochMs);
  expect([...times, now]).toEqual([...times, now].sort());
  expect([unit, ...readings]).toEqual([
    "C",
    { epochMs: times[0], value: 42, lowest: 42, highest: 42 },
    { epochMs: times[1], value: 50, lowest: 50, highest: 97 },
    { epochMs: times[2] },
  ]);
  const refused = { status: 400, argument: "sensor", detail: "PSU has no numeric reading" };
  expect((await ask(`GET ${MACHINES}/sensors/PSU/history`)).body).toMatchObject(refused);
});

test("arguments in a query are numbers, truth values and lists where the call has them", async () => {
  const { ask } = await openTestApi(["vm0"], { sensors: SENSORS });
  expect((await ask(`GET ${MACHINES}/sensors?from=0x40`)).body).toEqual({ sensors: [] });
  expect((await ask(`GET ${MACHINES}/users?channel=15`)).body).toMatchObject({ channel: 15 });
  expect((await ask(`GET ${MACHINES}/frus/0`)).body).toMatchObject({ id: 0 });
  expect((await ask(`GET ${MACHINES}/sensors?from=x`)).body).toMatchObject({ status: 400, argument: "from" });
});

test("a fault is added by the settings of a rule and removed by its name", async () => {
  const { ask } = await openTestApi(["vm0"]);
  const name = `late / ${"1".repeat(200)}`;
  const rule = { name, time: { delayMs: 10 }, when: { command: "06 01" } };
  expect((await ask(`POST ${MACHINES}/faults`, { rule })).body).toEqual({ name, warnings: [] });
  expect((await ask(`GET ${MACHINES}/faults`)).body.faults).toMatchObject([{ name, applied: 0 }]);
  expect((await ask(`DELETE ${MACHINES}/faults/${encodeURIComponent(name)}`)).status).toBe(204);
  expect((await ask(`GET ${MACHINES}/faults`)).body).toEqual({ faults: [] });
});

test("a machine is added and removed", async () => {
  const { ask, daemon } = await openTestApi([]);
  const settings = { name: "vm7", listen: ["tcp:127.0.0.1:0"] };
  expect((await ask("POST /machines", { settings })).body).toMatchObject({ name: "vm7" });
  expect(daemon.machines.map(({ name }) => name)).toEqual(["vm7"]);
  expect((await ask("DELETE /machines/vm7")).status).toBe(204);
  expect(daemon.machines).toEqual([]);
});

test.each([
  ["GET /machines/vm9", undefined, 404, { code: "notFound", argument: "machine" }, "there is no machine vm9"],
  [
    "POST /machines/vm0/power",
    { action: "up" },
    400,
    { code: "badArgument", argument: "action" },
    "expected one of on",
  ],
  ["POST /machines/vm0/power", {}, 400, { argument: "action", expected: expect.any(String) }, "action is missing"],
  ["POST /machines/vm0/power", undefined, 400, { argument: "action" }, "action is missing"],
  ["POST /machines/vm0/power", [], 400, { code: "badArgument" }, "not a JSON object"],
  ["POST /machines/vm0/power", { machine: "vm1" }, 400, { argument: "machine" }, "given twice"],
  ["POST /machines/vm0/power?action=off", {}, 400, { argument: "action" }, "action is missing"],
  ["POST /machines/vm0/serial/break", undefined, 404, { code: "notFound" }, "no serial port"],
  ["PATCH /machines/vm0/users/1", { name: "x" }, 409, { code: "refused", completionCode: 0xcc }, ""],
  ["POST /machines", { settings: { name: "vm0", listen: ["tcp:127.0.0.1:0"] } }, 409, { code: "exists" }, "vm0"],
  ["POST /machines/vm0/power", { action: "off" }, 409, { code: "refused", completionCode: 0xd5 }, "no connected QEMU"],
  ["POST /reload", undefined, 500, { code: "failed" }, "not started with a configuration"],
  ["PATCH /machines/vm0/users/2", { password: "x".repeat(21) }, 400, { argument: "password" }, "password is wrong;"],
  ["GET /machines/%ff", undefined, 400, {}, "is not percent-encoded UTF-8"],
  ["GET /nowhere", undefined, 404, {}, "there is no /api/v1/nowhere"],
])("%s %j is refused with %i: what is wrong, where, and what to do", async (route, body, status, members, words) => {
  const { ask } = await openTestApi(["vm0"]);
  const answer = await ask(route, body);
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ status, ...members })]);
  expect(answer.body.detail).toContain(words);
});

test("another method is refused with 405 and those of the path", async () => {
  const { ask } = await openTestApi(["vm0"]);
  const { status, headers } = await ask(`DELETE ${MACHINES}/power`);
  expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
});

test("JSON is read whatever its type is called, and nothing else", async () => {
  const { url } = await openTestApi(["vm0"]);
  const post = (body: string, type: string) => {
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": type };
    return fetch(`${url}${MACHINES}/time/advance`, { method: "POST", headers, body });
  };
  expect((await post('{"ms":1}', "application/x-www-form-urlencoded")).status).toBe(200);
  const form = await post("ms=1", "application/x-www-form-urlencoded");
  expect([form.status, await form.text()]).toEqual([400, expect.stringContaining("the body is not valid JSON")]);
  expect((await post('{"__proto__":{"ms":1}}', "application/json")).status).toBe(400);
});

test("without the token nothing but the description is answered, and guesses are limited", async () => {
  const limits = { failedLoginsASecond: 0, failedLoginsAtOnce: 2 };
  const { ask, url, refusals } = await openTestApi(["vm0"], {}, { limits });
  expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
  const none = await fetch(`${url}/status`);
  expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="extern-bmc"']);
  expect((await ask("GET /status")).status).toBe(200);
  for (const authorization of [`Bearer ${TOKEN}x`, `Basic ${TOKEN}`, "Bearer"]) {
    expect([authorization, (await ask("GET /status", undefined, { authorization })).status]).toEqual([
      authorization,
      401,
    ]);
  }
  expect((await ask("GET /status", undefined, { authorization: "Bearer guess" })).status).toBe(401);
  const limited = await ask("GET /status");
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
  expect(refusals.filter((reason) => reason === "credentials")).toHaveLength(5);
  expect(refusals.at(-1)).toBe("failed log-ins of one address");
});
