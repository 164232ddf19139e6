/** The web page in Chromium, against a daemon: every view and action, live changes, hostile strings, accessibility. */
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildPage } from "../../scripts/build/page.ts";
import { connect } from "../../src/control/client.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { UdpConsole } from "../support/lan/udp-console.ts";
import { openBrowser, openPage } from "../support/page/browser.ts";
import { focusables, reachedByTab, violations } from "../support/page/checks.ts";
import { HOSTILE, openScene, type Scene, TOKEN } from "../support/page/scene.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const MOST_BYTES = 100 * 1024; // of the first view, compressed
/** The views of a machine, and a heading of each. */
const VIEWS = [
  ["", "Sensors"],
  ["exchanges", "Exchanges"],
  ["console", "Serial console"],
  ["faults", "Add a fault"],
  ["inventory", "FRU inventory"],
] as const;

let scene: Scene;
let browser: Browser;
let page: Page;
let guest: VmExchange;
let serial: Socket;
/** Errors of scripts and of the page's policy, which no test may cause. */
const complaints: string[] = [];

const heading = (name: string) => page.getByRole("heading", { name, exact: true });
const button = (name: string | RegExp) => page.getByRole("button", { name });
const width = () => page.evaluate("document.documentElement.scrollWidth");
const text = (selector: string) => page.locator(selector).first().textContent();
const closeError = () => page.locator(".notice.error").getByRole("button").click();

/** Opens a view of vm0. */
async function view(name: string, title: string): Promise<void> {
  await page.goto(`${scene.url}/#/machine/vm0${name === "" ? "" : `/${name}`}`);
  await heading(title).waitFor();
}

beforeAll(async () => {
  await buildPage();
  [scene, browser] = await Promise.all([openScene(), openBrowser()]);
  guest = await VmExchange.open(scene.vm);
  serial = connectTcp(scene.serial, "127.0.0.1");
  await once(serial, "connect");
  page = await openPage(browser, complaints);
});

afterAll(async () => {
  guest?.close();
  serial?.destroy();
  await browser?.close();
  await scene?.[Symbol.asyncDispose]();
});

it("asks for the token; a wrong one is refused in the API's words, the right one opens the fleet", async () => {
  await page.goto(scene.url);
  const field = page.getByLabel("Token");
  await field.fill("not-the-token-at-all");
  await button("Open").click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").textContent()).toMatch(/token/i);
  expect(await violations(page)).toEqual([]);
  await field.fill(TOKEN);
  await button("Open").click();
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
  complaints.length = 0;
});

it("takes the token out of the address, and keeps it for the tab", async () => {
  await page.goto("about:blank");
  await page.goto(`${scene.url}/#token=${TOKEN}`);
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
  expect(page.url()).toBe(`${scene.url}/`);
  await page.reload();
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
});

it("the first view is small: no plots, no console", async () => {
  const index = await (await fetch(scene.url)).text();
  const names = [...index.matchAll(/\/page\/[\w.-]+/g)].map(([name]) => name);
  expect(names).toHaveLength(3);
  const files = await Promise.all(names.map(async (name) => (await fetch(`${scene.url}${name}`)).bytes()));
  const sizes = [Buffer.from(index), ...files].map((bytes) => gzipSync(bytes).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_BYTES);
});

it("the fleet: search, sort and pages; a machine that loses power changes at once", async () => {
  const rows = page.locator(".fleet-table tbody tr");
  await expect.poll(() => rows.count()).toBe(50);
  await button("Next").click();
  await expect.poll(() => text(".pager span")).toMatch(/^51–6\d of 6\d$/);
  await page.getByRole("searchbox").fill("tcp: on");
  await expect.poll(() => rows.count()).toBe(1);
  await scene.api("POST /machines/vm0/power", { action: "off" });
  await expect.poll(() => rows.first().textContent(), PATIENCE).toContain("No machine matches");
  await page.getByRole("searchbox").fill("");
  await button("Power").click();
  await scene.api("POST /machines/vm0/power", { action: "on" });
  await button("Faults").click();
  expect(await page.locator("th[aria-sort=ascending]").textContent()).toContain("Faults");
});

