/** The web page's view of a Redfish door in Chromium: faults as a form, and sessions. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildPage } from "../../scripts/build/page.ts";
import { openBrowser, openPage } from "../support/page/browser.ts";
import { violations } from "../support/page/checks.ts";
import { openScene, type Scene, TOKEN } from "../support/page/scene.ts";

let scene: Scene;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

const button = (name: string | RegExp) => page.getByRole("button", { name });
const choice = (name: string) => page.getByRole("combobox", { name, exact: true });
const field = (name: string) => page.getByRole("textbox", { name, exact: true });
const headers = { authorization: `Basic ${btoa("admin:secret-of-two")}` };
const redfish = (path: string) => `http://127.0.0.1:${scene.redfish}/redfish/v1${path}`;

beforeAll(async () => {
  await buildPage();
  [scene, browser] = await Promise.all([openScene(), openBrowser()]);
  page = await openPage(browser, complaints);
  await page.goto(`${scene.url}/#token=${TOKEN}`);
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await scene?.[Symbol.asyncDispose]();
});

it("a machine without a Redfish door has no Redfish faults", async () => {
  await page.goto(`${scene.url}/#/machine/rack1-vm01/faults`);
  await page.getByText("No fault is in force").waitFor();
  expect(await choice("Door").getByRole("option").allTextContents()).toEqual(["QEMU", "LAN"]);
});

it("a rule by its fields, and a ready set by its name: each applies, is counted and is removed", async () => {
  await page.goto(`${scene.url}/#/machine/vm0/faults`);
  await choice("Door").selectOption("Redfish");
  await choice("Effect").selectOption("answer with a status");
  await field("Status").fill("50");
  await field("Only for the path").fill("/redfish/v1/Systems/*");
  await choice("Only for the method").selectOption("GET");
  await field("After this many requests").fill("1");
  await field("Name").fill("busy");
  await button("Add the fault").click();
  expect(await page.locator(".add-fault .problem").textContent()).toContain("status");
  await field("Status").fill("503");
  await button("Add the fault").click();
  await page.getByRole("row", { name: /busy Redfish method GET, path .*, after 1: status 503/ }).waitFor();
  const statuses = [redfish("/Systems/1"), redfish("/Systems/1")].map(
    async (url) => (await fetch(url, { headers })).status,
  );
  expect((await Promise.all(statuses)).toSorted()).toEqual([200, 503]);
  await page.getByText("1 time", { exact: true }).waitFor();
  await button("Remove the fault busy").click();

  await field("Only for the path").fill("");
  await choice("Only for the method").selectOption("all");
  await field("After this many requests").fill("");
  await field("Name").fill("");
  await choice("Effect").selectOption("no-etag");
  await page.locator(".add-fault").getByText("no answer has an ETag").waitFor();
  expect(await violations(page)).toEqual([]);
  await button("Add the fault").click();
  await page.getByRole("row", { name: /no-etag Redfish every request: set no-etag/ }).waitFor();
  expect((await fetch(redfish("/Systems/1"), { headers })).headers.get("etag")).toBeNull();
  await button("Remove the fault no-etag").click();
  await page.getByText("No fault is in force").waitFor();
  expect((await fetch(redfish("/Systems/1"), { headers })).headers.get("etag")).not.toBeNull();
});

it("a Redfish session is in the table without its token, and ends at its button", async () => {
  const body = JSON.stringify({ UserName: "admin", Password: "secret-of-two" });
  const opened = await fetch(redfish("/SessionService/Sessions"), { method: "POST", body });
  const token = opened.headers.get("x-auth-token") ?? "";
  const status = async () => (await fetch(redfish("/Systems/1"), { headers: { "x-auth-token": token } })).status;
  expect(await status()).toBe(200);
  await page.goto(`${scene.url}/#/machine/vm0/inventory`);
  await page.getByRole("row", { name: /^1 admin \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 127\.0\.0\.1/ }).waitFor();
  expect(await page.content()).not.toContain(token);
  expect(JSON.stringify(await scene.api("GET /machines/vm0/redfish-sessions"))).not.toContain(token);
  expect(await violations(page)).toEqual([]);
  await button("End Redfish session 1").click();
  await page.getByText("No Redfish session is open").waitFor();
  expect(await status()).toBe(401);
});

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});
