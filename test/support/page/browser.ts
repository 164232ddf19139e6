/** Debian's Chromium, driven by playwright-core. */
import { type Browser, chromium, type Page } from "playwright-core";
import { PATIENCE } from "../waiting/patience.ts";

const PROGRAM = "/usr/bin/chromium";

/** Root, as in CI, has no sandbox. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: PROGRAM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    timeout: PATIENCE.timeout,
  });
}

/** Opens a page that writes errors of scripts and of its policy into `complaints`. */
export async function openPage(browser: Browser, complaints: string[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(PATIENCE.timeout);
  page.on("pageerror", (error) => void complaints.push(error.message));
  page.on("console", (message) => {
    // Answers such as 409 are lines in the console too, and belong to tests of refusals.
    const isAnswer = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isAnswer) complaints.push(message.text());
  });
  page.on("dialog", (dialog) => void complaints.push(`dialog: ${dialog.message()}`));
  await page.addInitScript("globalThis.hacked = globalThis.x = () => { globalThis.isHacked = true; }");
  return page;
}