it("the front panel: power off after a question, and on", async () => {
  const [off, on] = [button(/^Power off$/), button(/^Power on$/)]; // messages have buttons that repeat a name
  await view("", "Sensors");
  await off.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await off.click();
  await dialog.getByRole("button", { name: "Power off" }).click();
  await on.waitFor();
  expect(await scene.api("GET /machines/vm0/power")).toMatchObject({ power: "off" });
  await on.click();
  await off.waitFor();
  await button(/^NMI$/).click();
  await dialog.getByRole("button", { name: "NMI" }).click();
  // No QEMU that can do it is connected: the refusal is the API's.
  await page.locator(".notice.error").waitFor();
  await closeError();
});

it("the boot device: chosen on the front panel, for one boot or for all, and taken back", async () => {
  const shown = () => scene.api("GET /machines/vm0/boot");
  const choice = (name: string) => page.getByRole("combobox", { name, exact: true });
  await choice("Boot from").selectOption("pxe");
  await expect.poll(shown, PATIENCE).toMatchObject({ device: "pxe", persistent: false });
  await choice("For").selectOption("always");
  await expect.poll(shown, PATIENCE).toMatchObject({ device: "pxe", persistent: true });
  await choice("Boot from").selectOption("none");
  await expect.poll(shown, PATIENCE).toMatchObject({ device: "none", persistent: false });
});

it("the identify light: a button switches it on and off, and shows what a client did", async () => {
  const light = (isOn: boolean) => page.getByRole("button", { name: "Identify", pressed: isOn });
  await light(false).click();
  await light(true).waitFor();
  expect(await scene.api("GET /machines/vm0")).toMatchObject({ identify: "indefinite" });
  await scene.api("PUT /machines/vm0/identify", { on: false });
  await light(false).waitFor();
});

it("a sensor that is set at the control socket changes, its event comes, and both are live", async () => {
  const control = await connect(scene.daemon.control);
  await control.call("sensor.set", { machine: "vm0", sensor: "CPU1 Temp", value: 97 });
  control.close();
  await page.getByRole("row", { name: /CPU1 Temp.*97 C.*held/ }).waitFor();
  await page.getByText("Upper Critical going high").first().waitFor();
});

it("holds a sensor at a value from its form, draws its history, and releases it", async () => {
  await button("CPU2 Temp").click();
  await page.locator(".plot canvas").waitFor();
  await page.getByLabel("Hold at (C)").fill("so hot");
  await button("Set value").click();
  expect(await page.locator(".notice.error p").textContent()).toContain("so hot");
  await closeError();
  await page.getByLabel("Hold at (C)").fill("90");
  await button("Set value").click();
  await page.getByRole("row", { name: /CPU2 Temp.*90 C.*held/ }).waitFor();
  await button("Release").click();
  await expect.poll(() => page.getByRole("row", { name: /CPU2 Temp.*held/ }).count(), PATIENCE).toBe(0);
});

it("clears the event log after a question", async () => {
  await button("Clear").click();
  await page.getByRole("dialog").getByRole("button", { name: "Clear the log" }).click();
  await expect.poll(() => page.getByText("Upper Critical going high").count(), PATIENCE).toBe(0);
  // The BMC logs that its log was cleared.
  const { records } = (await scene.api("GET /machines/vm0/sel")) as { records: readonly unknown[] };
  expect(records.length).toBeLessThanOrEqual(1);
});

