/** Ways through the web page in Chromium: the fleet's map, the skip link, searches, filters, wrong addresses; one stream of events. */
import { afterAll, expect, it, onTestFinished } from "vitest";
import { TOKEN } from "../support/page/scene.ts";
import { openSite } from "../support/page/site.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** The side of a cell of the fleet's map, in pixels. */
const CELL = 12;
const PROBES = 55;
const DESKTOP = { width: 1280, height: 900 };

const site = await openSite();
afterAll(() => site[Symbol.asyncDispose]());

const { scene, page, guest, complaints, view } = site;
const heading = (name: string) => page.getByRole("heading", { name, exact: true });
const row = (name: RegExp) => page.getByRole("row", { name });

it("the views that follow no door share one stream of events", async () => {
  const streams: string[] = [];
  page.on("response", (answer) => {
    if (answer.headers()["content-type"]?.startsWith("text/event-stream")) streams.push(new URL(answer.url()).pathname);
  });
  await page.goto(`${scene.url}/#token=${TOKEN}`);
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
  await view("", "Sensors");
  await view("inventory", "FRU inventory");
  await view("faults", "Add a fault");
  // The stream still carries news after all these views: a fault of another client is one.
  await scene.api("POST /machines/vm0/faults", { rule: { name: "late", time: { delayMs: 1 } } });
  await row(/^late/).waitFor();
  expect(streams).toEqual(["/api/v1/events"]);
  await view("exchanges", "Exchanges");
  await expect.poll(() => streams, PATIENCE).toHaveLength(2); // the view of a door's exchanges has its own
});

it("a click on a cell of the fleet's map opens its machine", async () => {
  onTestFinished(() => page.setViewportSize(DESKTOP));
  await page.goto(`${scene.url}/#/`);
  await page.setViewportSize({ width: 360, height: 740 });
  const map = page.locator(".map canvas");
  const columns = async () => Math.round(((await map.boundingBox())?.width ?? 0) / CELL);
  await expect.poll(columns, PATIENCE).toBeLessThan(30);
  const last = await columns();
  const cell = { x: last * CELL - CELL / 2, y: 1.5 * CELL }; // the last one of the second row
  const name = `rack1-vm${2 * last}`;
  await map.hover({ position: cell });
  expect(await map.getAttribute("title")).toBe(`${name}, on`);
  await map.click({ position: cell });
  await heading(name).waitFor();
});

it("Skip to the content: shown once it has the focus, and moves it to the view", async () => {
  const link = page.getByRole("link", { name: "Skip to the content" });
  const top = async () => (await link.boundingBox())?.y ?? Number.NaN;
  expect(await top()).toBeLessThan(0);
  await link.focus();
  await expect.poll(top, PATIENCE).toBeGreaterThan(0);
  const before = page.url();
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
  expect(page.url()).toBe(before);
});

it("sensors: pages in both directions, and a search by name and state from the first page", async () => {
  const sensors = Array.from({ length: PROBES }, (_, n) => ({
    ...{ number: 0x40 + n, name: `Probe ${String(n + 1).padStart(2, "0")}`, type: "temperature", units: "C" },
    ...{ reading: n === 6 ? "95 C" : "20 C", thresholds: { upperCritical: 90 } },
  }));
  await scene.api("POST /machines", { settings: { name: "many", listen: ["tcp:127.0.0.1:0"], sensors } });
  const { sensors: listed } = (await scene.api("GET /machines/many/sensors")) as {
    sensors: readonly { name: string }[];
  };
  const all = listed.map(({ name }) => name); // the watchdog's sensor too
  expect(all).toHaveLength(PROBES + 1);
  await page.goto(`${scene.url}/#/machine/many`);
  const panel = page.getByRole("region", { name: "Sensors" });
  const pages = panel.getByRole("navigation").locator("span");
  const names = () => panel.locator(".disclose").allTextContents();
  await expect.poll(() => pages.textContent(), PATIENCE).toBe(`1–50 of ${all.length}`);
  await panel.getByRole("button", { name: "Next" }).click();
  await expect.poll(names, PATIENCE).toEqual(all.slice(50));
  const search = panel.getByRole("searchbox", { name: "Search sensors" });
  await search.fill("critical");
  await expect.poll(names, PATIENCE).toEqual(["Probe 07"]);
  expect(await panel.getByRole("navigation").count()).toBe(0);
  await search.fill("no such probe");
  await panel.getByText("No sensor matches").waitFor();
  await search.fill("");
  await expect.poll(() => pages.textContent(), PATIENCE).toBe(`1–50 of ${all.length}`);
  await panel.getByRole("button", { name: "Next" }).click();
  await panel.getByRole("button", { name: "Previous" }).click();
  await expect.poll(names, PATIENCE).toEqual(all.slice(0, 50));
});

it("exchanges: decoded fields of the request and of the answer, and each kind of event by its filter", async () => {
  await scene.api("DELETE /machines/vm0/faults");
  await view("exchanges", "Exchanges");
  await row(/connected .*: connected/)
    .first()
    .waitFor();
  await guest.ask("04 2d 10");
  await row(/Get Sensor Reading number=0x10 ok reading=/).waitFor();
  await scene.api("POST /machines/vm0/faults", {
    rule: { name: "deaf", when: { command: "Get Self Test Results" }, shape: { completionCode: 0xc3 } },
  });
  await guest.ask("06 04");
  await row(/Get Self Test Results.*deaf/).waitFor();
  const titles = async () => new Set(await page.locator(".trace .disclose").allTextContents());
  const kinds = [
    ["exchanges", ["Get Sensor Reading", "Get Self Test Results"], ["connected"]],
    ["faults", ["Get Self Test Results"], ["Get Sensor Reading", "connected"]],
    ["other", ["connected"], ["Get Sensor Reading", "Get Self Test Results"]],
  ] as const;
  for (const [kind, has, lacks] of kinds) {
    await page.getByLabel(kind, { exact: true }).check();
    await expect.poll(async () => (await titles()).isSupersetOf(new Set(has)), PATIENCE).toBe(true);
    await expect.poll(async () => (await titles()).isDisjointFrom(new Set(lacks)), PATIENCE).toBe(true);
  }
});

it("an address that names no view says so, and leads back to the machines", async () => {
  await page.goto(`${scene.url}/#/machine/vm0/engine`);
  await heading("No such view").waitFor();
  await page.getByRole("link", { name: "All machines" }).click();
  await heading("Machines").waitFor();
});

it("a machine that does not exist, or was removed, has no buttons; its view comes once it is added", async () => {
  const settings = { name: "late", listen: ["tcp:127.0.0.1:0"] };
  await page.goto(`${scene.url}/#/machine/late`);
  await heading("No machine late").waitFor();
  expect(await page.getByRole("button", { name: "Identify" }).count()).toBe(0);
  await scene.api("POST /machines", { settings });
  await page.getByRole("button", { name: "Identify" }).waitFor();
  await scene.api("DELETE /machines/late");
  await heading("No machine late").waitFor();
  await page.getByRole("link", { name: "All machines" }).click();
  await heading("Machines").waitFor();
});

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});
