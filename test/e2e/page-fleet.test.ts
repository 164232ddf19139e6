/** The web page with 1,000 machines in Chromium: it opens, searches, and shows each change with little script. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { freePort } from "../support/doors/free-port.ts";
import { openBrowser, openPage } from "../support/page/browser.ts";
import { TOKEN } from "../support/page/scene.ts";

const MACHINES = 1000;
/** QEMUs that connect one after the other; each is an update of the page. */
const UPDATES = 20;
/** QEMUs that connect at once. */
const STORM = 500;
/** Processor time of the page's scripts for an update: the time of a frame at 60 Hz. */
const MAX_MS = 16;
/** The same for each change among many, which come in a few updates. */
const MAX_AMONG_MANY_MS = 1;

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-"));
const port = await freePort();
const CONFIG = `
log: { level: warn }
http: { listen: "127.0.0.1:${port}", token: ${TOKEN} }
machines: [{ name: "vm[000-${MACHINES - 1}]", listen: ["unix:${directory}/{name}.sock"] }]
`;

const browser = await openBrowser();
const complaints: string[] = [];
const page = await openPage(browser, complaints);
const devTools = await page.context().newCDPSession(page);
const guests: Socket[] = [];
let daemon: TestDaemon;

beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG, args: ["--control", "off"] });
  // Times of threads, which do not grow when other programs have the processor.
  await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
});
afterAll(async () => {
  for (const guest of guests) guest.destroy();
  await browser.close();
  await daemon?.stop();
  rmSync(directory, { recursive: true });
});

async function scriptMs(): Promise<number> {
  const { metrics } = await devTools.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN);
}

async function connectNext(): Promise<void> {
  const guest = connect(join(directory, `vm${String(guests.length).padStart(3, "0")}.sock`));
  guests.push(guest);
  await once(guest, "connect");
}

const connected = () => page.locator(".totals div", { hasText: "with QEMU" }).locator("dd").textContent();

it("opens with all machines, and searches among them", async () => {
  await page.goto(`http://127.0.0.1:${port}/#token=${TOKEN}`);
  await expect.poll(() => page.locator(".pager span").textContent()).toBe(`1–50 of ${MACHINES}`);
  await page.getByRole("searchbox").fill("vm77 on");
  await expect.poll(() => page.locator(".fleet-table tbody tr").count()).toBe(10);
  await page.getByRole("searchbox").fill("");
  await expect.poll(() => page.locator(".pager span").textContent()).toBe(`1–50 of ${MACHINES}`);
});

it(`shows a change with at most ${MAX_MS} ms of script`, async () => {
  const before = await scriptMs();
  for (let n = 1; n <= UPDATES; n++) {
    await connectNext();
    await expect.poll(connected).toBe(`${n}`);
  }
  expect(((await scriptMs()) - before) / UPDATES).toBeLessThanOrEqual(MAX_MS);
});

it(`shows ${STORM} changes at once with at most ${MAX_AMONG_MANY_MS} ms of script each`, async () => {
  const before = await scriptMs();
  await Promise.all(Array.from({ length: STORM }, connectNext));
  await expect.poll(connected).toBe(`${UPDATES + STORM}`);
  expect(((await scriptMs()) - before) / STORM).toBeLessThanOrEqual(MAX_AMONG_MANY_MS);
  expect(complaints).toEqual([]);
});