it("exchanges: live, with decoded fields, filtered, held back by the pause", async () => {
  await guest.ask("06 01");
  await view("exchanges", "Exchanges");
  await page.getByRole("row", { name: /Get Device ID.*ok.*manufacturerId/ }).waitFor();
  await button("Pause").click();
  await guest.ask("06 04");
  await button(/^Resume \([1-9]/).waitFor();
  expect(await button("Get Self Test Results").count()).toBe(0);
  await button(/^Resume/).click();
  await button("Get Self Test Results").waitFor();
  await page.getByLabel("refused").check();
  await expect.poll(() => button("Get Self Test Results").count()).toBe(0);
  await page.getByLabel("all", { exact: true }).check();
  await page.getByRole("searchbox").fill("self test");
  await button("Get Self Test Results").click();
  await page.getByText("answer bytes").waitFor();
  expect(await page.locator(".trace .details:not([hidden])").textContent()).toContain("55 00");
});

it("faults: a form adds one, refuses a wrong one in the API's words, lists and removes it", async () => {
  await view("faults", "Add a fault");
  await page.getByLabel("Effect").selectOption("code");
  await page.getByLabel("Only for the command").fill("Get Device IT");
  await page.getByRole("textbox", { name: "Completion code" }).fill("0xd5");
  await page.getByRole("textbox", { name: "Name" }).fill("deaf");
  await button("Add the fault").click();
  expect(await page.locator(".add-fault .problem").textContent()).toContain("Get Device ID");
  await page.getByLabel("Only for the command").fill("Get Device ID");
  await button("Add the fault").click();
  await button("Remove the fault deaf").waitFor();
  expect(await guest.ask("06 01")).toBe("d5");
  await page.getByText("1 time", { exact: true }).waitFor();
  await button("Remove the fault deaf").click();
  await page.getByText("No fault is in force").waitFor();
  expect((await guest.ask("06 01")).slice(0, 2)).toBe("00");
});

it("the console shows what the guest prints, and sends keys to it", async () => {
  serial.write("login: ");
  await view("console", "Serial console");
  await page.locator(".xterm-rows", { hasText: "login:" }).waitFor();
  await page.locator(".xterm").click();
  const typed = once(serial, "data");
  await page.keyboard.type("r");
  expect(String((await typed)[0])).toBe("r");
});

it("the inventory: lines to copy, users, FRU", async () => {
  await view("inventory", "FRU inventory");
  expect(await page.locator(".copy-line code").first().textContent()).toMatch(/^ipmitool -I lanplus .* -U admin /);
  await page.getByLabel("Privilege of user 2").selectOption("operator");
  await page.getByText("User 2 is changed").waitFor();
  expect(await scene.api("GET /machines/vm0/users")).toMatchObject({
    users: expect.arrayContaining([expect.objectContaining({ id: 2, privilege: "operator" })]),
  });
});

it("sessions over LAN: one that opens is in the table, and ends at its button", async () => {
  const client = await UdpConsole.logIn({ port: scene.lan, name: "admin", password: "secret-of-two", role: 0x13 });
  await page.getByRole("row", { name: /admin operator 127\.0\.0\.1:\d+, IPMI 2\.0/ }).waitFor();
  await button(/^End session \d+$/).click();
  await page.getByText("No session is open").waitFor();
  expect(await scene.api("GET /machines/vm0/sessions")).toEqual({ sessions: [] });
  client.close();
});

it("strings of guests can do nothing: FRU, user, sensor, event, console, and a search for them", async () => {
  serial.write(`\x1b]8;;javascript:hacked()\x07link\x1b]8;;\x07 ${HOSTILE}\r\n`);
  await scene.api("POST /machines/vm0/events", { sensor: 0xe1, state: "Upper Critical going high" });
  await scene.api("POST /machines/vm0/sel", { record: [0, 0, 0xe0, ...Buffer.from("<img onerror>")] });
  for (const [name, title] of VIEWS) {
    await view(name, title);
    if (name === "console") await page.locator(".xterm-rows", { hasText: "<img" }).waitFor();
    else if (name === "" || name === "inventory") await page.getByText("<img").first().waitFor();
    expect(await page.locator("#app :is(img, iframe, object, script, svg[onload])").count()).toBe(0);
    expect(await page.evaluate("globalThis.isHacked")).toBeUndefined();
  }
});

it("axe-core finds nothing in any view, in light and dark", async () => {
  for (const [name, title] of VIEWS) {
    await view(name, title);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await violations(page), `${title}, light`).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await violations(page, ["color-contrast"]), `${title}, dark`).toEqual([]);
  }
  await page.goto(`${scene.url}/#/`);
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
  expect(await violations(page, ["color-contrast"]), "fleet, dark").toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  expect(await violations(page), "fleet, light").toEqual([]);
});

it("the keyboard reaches everything, and answers the question of a power button", async () => {
  expect(await reachedByTab(page)).toEqual(await focusables(page));
  await view("faults", "Add a fault");
  await expect.poll(() => button("NMI").isEnabled()).toBe(true);
  expect(await reachedByTab(page)).toEqual(await focusables(page));
  await button("Power off").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
});

it("at 360 pixels no view scrolls sideways", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [name, title] of VIEWS) {
    await view(name, title);
    // The terminal has 80 columns until it has measured its place.
    await expect.poll(width, { message: title }).toBeLessThanOrEqual(360);
  }
  await page.goto(`${scene.url}/#/`);
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
  expect(await width(), "fleet").toBeLessThanOrEqual(360);
});

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});
