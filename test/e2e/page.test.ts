/** The web page in Chromium, all of it: the token, the fleet, hostile strings, accessibility, narrow screens. */
import type { Request } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { openPage } from "../support/page/browser.ts";
import { focusables, reachedByTab, violations } from "../support/page/checks.ts";
import { HOSTILE, TOKEN } from "../support/page/scene.ts";
import { openSite } from "../support/page/site.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const MAX_BYTES = 100 * 1024; // of the first view, compressed, with headers and the API's answers
/** The views of a machine, a heading of each, and an element that it has once it has its contents. */
const VIEWS = [
  ["", "Sensors", ".sensors .disclose"],
  ["exchanges", "Exchanges", ".trace .disclose"],
  ["console", "Serial console", ".xterm"],
  ["faults", "Add a fault", "[aria-label='Remove the fault late']"],
  ["inventory", "FRU inventory", ".copy-line"],
] as const;

const site = await openSite();
afterAll(() => site[Symbol.asyncDispose]());

const { scene, page, guest, serial, complaints, button, view } = site;
const width = () => page.evaluate("document.documentElement.scrollWidth");

/** Opens a view that shows something, and waits for that. */
async function viewFilled([name, title, contents]: (typeof VIEWS)[number]): Promise<void> {
  await view(name, title);
  await guest.ask("06 01");
  await page.locator(contents).first().waitFor();
}

it("asks for the token; a wrong one is refused, the right one opens the fleet", async () => {
  await page.goto(scene.url);
  const field = page.getByLabel("Token");
  await field.fill("not-the-token-at-all");
  await button("Open").click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").textContent()).toMatch("not the daemon's token");
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

it("the first view is small, all that a new browser transfers for it: no plots, no console", async () => {
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser");
  const first = await openPage(browser, complaints);
  const requests: Request[] = [];
  first.on("request", (request) => void requests.push(request));
  await first.goto(`${scene.url}/#token=${TOKEN}`);
  await first.getByRole("link", { name: "rack1-vm01" }).waitFor();
  // Script, style and icon.
  await expect.poll(() => requests.filter((request) => request.url().includes("/page/"))).toHaveLength(3);
  // The stream of events has no end.
  const ended = requests.filter((request) => !request.url().endsWith("/events"));
  const sizes = await Promise.all(ended.map((request) => request.sizes()));
  const bytes = sizes.map(({ responseHeadersSize, responseBodySize }) => responseHeadersSize + responseBodySize);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_BYTES);
  await first.close();
});

it("the fleet: search, sort and pages; a machine that loses power changes at once", async () => {
  const rows = page.locator(".fleet-table tbody tr");
  await expect.poll(() => rows.count()).toBe(50);
  await button("Next").click();
  await expect.poll(() => page.locator(".pager span").textContent()).toMatch(/^51–6\d of 6\d$/);
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
  await scene.api("POST /machines/vm0/faults", { rule: { name: "late", time: { delayMs: 1 } } });
  for (const of of VIEWS) {
    const [name, title, contents] = of;
    await viewFilled(of);
    if (name === "exchanges") await page.locator(contents).first().click();
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

it("the keyboard reaches everything in every view, and leaves the console", async () => {
  expect(await reachedByTab(page), "fleet").toEqual(await focusables(page));
  for (const of of VIEWS) {
    const [name, title] = of;
    await viewFilled(of);
    await expect.poll(() => button("NMI").isEnabled()).toBe(true);
    // Rows of exchanges that come meanwhile are above the focus.
    const missed = async () => (await focusables(page)) - (await reachedByTab(page));
    await expect.poll(missed, { ...PATIENCE, message: title }).toBe(0);
    if (name !== "console") continue;
    // Tab is a key of the guest here.
    expect(await page.evaluate("document.activeElement.closest('.xterm') !== null")).toBe(true);
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Send break");
  }
});

it("the keyboard answers the question of a power button", async () => {
  await view("", "Sensors");
  await button("Power off").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
});

it.each([360, 2560])("at %i pixels no view scrolls sideways", async (pixels) => {
  await page.setViewportSize({ width: pixels, height: 740 });
  for (const [name, title] of VIEWS) {
    await view(name, title);
    // The terminal has 80 columns until it has measured its place.
    await expect.poll(width, { message: title }).toBeLessThanOrEqual(pixels);
    const tab = await page.locator(".tabs [aria-current]").boundingBox();
    expect((tab?.x ?? 0) + (tab?.width ?? 0), `tab ${title}`).toBeLessThanOrEqual(pixels);
  }
  await page.goto(`${scene.url}/#/`);
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
  expect(await width(), "fleet").toBeLessThanOrEqual(pixels);
});

/** Opens a page in a browser that knows the token as a password. */
function narrowPage(options: { readonly javaScriptEnabled: boolean }) {
  const given = { viewport: { width: 360, height: 740 }, httpCredentials: { username: "any", password: TOKEN } };
  const browser = page.context().browser();
  if (!browser) throw new Error("the browser has gone");
  return browser.newPage({ ...given, ...options });
}

it("without script, a link leads to the machines as a table; the token is its password", async () => {
  await using plain = await narrowPage({ javaScriptEnabled: false });
  await plain.goto(scene.url);
  await plain.getByRole("link", { name: "table of the machines" }).click();
  await plain.getByRole("rowheader", { name: "vm0", exact: true }).waitFor();
  expect(await plain.getByRole("row").count()).toBe(66);
});

it("the table without script: axe-core finds nothing, the keyboard scrolls it, and the page does not scroll sideways", async () => {
  await using table = await narrowPage({ javaScriptEnabled: true }); // axe-core is a script
  await table.goto(`${scene.url}/machines.html`);
  for (const colorScheme of ["light", "dark"] as const) {
    await table.emulateMedia({ colorScheme });
    expect(await violations(table), colorScheme).toEqual([]);
  }
  await table.keyboard.press("Tab");
  expect(await table.evaluate("document.activeElement.scrollWidth > document.activeElement.clientWidth")).toBe(true);
  expect(await table.evaluate("document.documentElement.scrollWidth")).toBe(360);
});

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});
