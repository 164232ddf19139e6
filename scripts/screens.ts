/**
 * `npm run screens`: takes the pictures of docs/screens/ anew, of the daemon of the page's tests; `npm run screens -- lab` only those
 * of one view.
 */
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { resolve } from "node:path";
import type { Locator, Page } from "playwright-core";
import { defaultQemu } from "../src/cli/options/qemu-option.ts";
import { VmExchange } from "../test/support/doors/vm-exchange.ts";
import { openImageServer } from "../test/support/http/image-server.ts";
import { openBrowser } from "../test/support/page/browser.ts";
import { openScene, type Scene, TOKEN } from "../test/support/page/scene.ts";
import { PATIENCE } from "../test/support/waiting/patience.ts";
import { buildPage } from "./build/page.ts";
import { smallPng } from "./small-png.ts";

const FOLDER = resolve(import.meta.dirname, "../docs/screens");
/** Time in which sensors wander and the page draws their history. */
const WATCHED_MS = 40_000;

const WIDE = { width: 1360, height: 850 };
const NARROW = { width: 360, height: 740 };

/** The end of a guest's boot messages. */
const BOOT = `\x1b[1;32m  OK  \x1b[0m Started OpenIPMI device driver.
\x1b[1;32m  OK  \x1b[0m Started IPMI event daemon.
\x1b[1;31mFAILED\x1b[0m Failed to start NFS mounts.
\x1b[1;32m  OK  \x1b[0m Reached target Multi-User System.

Debian GNU/Linux 12 vm0 ttyS0

vm0 login: `;

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
  async console({ url, serial }, page) {
    const guest = connect(serial, "127.0.0.1");
    await once(guest, "connect");
    guest.write(BOOT.replaceAll("\n", "\r\n"));
    await page.goto(`${url}/#/machine/vm0/console`);
    await page.locator(".xterm-rows", { hasText: "login:" }).waitFor();
    await shoot(page, "console", ["dark"]);
    guest.destroy();
  },
  async faults({ url, api }, page) {
    await api("POST /machines/vm0/lan-faults", { fault: { name: "lossy", when: { probability: 0.2 }, time: "never" } });
    await api("POST /machines/vm0/redfish-faults", {
      fault: { name: "busy-systems", when: { method: "GET", path: "/redfish/v1/Systems/*", times: 3 }, status: 503 },
    });
    await page.goto(`${url}/#/machine/vm0/faults`);
    await page.getByRole("row", { name: /^busy-systems/ }).waitFor();
    await page.getByRole("combobox", { name: "Effect" }).selectOption("code");
    await page.getByRole("textbox", { name: "Completion code" }).fill("0xc0");
    await page.getByRole("textbox", { name: "Only for the command" }).fill("Get Device ID");
    await shoot(page, "faults", ["light"]);
  },
  async inventory({ url, redfish }, page) {
    const body = JSON.stringify({ UserName: "admin", Password: "secret-of-two" });
    await fetch(`http://127.0.0.1:${redfish}/redfish/v1/SessionService/Sessions`, { method: "POST", body });
    await page.goto(`${url}/#/machine/vm0/inventory`);
    await page.getByRole("button", { name: "End Redfish session 1" }).waitFor();
    await shoot(page, "inventory", ["light"]);
  },
  async media({ url, api }, page) {
    const images = await openImageServer((_, response) => {
      response.writeHead(200, { "content-length": "8388608" }).write(Buffer.alloc(3 << 20));
    });
    const media = { drives: ["cd0", "cd1"] };
    const settings = { name: "vm1", listen: ["tcp:127.0.0.1:0"], qmp: "unix:/run/vm1/qmp.sock", media };
    await api("POST /machines", { settings });
    await page.goto(`${url}/#/machine/vm1`);
    const panel = page.getByRole("region", { name: "Virtual media" });
    await panel.getByLabel("Image for cd0").fill(`${images.url}/debian-12-netinst.iso`);
    await panel.getByRole("button", { name: "Insert into cd0" }).click();
    await panel.locator("progress[value]").waitFor();
    await shoot(page, "media", ["light"], panel);
    images.close();
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
  async table({ url }, page) {
    await page.context().setHTTPCredentials({ username: "any", password: TOKEN });
    await page.goto(`${url}/machines.html`);
    await shoot(page, "table", ["narrow"]);
  },
  async token({ url }, page) {
    await page.goto(url);
    await page.getByRole("button", { name: "Forget token" }).click();
    await shoot(page, "token", ["narrow"], page.getByRole("main"));
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

/** @param part only this part of the page */
async function shoot(
  page: Page,
  name: string,
  forms: readonly ("light" | "dark" | "narrow")[],
  part?: Locator,
): Promise<void> {
  for (const form of forms) {
    await page.emulateMedia({ colorScheme: form === "dark" ? "dark" : "light" });
    await page.setViewportSize(form === "narrow" ? NARROW : WIDE);
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
    writeFileSync(resolve(FOLDER, `${name}-${form}.png`), smallPng(await (part ?? page).screenshot()));
  }
  await page.setViewportSize(WIDE);
}
