/** docs/acting.md as its readers follow it: a domain of libvirt, and a program that runs a QEMU, switched over the network. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/doors/free-port.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";
import { openVirshSession, type VirshSession } from "../support/pages/virsh-session.ts";

const port = `${await freePort()}`;
const page = readPage("acting.md").replaceAll("6230", port);
const [ofLibvirt = "", ofProgram = ""] = blocksOf(page, "yaml");
const [program = "", clients = ""] = blocksOf(page, "sh");

/** A PC without a disk, whose firmware runs. */
const DOMAIN = `<domain type='qemu'><name>vm0</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>
<devices><interface type='user'/></devices></domain>`;
/** Waits until the domain that runs was started from this device, and its next start is from the disk. */
const untilBoots = (device: string) => {
  const first = (which: string, word: string) => `virsh dumpxml vm0 ${which} | grep -m 1 'boot dev=' | grep -q ${word}`;
  return `until ${first("", device)} && ${first("--inactive", "hd")}; do sleep 0.2; done; echo seen ${device}`;
};

const [, ipmitool = ""] = /^(ipmitool .*) chassis power on$/m.exec(clients) ?? [];
const power = (action: string) => `${ipmitool} -C 17 chassis power ${action}`;
/** Waits until the BMC has seen what others did. */
const until = (state: string) =>
  `until ${power("status")} | grep -q "is ${state}$"; do sleep 0.2; done; echo seen ${state}`;
const SERVE = "extern-bmc serve --config bmc.yaml";

let shell: PageShell;
let libvirt: VirshSession;
beforeAll(() => {
  shell = openPageShell();
  libvirt = openVirshSession(shell);
});
afterAll(() => libvirt?.close("vm0"));

test("a domain of libvirt is switched on, reset and off; the BMC follows virsh", async () => {
  shell.write("bmc.yaml", ofLibvirt.replace("qemu:///system", "qemu:///session"));
  shell.write("vm0.xml", DOMAIN);
  await shell.run("virsh define vm0.xml");
  const commands = [
    ...[power("status"), power("on"), "virsh domstate vm0", power("reset"), power("diag"), power("soft")],
    ...["virsh destroy vm0", until("off"), "virsh start vm0", until("on")],
    ...[`${ipmitool} -C 17 chassis bootdev pxe`, power("reset"), untilBoots("network")],
    ...[power("reset"), untilBoots("hd")],
    ...[power("cycle"), until("on"), power("off"), "virsh domstate vm0", power("status")],
  ];
  const output = await shell.runServing(SERVE, commands.join("\n"));
  const told = output.split("\n").filter((line) => /^(?:Chassis Power is|running|shut off|seen) ?/.test(line));
  expect(told).toEqual([
    "Chassis Power is off",
    "running",
    "seen off",
    "seen on",
    "seen network",
    "seen hd",
    "seen on",
    "shut off",
    "Chassis Power is off",
  ]);
  expect(output).not.toContain("failed");
});

test("the page's program runs a QEMU: on, reset, soft off, which the firmware ignores, and off", async () => {
  shell.write("chassis.sh", program);
  shell.write("bmc.yaml", ofProgram);
  const commands = [
    ...[power("status"), clients, power("reset"), power("soft"), power("status"), "kill -9 $(cat vm0.pid)"],
    ...[until("off"), power("on"), power("off"), power("status"), "! kill -0 $(cat vm0.pid)"],
  ];
  const output = await shell.runServing(SERVE, commands.join("\n"));
  expect(output.match(/^(?:Chassis Power is|seen) .*$/gm)).toEqual([
    "Chassis Power is off",
    "Chassis Power is on",
    "Chassis Power is on",
    "seen off",
    "Chassis Power is off",
  ]);
  expect(output).not.toContain("failed");
});
