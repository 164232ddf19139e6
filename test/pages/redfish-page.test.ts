/** docs/redfish.md, as its reader follows it with curl, redfishtool and fence_redfish. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { freePort } from "../support/doors/free-port.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";

/** The port of the page's examples, which may be taken here. */
const PORT_ON_PAGE = "8443";
const port = `${await freePort()}`;
const page = readPage("redfish.md").replaceAll(PORT_ON_PAGE, port);
const [serve = "", clients = "", changeBios = "", defaults = "", find = "", subscribe = ""] = blocksOf(page, "sh");
const [machines = "", shared = "", hardware = "", bios = ""] = blocksOf(readPage("redfish.md"), "yaml");

let shell: PageShell;
beforeAll(() => {
  shell = openPageShell();
});
afterAll(() => shell?.close());

test("a daemon by one line, and three clients", async () => {
  const output = await shell.runServing(serve, [clients, find, subscribe, defaults].join("\n"));
  expect(output).toMatch(new RegExp(`^extern-bmc ready .* https:127\\.0\\.0\\.1:${port}$`, "m"));
  expect(output).toContain('"PowerState":"On"');
  expect(output).toMatch(/"BootSourceOverrideTarget": "Pxe"/);
  expect(output).toMatch(/^Status: ON$/m);
  expect(output).toContain('"Members":[]');
  expect(output).toContain('"SubscriptionType":"RedfishEvent"');
  expect(output).not.toContain('"error"');
});

test("a hundred machines, each on a port of its own", () => {
  shell.write("machines.yaml", machines);
  const config = loadConfig(join(shell.directory, "machines.yaml"));
  expect(config.machines.map(({ redfish }) => redfish.listen).at(99)).toBe("https:127.0.0.1:8542");
});

test("a hundred machines at one port", () => {
  shell.write("shared.yaml", shared);
  const config = loadConfig(join(shell.directory, "shared.yaml"));
  expect([config.machines.length, config.sharedRedfish.listen]).toEqual([100, "https:127.0.0.1:8000"]);
});

test("the hardware of a machine", () => {
  shell.write("hardware.yaml", hardware);
  const [machine] = loadConfig(join(shell.directory, "hardware.yaml")).machines;
  expect(machine?.hardware).toMatchObject({ memory: [{ slot: "DIMM0" }], volumes: [{ name: "root" }] });
});

test("the BIOS attributes of a machine", async () => {
  shell.write("bios.yaml", bios);
  const [machine] = loadConfig(join(shell.directory, "bios.yaml")).machines;
  const output = await shell.runServing(`${serve.trim()} -c bios.yaml`, changeBios);
  expect(output).toContain('"Attributes":{"NumLock":false,"MemoryFrequency":2400,"Virtualization":"Enabled"}');
  expect(Object.keys(machine?.bios.attributes ?? {})).toEqual(["NumLock", "MemoryFrequency", "Virtualization"]);
});
