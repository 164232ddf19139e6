/** Many tabs of the web page in one browser, which has six connections to a daemon for all of them. */
import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { openBrowser } from "../support/page/browser.ts";
import { openScene, TOKEN } from "../support/page/scene.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** More than a browser has connections; each has two streams while it is visible. */
const TABS = 7;

const scene = await openScene();
const browser = await openBrowser();
const guest = await VmExchange.open(scene.vm);
afterAll(async () => {
  guest.close();
  await browser.close();
  await scene[Symbol.asyncDispose]();
});

/** Playwright shows every page, so the page is told. */
const show = (tab: Page, state: "visible" | "hidden") =>
  tab.evaluate(
    `Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });` +
      'document.dispatchEvent(new Event("visibilitychange"))',
  );

const rowsOf = (tab: Page, command: string) => tab.locator(".disclose", { hasText: command });

it("a tab in the background keeps no connection, and shows what it missed once it is visible", async () => {
  const context = await browser.newContext();
  const tabs: Page[] = [];
  await guest.ask("06 01");
  for (let n = 0; n < TABS; n++) {
    const tab = await context.newPage();
    tab.setDefaultTimeout(PATIENCE.timeout);
    await tab.goto(`${scene.url}/#token=${TOKEN}`);
    await tab.goto(`${scene.url}/#/machine/vm0/exchanges`);
    await rowsOf(tab, "Get Device ID").waitFor();
    tabs.push(tab);
    if (n < TABS - 1) await show(tab, "hidden");
  }
  await guest.ask("06 04");
  const [first, last] = [tabs[0], tabs.at(-1)];
  if (!first || !last) throw new Error("no tab");
  await rowsOf(last, "Get Self Test Results").waitFor();
  expect(await rowsOf(first, "Get Self Test Results").count()).toBe(0);
  await show(first, "visible");
  await rowsOf(first, "Get Self Test Results").waitFor();
  expect(await rowsOf(first, "Get Device ID").count()).toBe(1);
});
