/** VirtualBMC's config files become machines with the libvirt means. docs/moving-from-virtualbmc.md has the example. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Notes } from "../../src/import/notes.ts";
import { plain } from "../../src/import/settings.ts";
import { importVirtualBmc } from "../../src/import/virtualbmc.ts";
import { writeYaml } from "../../src/import/yaml.ts";
import { blocksOf } from "../support/pages/page.ts";

const PAGE = readFileSync(new URL("../../docs/moving-from-virtualbmc.md", import.meta.url), "utf8");

function imported(...texts: readonly string[]) {
  const notes = new Notes();
  const files = texts.map((text, index) => ({ file: `${index}/config`, text }));
  const settings = importVirtualBmc(files, notes);
  return { settings, machines: plain(settings["machines"]), notes: notes.lines };
}

it("makes the page's machine of the page's file", () => {
  const { settings, notes } = imported(blocksOf(PAGE, "ini")[0] ?? "");
  expect(writeYaml(settings, []).trim()).toBe((blocksOf(PAGE, "yaml")[0] ?? "").trim());
  expect(notes).toEqual([]);
});

it("takes VirtualBMC's defaults for what a file leaves out, and a percent sign as configparser writes it", () => {
  const { machines } = imported("[VirtualBMC]\ndomain_name: my vm\npassword = 50%%\n");
  expect(machines).toEqual([
    {
      name: "my-vm",
      lan: { listen: "udp:[::]:623" },
      power: { libvirt: { domain: "my vm", uri: "qemu:///system" } },
      users: { accounts: [{ id: 2, name: "admin", password: "50%" }] },
    },
  ]);
});

it("says what it leaves out, and why", () => {
  const { machines, notes } = imported(
    "[VirtualBMC]\ndomain_name = a\nactive = False\nlibvirt_sasl_username = u\naddress = no address\nusername = a-name-of-17-chars\n",
    "[Other]\ndomain_name = b\n",
  );
  expect(machines).toEqual([{ name: "a", lan: {}, power: { libvirt: { uri: "qemu:///system" } } }]);
  expect(notes).toEqual([
    "0/config:4: dropped: libvirt_sasl_username: virsh reads it from libvirt's auth.conf",
    "0/config:3: active is False there; here the machine is served",
    "0/config:5: dropped: the door no address 623; expected an address and a UDP port",
    "0/config:6: dropped: the user: a name has 1 to 16 characters, and a password up to 20",
    "1/config: dropped: it has no domain_name",
  ]);
});
