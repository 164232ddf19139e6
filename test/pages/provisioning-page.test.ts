/** docs/provisioning.md: `doors`, and the calls of each recipe in their order, on one machine with QEMU. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/doors/free-port.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";
import { idleDisk } from "../support/qemu/boot-sector.ts";

/** The ports of the page's examples, which may be taken here. */
const [LAN_ON_PAGE, REDFISH_ON_PAGE] = ["6230", "8000"];
const [port, redfishPort] = [`${await freePort()}`, `${await freePort()}`];
const page = readPage("provisioning.md").replaceAll(LAN_ON_PAGE, port).replaceAll(REDFISH_ON_PAGE, redfishPort);
const [run = "", doors = "", entries = "", ...recipes] = blocksOf(page, "sh");

/** Output of each recipe. */
const PRINTED: Readonly<Record<string, readonly RegExp[]>> = {
  Ironic: [
    /^Chassis Power is on$/m,
    /^Set Boot Device to pxe$/m,
    /BIOS EFI boot/,
    /Boot Device Selector : Force PXE$/m,
    /^Chassis Power Control: Cycle$/m,
  ],
  MAAS: [/^127\.0\.0\.1: ok$/m, /^127\.0\.0\.1: on$/m],
  Tinkerbell: [/^Chassis Power is on$/m, /^Set Boot Device to pxe$/m, /^Chassis Power Control: Cycle$/m],
  Omni: [/^ 21 10 40 [\da-f]{2}$/m],
  "By Redfish": [/^"PowerState":"On"$/m, /^"BootSourceOverrideTarget":"Pxe"$/m],
};

let shell: PageShell;
beforeAll(() => {
  shell = openPageShell();
});
afterAll(() => shell?.close());

test("every recipe's calls succeed", async () => {
  shell.write("disk.img", idleDisk());
  const names = page.match(/(?<=^## )(?:Ironic|MAAS|Tinkerbell|Omni|By Redfish)$/gm) ?? [];
  expect(names).toEqual(Object.keys(PRINTED));
  expect(recipes).toHaveLength(names.length);
  // Each ends with a power cycle.
  const isOn = "until extern-bmc power status --json | grep -q 'power\": \"on'; do sleep 0.1; done";
  const marked = recipes.map((recipe, at) => `echo "== ${names[at]}"\n${isOn}\n${recipe}`);
  const output = await shell.runServing(
    run,
    ["set -e", doors, entries, "cat nodes.yaml", ...marked, "cat redfish-nodes.yaml"].join("\n"),
  );
  expect(output).toContain(`ipmitool -I lanplus -H 127.0.0.1 -p ${port} -U admin -a chassis power status\n`);
  expect(output).toContain(`      ipmi_port: "${port}"\n`);
  expect(output).toContain(`      redfish_address: http://127.0.0.1:${redfishPort}\n`);
  for (const part of output.split(/^== /m).slice(1)) {
    const name = part.slice(0, part.indexOf("\n"));
    for (const printed of PRINTED[name] ?? [])
      expect({ name, part }).toMatchObject({ part: expect.stringMatching(printed) });
  }
}, 240_000);
