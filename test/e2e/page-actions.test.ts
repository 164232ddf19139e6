/** Actions of the web page in Chromium that change a machine: each button does what it says, to the far end. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, expect, it } from "vitest";
import { Control } from "../../src/wire/vm-control.ts";
import { VmDecoder } from "../../src/wire/vm-decoder.ts";
import { hex } from "../support/bytes/hex.ts";
import { freePort } from "../support/doors/free-port.ts";
import { TOKEN } from "../support/page/scene.ts";
import { openSite } from "../support/page/site.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const site = await openSite();
const { scene, page, complaints, button, view } = site;
const sockets: Socket[] = [];
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await site[Symbol.asyncDispose]();
});

const dialog = page.getByRole("dialog");
const field = (name: string) => page.getByRole("textbox", { name, exact: true });
await page.goto(`${scene.url}/#token=${TOKEN}`);

/** Commands that act on the guest. */
const ACTS: ReadonlySet<Control> = new Set([
  ...[Control.PowerOff, Control.Reset, Control.SendNmi, Control.GracefulShutdown],
]);

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

/** Adds a machine with these settings, and opens a view of it. */
async function openMachine(name: string, settings: Readonly<Record<string, unknown>>, path = ""): Promise<void> {
  await scene.api("POST /machines", { settings: { name, ...settings } });
  await page.goto(`${scene.url}/#/machine/${name}${path}`);
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

it("each power button asks, and QEMU is told what it says", async () => {
  const port = await freePort();
  await openMachine("bare", { listen: [`tcp:127.0.0.1:${port}`] });
  const qemu = await connected(port);
  const told: Control[] = [];
  const acts = () => told.filter((code) => ACTS.has(code));
  const decoder = new VmDecoder();
  qemu.on("data", (bytes) => decoder.push(bytes, (frame) => void (frame.kind === "control" && told.push(frame.code))));
  qemu.write(hex("ff 01 a1 08 3f a1")); // the version, and every capability
  const commands: Control[] = [];
  for (const [name, command] of [
    ["Shut down", Control.GracefulShutdown],
    ["NMI", Control.SendNmi],
    ["Reset", Control.Reset],
    ["Power cycle", Control.Reset], // a QEMU that nothing starts again is reset
  ] as const) {
    await button(new RegExp(`^${name}$`)).click();
    await dialog.getByText(`${name}: bare?`).waitFor();
    expect(acts()).toEqual(commands);
    await dialog.getByRole("button", { name, exact: true }).click();
    commands.push(command);
    await page.getByText(`${name}: done`).first().waitFor();
    await expect.poll(acts, PATIENCE).toEqual(commands);
  }
});

it("Reset BMC: the watchdog stops, as at power-up", async () => {
  await scene.api("PATCH /machines/vm0/watchdog", { seconds: 600, use: "smsOs", action: "none", run: true });
  await view("", "Sensors");
  await button("Reset BMC").click();
  await dialog.getByRole("button", { name: "Reset the BMC" }).click();
  await page.getByText("The BMC made a cold reset").waitFor();
  expect(await scene.api("GET /machines/vm0/watchdog")).toMatchObject({ running: false });
});

it("No reading: the sensor has none until it is released", async () => {
  await button("CPU1 Temp").click();
  await button("No reading").click();
  await page.getByRole("row", { name: /CPU1 Temp.*–.*no reading.*held/ }).waitFor();
  await button("Release").click();
  await page.getByRole("row", { name: /CPU1 Temp.* C.*ok/ }).waitFor();
});

it("the event log turns its pages in both directions", async () => {
  const log = page.getByRole("region", { name: "Event log" });
  for (let n = 1; n <= 55; n++) {
    await scene.api("POST /machines/vm0/sel", { record: [0, 0, 0xe0, n, ...Array.from({ length: 12 }, () => 0)] });
  }
  const pages = log.getByRole("navigation").locator("span");
  await expect.poll(() => pages.textContent(), PATIENCE).toMatch(/^1–50 of 5\d$/);
  const first = await log.getByRole("listitem").first().textContent();
  await log.getByRole("button", { name: "Next" }).click();
  await expect.poll(() => pages.textContent(), PATIENCE).toMatch(/^51–5\d of 5\d$/);
  await log.getByRole("button", { name: "Previous" }).click();
  await expect.poll(() => pages.textContent(), PATIENCE).toMatch(/^1–50 of 5\d$/);
  expect(await log.getByRole("listitem").first().textContent()).toBe(first);
});

it("the list of exchanges is emptied, and begins anew", async () => {
  await view("exchanges", "Exchanges");
  await site.guest.ask("06 04");
  await button("Get Self Test Results").first().waitFor();
  await button("Empty the list").click();
  await page.getByText("Nothing has happened at the doors yet").waitFor();
  await site.guest.ask("06 01");
  await button("Get Device ID").waitFor();
  expect(await button("Get Self Test Results").count()).toBe(0);
});

it("a fault of the LAN door by its form; Remove all removes every door's, after a question", async () => {
  await scene.api("POST /machines/vm0/faults", {
    rule: { name: "mute", time: "never", when: { command: "Get Device ID" } },
  });
  await view("faults", "Add a fault");
  await page.getByRole("combobox", { name: "Door" }).selectOption("LAN");
  await page.getByRole("combobox", { name: "Effect" }).selectOption("send it twice");
  await field("Name").fill("echo");
  await button("Add the fault").click();
  await page.getByRole("row", { name: /^echo LAN .*duplicate/ }).waitFor();
  const client = createSocket("udp4");
  let answers = 0;
  client.on("message", () => answers++);
  // RMCP: a presence ping.
  client.send(hex("06 00 ff 06 00 00 11 be 80 01 00 00"), scene.lan, "127.0.0.1");
  await expect.poll(() => answers, PATIENCE).toBe(2);
  client.close();
  await page.getByRole("row", { name: /^echo LAN .*1 time/ }).waitFor();
  await page.getByRole("row", { name: /^mute/ }).waitFor();
  await button("Remove all").click();
  await dialog.getByRole("button", { name: "Remove all" }).click();
  await page.getByText("No fault is in force").waitFor();
  expect(await scene.api("GET /machines/vm0/faults")).toEqual({ faults: [] });
});

it("Send break: a break on the serial line, and a reason where none can be sent", async () => {
  await view("console", "Serial console");
  await button("Send break").click();
  await page.locator(".notice.error", { hasText: "no break was sent" }).getByRole("button").click();
  const [vm, serial] = [await freePort(), await freePort()];
  await openMachine("tty", { listen: [`tcp:127.0.0.1:${vm}`], serial: `telnet:127.0.0.1:${serial}` }, "/console");
  let received = Buffer.alloc(0);
  const peer = await connected(serial);
  peer.on("data", (bytes) => (received = Buffer.concat([received, bytes])));
  // Telnet is spoken with a peer that speaks it: "will be binary", and the answer "do".
  peer.write(Buffer.of(0xff, 0xfb, 0x00));
  await expect.poll(() => received.includes(Buffer.of(0xff, 0xfd, 0x00)), PATIENCE).toBe(true);
  await page.getByText("port connected", { exact: true }).waitFor();
  await button("Send break").click();
  await page.getByText("Sent a break").waitFor();
  await expect.poll(() => received.includes(Buffer.of(0xff, 0xf3)), PATIENCE).toBe(true);
});

it("Enabled: a user may log in, or not", async () => {
  await view("inventory", "FRU inventory");
  const box = page.getByRole("checkbox", { name: "User 3 is enabled" });
  const isEnabled = async () => {
    const { users } = (await scene.api("GET /machines/vm0/users")) as {
      users: readonly { id: number; enabled: boolean }[];
    };
    return users.find(({ id }) => id === 3)?.enabled;
  };
  const before = await isEnabled();
  for (const wanted of [!before, before]) {
    await box.click();
    await expect.poll(isEnabled, PATIENCE).toBe(wanted);
    await expect.poll(() => box.isChecked(), PATIENCE).toBe(wanted);
  }
});

it("Copy: a client's line is in the clipboard, as it is shown", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const line = page.locator(".copy-line").first();
  await line.getByRole("button").click();
  await page.getByText(/^Copied the line for /).waitFor();
  const copied = await page.evaluate("navigator.clipboard.readText()");
  expect(copied).toBe(await line.locator("code").textContent());
  expect(copied).toMatch(/^ipmitool /);
});

it("Forget token: the page asks for it again, and sends nothing without it", async () => {
  await view("", "Sensors");
  const { promise: forgotten, resolve: forget } = Promise.withResolvers<void>();
  // A read of the machine ends with the event log, which it asks for only after the token is gone.
  const power = "**/machines/vm0/power";
  await page.route(power, async (route) => {
    await forgotten;
    await route.continue();
  });
  await page.waitForRequest(power);
  await button("Forget token").click();
  await page.getByLabel("Token").waitFor();
  const answered = page.waitForResponse(power);
  forget();
  await (await answered).finished();
  await page.evaluate("fetch('/api/v1/openapi.json').then((answer) => answer.text())");
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.reload();
  await page.getByLabel("Token").waitFor();
  expect(await page.getByRole("link", { name: "vm0" }).count()).toBe(0);
});

it("no script failed, and nothing broke the page's policy", () => {
  expect(complaints).toEqual([]);
});
