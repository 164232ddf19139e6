/** The boot order in a domain's XML: only the order changes, and XML that is odd or hostile changes nothing else. */
import { describe, expect, it } from "vitest";
import { bootOrderOf, withBootDevice, withBootOrder } from "../../src/host/domain-boot-order.ts";
import { xmlElements } from "../../src/host/xml-elements.ts";

const DEVICES = `<devices>
    <disk type='file' device='disk'><target dev='vda'/></disk>
    <disk type='file' device='cdrom'><target dev='sda'/></disk>
    <interface type='network'/>
  </devices>`;
const domain = (os: string, devices = DEVICES) => `<domain type='kvm'>
  <name>vm0</name>
  <os>${os}</os>
  ${devices}
</domain>`;
const HVM = "<type arch='x86_64'>hvm</type>";

describe("in <os>", () => {
  it.each<["network" | "disk" | "cdrom", os: string, expected: string]>([
    ["network", "<boot dev='hd'/>", "<boot dev='network'/><boot dev='hd'/>"],
    ["disk", "<boot dev='network'/><boot dev='hd'/>", "<boot dev='hd'/><boot dev='network'/>"],
    ["cdrom", "<boot dev='cdrom'/>", "<boot dev='cdrom'/>"],
    ["network", "", "<boot dev='network'/><boot dev='hd'/>"],
    ["disk", "", "<boot dev='hd'/>"],
    [
      "network",
      '<boot dev="hd"></boot>\n<bootmenu enable="no"/>',
      "<boot dev='network'/><boot dev='hd'/>\n<bootmenu enable=\"no\"/>",
    ],
  ])("%s first, from %s", (first, os, expected) => {
    expect(withBootDevice(domain(HVM + os), first)).toBe(domain(HVM + expected));
  });
});

describe("in devices", () => {
  const devices = (disk: string, cd: string, net: string) =>
    `<devices><disk type='file' device='disk'>${disk}<target dev='vda'/></disk><disk device='cdrom'>${cd}</disk>${net}</devices>`;

  it("renumbers those that have an order, those of the kind first", () => {
    const net = "<interface type='user'><boot order='3' loadparm='x'/></interface>";
    const before = domain(HVM, devices("<boot order='1'/>", "<boot order='2'/>", net));
    const after = devices("<boot order='2'/>", "<boot order='3'/>", net.replace("'3'", "'1'"));
    expect(withBootDevice(before, "network")).toBe(domain(HVM, after));
  });

  it("gives an order to devices of the kind if none has one", () => {
    const before = devices(
      "<boot order='1'/>",
      "",
      "<interface type='user'/><interface type='bridge'><model/></interface>",
    );
    const nets =
      "<interface type='user'><boot order='1'/></interface><interface type='bridge'><boot order='2'/><model/></interface>";
    expect(withBootDevice(domain(HVM, before), "network")).toBe(domain(HVM, devices("<boot order='3'/>", "", nets)));
  });

  it("returns to an earlier order: elements that were added go, and those that were there come back", () => {
    const own = domain(HVM, devices("<boot order='1'/>", "", "<interface type='bridge'><model/></interface>"));
    const first = withBootDevice(own, "network");
    expect(withBootOrder(first, bootOrderOf(own))).toBe(own);
    expect(withBootOrder(own, bootOrderOf(first))).toBe(first);
  });

  it("keeps hostdevs and redirdevs in the order, after those of the kind", () => {
    const host = "<hostdev mode='subsystem'><boot order='1'/></hostdev>";
    const before = devices("<boot order='2'/>", "", host);
    const after = devices("<boot order='1'/>", "", host.replace("'1'", "'2'"));
    expect(withBootDevice(domain(HVM, before), "disk")).toBe(domain(HVM, after));
  });
});

it("leaves alone what only looks like a boot order", () => {
  const strange = [
    "<!-- <os><boot dev='fd'/></os> -->",
    "<description>&lt;boot dev='hd'/&gt; \"quoted' text</description>",
    "<metadata><x:os xmlns:x='urn:x' a=\"&lt;/os>'\"><x:boot dev='fd'/><boot order='9'/></x:os></metadata>",
    "<![CDATA[<boot dev='fd'/></domain>]]>",
    "<?target <boot dev='fd'/> ?>",
    "<qemu:commandline><qemu:arg value='order=1'/></qemu:commandline>",
  ].join("\n");
  const xml = (os: string) => domain(HVM + os).replace("</domain>", `${strange}</domain>`);
  expect(withBootDevice(xml("<boot dev='hd'/>"), "network")).toBe(xml("<boot dev='network'/><boot dev='hd'/>"));
});

it.each<[title: string, xml: string, message: string]>([
  ["no device of the kind", domain(HVM, "<devices><disk device='floppy'/></devices>"), "the domain has no disk device"],
  ["no <os>", `<domain>${DEVICES}</domain>`, "the domain has no <os>"],
  ["a cut text", domain(HVM).slice(0, -20), "is not closed"],
  ["an end tag too many", "<domain></domain></domain>", "ends no element"],
  ["crossed tags", "<domain><os></domain></os>", "ends no element"],
  ["a document type", '<!DOCTYPE domain [<!ENTITY x "y">]><domain/>', "it has no tag at character 0"],
  ["a comment without an end", "<domain><!-- </domain>", "it has no tag"],
  ["an attribute without quotes", "<domain id=1></domain>", "it has no tag"],
  ["a bare <", "<domain>1 < 2</domain>", "it has no tag"],
  ["endless nesting", "<a>".repeat(200), "nested too deeply"],
])("%s is an error", (_title, xml, message) => {
  expect(() => withBootDevice(xml, "disk")).toThrow(message);
});

it("takes time in proportion to the text", () => {
  const hostile = `<a ${"b = ".repeat(16_000)}`;
  const started = performance.now();
  expect(() => xmlElements(hostile)).toThrow("it has no tag");
  expect(performance.now() - started).toBeLessThan(5000);
});
