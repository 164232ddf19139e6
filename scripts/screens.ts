/**
 * `npm run screens`: takes the pictures of docs/screens/ anew, of the daemon of the page's tests; `npm run screens -- lab` only those
 * of one view.
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { defaultQemu } from "../src/cli/options/qemu-option.ts";
import { VmExchange } from "../test/support/doors/vm-exchange.ts";
import { openBrowser } from "../test/support/page/browser.ts";
import { openScene, type Scene, TOKEN } from "../test/support/page/scene.ts";
import { PATIENCE } from "../test/support/waiting/patience.ts";
import { buildPage } from "./build/page.ts";

const FOLDER = resolve(import.meta.dirname, "../docs/screens");
/** Time in which sensors wander and the page draws their history. */
const WATCHED_MS = 40_000;

const WIDE = { width: 1360, height: 850 };
const NARROW = { width: 360, height: 740 };

/** Each takes the pictures of a view. */
const VIEWS: Readonly<Record<string, (scene: Scene, page: Page) => Promise<void>>> = {
  async fleet(_, page) {
    await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
    await shoot(page, "fleet", ["light"]);
  },
  async machine({ url }, page) {
    await page.goto(`${url}/#/machine/vm0`);
    await page.getByRole("button", { name: "CPU1 Temp" }).click();
    await page.waitForTimeout(WATCHED_MS);
    await shoot(page, "machine", ["dark", "narrow"]);
  },
  async exchanges({ url }, page) {
    await page.goto(`${url}/#/machine/vm0/exchanges`);
    await page.getByRole("searchbox").fill("et");
    await page.getByText("Get SEL Info").first().waitFor();
    await shoot(page, "exchanges", ["light"]);
  },
  async lab({ url, api }, page) {
    const scenario = ["echo", "duplicate", "ff-id", "silence", "truncated", "wrong-cmd", "wrong-id"];
    await api("POST /lab/runs", { scenario, bus: "isa", expect: "bt=any,kcs=strict" });
    await page.goto(`${url}/#/lab`);
    await page
      .getByText(/^done, /)
      .first()
      .waitFor();
    await shoot(page, "lab", ["light"]);
  },
};

const named = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
await buildPage();
const scene = await openScene({ stock: defaultQemu() });
const browser = await openBrowser();
try {
  await perform(scene);
  const page = await browser.newPage({ viewport: WIDE, reducedMotion: "reduce" });
  page.setDefaultTimeout(PATIENCE.timeout);
  await page.goto(`${scene.url}/#token=${TOKEN}`);
  for (const [name, take] of Object.entries(VIEWS))
    if (named.length === 0 || named.includes(name)) await take(scene, page);
} finally {
  await browser.close();
  await scene[Symbol.asyncDispose]();
}

/** Something to see: a guest, a hot sensor, faults. */
async function perform({ vm, api }: Scene): Promise<void> {
  const guest = await VmExchange.open(vm);
  await api("POST /machines/vm0/faults", {
    rule: { name: "busy", when: { command: "Get Sensor Reading", times: 1 }, shape: { completionCode: 0xc0 } },
  });
  for (const request of [
    "06 01",
    "06 04",
    "2c 3e dc",
    "0a 40",
    "04 2d 12",
    "04 2d 12",
    "00 01",
    "06 24 04 00 00 10 2c 01",
    "06 22",
  ]) {
    await guest.ask(request);
  }
  await api("PUT /machines/vm0/sensors/CPU1%20Temp", { value: 91 });
  await api("PUT /machines/rack1-vm07/sensors/CPU1%20Temp", { value: 97 });
  await api("PUT /machines/rack1-vm19/sensors/Inlet%20Temp", { value: 41 });
  await api("POST /machines/rack1-vm05/faults", { rule: { time: "never" } });
}

async function shoot(page: Page, name: string, forms: readonly ("light" | "dark" | "narrow")[]): Promise<void> {
  for (const form of forms) {
    await page.emulateMedia({ colorScheme: form === "dark" ? "dark" : "light" });
    await page.setViewportSize(form === "narrow" ? NARROW : WIDE);
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
    await page.screenshot({ path: resolve(FOLDER, `${name}-${form}.png`) });
  }
  await page.setViewportSize(WIDE);
}
