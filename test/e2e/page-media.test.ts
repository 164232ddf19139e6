/** Virtual media on the page: images that come, stay, fail and go, and addresses that are an attacker's. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ImageServer, openImageServer } from "../support/http/image-server.ts";
import { focusables, reachedByTab, violations } from "../support/page/checks.ts";
import { HOSTILE, TOKEN } from "../support/page/scene.ts";
import { openSite } from "../support/page/site.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const NAME = "with-drives";

const site = await openSite();
const { scene, page, complaints } = site;
let images: ImageServer;
/** Ends the download that is under way. */
let finish = () => {};

const panel = () => page.getByRole("region", { name: "Virtual media" });
const drive = (id: string) => panel().getByRole("listitem").filter({ hasText: id });
const button = (name: string) => panel().getByRole("button", { name, exact: true });
const shown = async (id: string) => {
  const { drives } = (await scene.api(`GET /machines/${NAME}/media`)) as { drives: readonly { id: string }[] };
  return drives.find((each) => each.id === id);
};

async function insert(image: string, id = "cd0"): Promise<void> {
  await panel().getByLabel(`Image for ${id}`).fill(image);
  await button(`Insert into ${id}`).click();
}

beforeAll(async () => {
  images = await openImageServer((_, response) => {
    response.writeHead(200, { "content-length": "100" }).write("x".repeat(25));
    finish = () => response.end("x".repeat(75));
  });
  // No QEMU has this socket yet: the drives hold what they are given until one comes.
  const media = { drives: ["cd0", "cd1"] };
  const settings = { name: NAME, listen: ["tcp:127.0.0.1:0"], qmp: "unix:/nonexistent/qmp.sock", media };
  await scene.api("POST /machines", { settings });
  await page.goto(`${scene.url}/#token=${TOKEN}`);
  await page.goto(`${scene.url}/#/machine/${NAME}`);
});

afterAll(async () => {
  images?.close();
  await site[Symbol.asyncDispose]();
});

it("shows each drive, and when it gets its medium", async () => {
  await panel().getByText("2 drives").waitFor();
  for (const id of ["cd0", "cd1"]) await drive(id).getByText("empty", { exact: true }).waitFor();
  await panel().getByText("Neither QMP nor libvirt reaches the machine; it gets its media once one does.").waitFor();
  expect(await button("Eject cd0").isDisabled()).toBe(true);
});

it("an image is inserted from the form, with the progress of its download", async () => {
  await insert(`${images.url}/a.iso`);
  const bar = panel().getByRole("progressbar", { name: "Download for cd0" });
  await bar.waitFor();
  await expect.poll(() => bar.getAttribute("value"), PATIENCE).toBe("25");
  expect(await violations(page), "a download").toEqual([]);
  expect(await button("Insert into cd0").isDisabled()).toBe(true);
  finish();
  await drive("cd0").getByText(`${images.url}/a.iso`, { exact: true }).waitFor();
  await drive("cd0").getByText("read-only").waitFor();
  expect(await bar.count()).toBe(0);
  expect(await shown("cd0")).toEqual({ id: "cd0", type: "cd", image: `${images.url}/a.iso`, writeProtected: true });
});

it("a download is stopped by its button, and the drive keeps what it holds until it is ejected", async () => {
  await insert(`${images.url}/b.iso`, "cd1");
  await button("Stop the download for cd1").click();
  await expect.poll(() => shown("cd1"), PATIENCE).toEqual({ id: "cd1", type: "cd", writeProtected: true });
  await button("Eject cd0").click();
  await expect.poll(() => shown("cd0"), PATIENCE).toEqual({ id: "cd0", type: "cd", writeProtected: true });
  await drive("cd0").getByText("empty", { exact: true }).waitFor();
});

it("what is not inserted says why: an address that is refused, and a download that fails", async () => {
  await insert("nfs://images/a.iso");
  const refused = page.locator(".notice.error");
  expect(await refused.locator("p").textContent()).toContain("expected http:// or https://");
  await refused.getByRole("button").click();
  images.answer = (_, response) => void response.writeHead(404).end();
  await insert(`${images.url}/none.iso`);
  const failure = drive("cd0").getByRole("alert");
  await failure.waitFor();
  expect(await failure.textContent()).toBe(`${images.url}/none.iso: the server answered with status 404; expected 200`);
});

it("the address of an image can do nothing", async () => {
  images.answer = (_, response) => void response.end("an image");
  await insert(`${images.url}/${HOSTILE}"><script>hacked()</script>`);
  await drive("cd0").getByText("<img").waitFor();
  images.answer = (_, response) => void response.writeHead(404).end();
  await insert(`${images.url}/${HOSTILE}`, "cd1");
  await drive("cd1").getByRole("alert").getByText("<img").waitFor();
  expect(await page.locator("#app :is(img, iframe, object, script)").count()).toBe(0);
  expect(await page.evaluate("globalThis.isHacked")).toBeUndefined();
});

it("axe-core finds nothing in light and dark, the keyboard reaches everything, and 360 pixels suffice", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  expect(await reachedByTab(page)).toEqual(await focusables(page));
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
});

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});
