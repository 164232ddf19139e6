/** The machines as a table without script. */
import { expect, test } from "vitest";
import { html } from "../../src/web/html.ts";
import { machineTable } from "../../src/web/machine-table.ts";
import { webPage } from "../../src/web/plugin.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { openTestPort } from "../support/http/http-port.ts";
import { machine } from "../support/machine/machine.ts";

const TOKEN = "a-token-of-the-test";
const HOSTILE = `<script>alert(1)</script>"'&\x1b[2J`;

async function tableOf(...given: Parameters<typeof controlledDaemon>) {
  const port = await openTestPort([webPage({ daemon: controlledDaemon(...given), token: TOKEN })]);
  const get = (authorization?: string) =>
    fetch(`${port.url}/machines.html`, authorization === undefined ? {} : { headers: { authorization } });
  return { ...port, get };
}

test("the table has every machine, more than a page of the API has", async () => {
  const machines = Array.from({ length: 130 }, (_, index) => machine({ name: `vm${index}` }));
  const { get } = await tableOf(machines);
  const answer = await get(`Bearer ${TOKEN}`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'self'; (?!.*(script|connect))/,
  );
  const text = await answer.text();
  for (const { name } of machines)
    expect(text).toContain(`<th scope="row">${name}</th><td>on</td><td>not connected</td>`);
  expect(text).not.toContain("Not served");
});

test("64 machines are read in a turn of the event loop, and guests are answered in between", async () => {
  const machines = Array.from({ length: 200 }, (_, index) => machine({ name: `vm${index}` }));
  const turns: Set<string>[] = [];
  const addressesOf = (name: string) => {
    turns.at(-1)?.add(name);
    return [];
  };
  const count = () => {
    turns.push(new Set());
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  turns.push(new Set());
  await machineTable(controlledDaemon(machines, { addressesOf }), undefined);
  clearImmediate(counting);
  expect(turns.map(({ size }) => size).filter((size) => size > 0)).toEqual([64, 64, 64, 8]);
});

test("a browser is asked for the token as a password, and another one is refused", async () => {
  const { get } = await tableOf([machine()]);
  const basic = (credentials: string) => get(`Basic ${Buffer.from(credentials).toString("base64")}`);
  const none = await get();
  expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="extern-bmc"']);
  expect((await basic(`anyone:${TOKEN}`)).status).toBe(200);
  for (const wrong of [`${TOKEN}:`, `anyone:${TOKEN}x`, TOKEN]) expect((await basic(wrong)).status).toBe(401);
});

test("addresses, names and reasons are text, whatever is in them", async () => {
  const failures = new Map([[HOSTILE, new Error(HOSTILE)]]);
  const { get } = await tableOf([machine()], { failures, addressesOf: () => [`unix:/nowhere/${HOSTILE}`] });
  const text = await (await get(`Bearer ${TOKEN}`)).text();
  expect(text.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;\\x1b\[2J/g)).toHaveLength(4);
  expect(text).not.toContain("<script");
  expect(text).not.toContain("\x1b");
});

test("without the token, no name is shown", async () => {
  const { get, refusals } = await tableOf([machine({ name: "secret-name" })]);
  for (const authorization of [undefined, "Bearer another-token-altogether"]) {
    const refused = await get(authorization);
    expect(refused.status).toBe(401);
    expect(await refused.text()).not.toContain("secret-name");
  }
  expect(refusals).toEqual(["credentials", "credentials"]);
});

test("a template escapes texts, in attributes too, and joins other templates", () => {
  const cell = html`<td title="${'"><b>'}">${1}</td>`;
  expect(html`<tr>${[cell, cell]}${cell}</tr>`.html).toBe(
    `<tr>${'<td title="&quot;&gt;&lt;b&gt;">1</td>'.repeat(3)}</tr>`,
  );
});
