/** The web page's lab in Chromium: a run on a real QEMU whose table grows, its verdict, its end with the daemon. */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { focusables, reachedByTab, violations } from "../support/page/checks.ts";
import { TOKEN } from "../support/page/scene.ts";
import { openSite } from "../support/page/site.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const site = await openSite({ stock: defaultQemu(), gone: "/nowhere/qemu" });
const { scene, page, button, complaints } = site;

const rows = () => page.locator(".lab-rows tbody tr th");

/** Processes below this one: their ids, and their command lines. */
function descendantsOf(pid: number): readonly { readonly pid: number; readonly line: string }[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1];
        const line = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent: Number(parent), line }];
      } catch {
        return [];
      }
    });
  const below = (id: number): typeof all =>
    all.filter(({ parent }) => parent === id).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid);
}

const isAlive = ({ pid }: { readonly pid: number }) => {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
};

beforeAll(async () => {
  await page.goto(`${scene.url}/#token=${TOKEN}`);
  await page.getByRole("link", { name: "Lab" }).click();
  await page.getByRole("heading", { name: "Start a run" }).waitFor();
});

afterAll(() => site[Symbol.asyncDispose]());

it("offers the QEMUs of the configuration, and tells which of them is not there", async () => {
  expect(await page.getByRole("checkbox", { name: /^stock/ }).isChecked()).toBe(true);
  expect(await page.getByRole("checkbox", { name: /^gone.*not there/ }).isDisabled()).toBe(true);
  await page.getByText("Nothing has run since the daemon started").waitFor();
});

it("a run on a real QEMU: its rows come one after another, the verdict and the line for the shell at its end", async () => {
  await page.getByLabel("Bus of the IPMI device").selectOption("isa");
  await page.getByLabel("BT expected").selectOption("any");
  await page.getByText(/^All \d+ scenarios$/).click();
  for (const name of ["echo", "wrong-id"]) await page.getByRole("checkbox", { name: new RegExp(`^${name} `) }).check();
  await button("Start the run").click();
  await rows().first().waitFor();
  await page.getByText("done, 1 row differs").first().waitFor();
  expect(await rows().count()).toBe(4);
  await page.getByRole("row", { name: /wrong-id bt stock hang differs; expected accepted/ }).waitFor();
  await page.getByRole("row", { name: /echo kcs stock accepted ×3 as strict/ }).waitFor();
  expect(await page.getByRole("status").allTextContents()).toContainEqual(
    expect.stringMatching(/^Run 1 is done, 1 row differs\. bt: strict/),
  );
  const line = "lab run --qemu QEMU --scenario echo --scenario wrong-id --bus isa --expect bt=any";
  expect(await page.locator(".copy-line code").textContent()).toBe(`extern-bmc ${line.replace("QEMU", defaultQemu())}`);
  await page.getByLabel("differing", { exact: true }).check();
  await expect.poll(() => rows().count()).toBe(1);
  await page.getByLabel("all", { exact: true }).check();
  await expect.poll(() => rows().count()).toBe(4);
});

it("axe-core finds nothing, the keyboard reaches everything, and 360 pixels are enough", async () => {
  expect(await violations(page), "light").toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await violations(page, ["color-contrast"]), "dark").toEqual([]);
  expect(await reachedByTab(page)).toBe(await focusables(page));
  await page.setViewportSize({ width: 360, height: 740 });
  await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  await page.setViewportSize({ width: 1280, height: 900 });
});

it("a run is stopped by its button; the report of the earlier one stays", async () => {
  for (const name of ["echo", "wrong-id"])
    await page.getByRole("checkbox", { name: new RegExp(`^${name} `) }).uncheck();
  await button("Start the run").click();
  await page.getByRole("heading", { name: "Run 2", exact: true }).waitFor();
  await button("Stop").click();
  await page.locator(".lab-run").getByText("stopped", { exact: true }).waitFor();
  expect(descendantsOf(scene.daemon.process.pid ?? 0).filter(({ line }) => line.includes("lab run"))).toEqual([]);
  await page.getByRole("link", { name: "Run 1" }).click();
  await page.getByRole("heading", { name: "Run 1", exact: true }).waitFor();
  await page.getByText("done, 1 row differs").first().waitFor();
});

it("a run on a model of the chosen kind, with the rounds and the seed of the form", async () => {
  await page.getByRole("link", { name: "Lab" }).click();
  await page.getByRole("combobox", { name: "Guest", exact: true }).selectOption("model");
  expect(await page.getByRole("checkbox", { name: /^stock/ }).count()).toBe(0);
  await page.getByRole("combobox", { name: "Kind of QEMU that the model plays" }).selectOption("any");
  await page.getByRole("checkbox", { name: /^wrong-id / }).check();
  await page.getByRole("textbox", { name: "Seed" }).fill("7");
  await page.getByRole("textbox", { name: "Rounds" }).fill("0");
  await button("Start the run").click();
  await page.locator(".lab-start .problem", { hasText: "repeat" }).waitFor();
  await page.getByRole("textbox", { name: "Rounds" }).fill("2");
  await button("Start the run").click();
  await page.getByRole("heading", { name: "Run 3", exact: true }).waitFor();
  await page.locator(".lab-run").getByText("done, nothing differs", { exact: true }).waitFor();
  const twice = ["wrong-id", "wrong-id round 2"];
  expect((await rows().allTextContents()).map((text) => text.trim()).toSorted()).toEqual(
    [...twice, ...twice].toSorted(),
  );
  const line =
    "lab run --scenario wrong-id --host model --bus isa --acceptance any --expect bt=any --seed 7 --repeat 2";
  expect(await page.locator(".copy-line code").textContent()).toBe(`extern-bmc ${line}`);
});

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});

it("no QEMU and no lab outlives a daemon that is killed, and the page says so once the daemon is back", async () => {
  await page.goto(`${scene.url}/#/lab`);
  await scene.api("POST /lab/runs", { scenario: ["silence-at-every-id"] });
  await page.getByRole("heading", { name: "Run 4", exact: true }).waitFor();
  const family = () => descendantsOf(scene.daemon.process.pid ?? 0);
  await expect.poll(() => family().some(({ line }) => line.includes("-chardev")), PATIENCE).toBe(true);
  const started = family();
  await scene.daemon.kill();
  await expect.poll(() => started.filter(isAlive), PATIENCE).toEqual([]);
  const config = `{ listen: ["tcp:127.0.0.1:0"], http: { listen: "${new URL(scene.url).host}", token: ${TOKEN} } }`;
  await using _next = await startTestDaemon({ config });
  await page.locator(".lab-run").getByText("The run ended with the daemon").first().waitFor();
});
