/** The web page of a machine in Chromium: the actions of every view, and live changes. */
import { once } from "node:events";
import { afterAll, expect, it } from "vitest";
import { connect } from "../../src/control/client.ts";
import { UdpConsole } from "../support/lan/udp-console.ts";
import { TOKEN } from "../support/page/scene.ts";
import { openSite } from "../support/page/site.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const site = await openSite();
afterAll(() => site[Symbol.asyncDispose]());

const { scene, page, guest, serial, complaints, button, view } = site;
const closeError = () => page.locator(".notice.error").getByRole("button").click();
await page.goto(`${scene.url}/#token=${TOKEN}`);

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

it("a sensor's plot begins before its view was opened", async () => {
  await page.goto(`${scene.url}/#/`);
  await page.getByRole("link", { name: "rack1-vm01" }).waitFor();
  const set = (value: number) => scene.api("PUT /machines/vm0/sensors/225", { value });
  await set(77);
  await set(21);
  await view("", "Sensors");
  await page.getByRole("searchbox", { name: "Search sensors" }).fill("onload");
  await button("<img onload=x()>").click();
  const plot = page.getByRole("img", { name: /^Readings of <img onload=x\(\)>/ });
  await expect.poll(() => plot.getAttribute("aria-label"), PATIENCE).toMatch(/: \d+, from 20 to 77, now 21$/);
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
  const lan = `-I lanplus -H 127.0.0.1 -p ${scene.lan} -U admin -a`;
  const lines = await page.locator(".copy-line code").allTextContents();
  expect(lines).toEqual([
    `ipmitool ${lan} chassis power status`,
    `ipmipower -D LAN_2_0 -h 127.0.0.1:${scene.lan} -u admin -l ADMIN -P --stat`,
    `ipmitool ${lan} sol activate`,
    "extern-bmc console --machine vm0",
    `curl -u admin http://127.0.0.1:${scene.redfish}/redfish/v1/Systems/1`,
    `curl -H "Authorization: Bearer $TOKEN" ${scene.url}/api/v1/machines/vm0`,
  ]);
  const address = lines.at(-1)?.split(" ").at(-1) ?? "";
  const answer = await fetch(address, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(await answer.json()).toMatchObject({ name: "vm0" });
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

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});
