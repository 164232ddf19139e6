/** Files of VirtualBMC and of sushy-emulator, imported as their pages say: clients switch real domains of libvirt. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/doors/free-port.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";
import { openVirshSession, type VirshSession } from "../support/pages/virsh-session.ts";

/** UUID of vm1 on sushy-emulator's page. */
const UUID = "48295861-2522-4561-9729-621118518810";
/** A PC without a disk, whose firmware runs. */
const domainXml = (
  name: string,
  uuid = "",
) => `<domain type='qemu'><name>${name}</name>${uuid && `<uuid>${uuid}</uuid>`}
<memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`;

/** Acts on a system as Ironic does, and prints its state. */
const SUSHY = `
import sys, sushy
port, name, *actions = sys.argv[1:]
root = sushy.Sushy("http://127.0.0.1:" + port, auth=sushy.auth.BasicAuth("admin", "secret"))
system = root.get_system("/redfish/v1/Systems/" + name)
for action in actions:
    system.reset_system({"on": sushy.RESET_ON, "off": sushy.RESET_FORCE_OFF}[action])
system.refresh(force=True)
print("Chassis Power is " + system.power_state.value.lower())
`;

let shell: PageShell;
let libvirt: VirshSession;
beforeAll(async () => {
  shell = openPageShell();
  libvirt = openVirshSession(shell);
  shell.write("vm0.xml", domainXml("vm0"));
  shell.write("vm1.xml", domainXml("vm1", UUID));
  shell.write("power.py", SUSHY);
  await shell.run("virsh define vm0.xml; virsh define vm1.xml");
});
afterAll(() => libvirt?.close("vm0", "vm1"));

/** The page's commands, in the test's directory: import, and serve. */
function commandsOf(page: string): readonly [importing: string, serving: string] {
  const [importing = "", serving = ""] = (blocksOf(page, "sh")[0] ?? "").replaceAll("~/", "").trim().split("\n");
  return [importing, serving];
}

/** Lines in which clients and virsh tell the power of a domain. */
function told(output: string): readonly string[] {
  return output.split("\n").filter((line) => /^(?:Chassis Power is|running$|shut off$|seen )/.test(line));
}

/** Switches a domain on and off by a client, and by virsh behind the client's back. */
function switches(domain: string, client: (...actions: ("on" | "off")[]) => string): string {
  const until = (state: string) => `until ${client()} | grep -q "is ${state}$"; do sleep 0.2; done; echo seen ${state}`;
  return [
    ...[client(), client("on"), `virsh domstate ${domain}`, `virsh destroy ${domain}`, until("off")],
    ...[`virsh start ${domain}`, until("on"), client("off"), `virsh domstate ${domain}`, client()],
  ].join("\n");
}

test("a domain of VirtualBMC is switched over IPMI, and followed", async () => {
  const port = `${await freePort()}`;
  const page = readPage("moving-from-virtualbmc.md").replaceAll("6230", port).replaceAll("///system", "///session");
  shell.write(".vbmc/vm0/config", blocksOf(page, "ini")[0] ?? "");
  const [importing, serving] = commandsOf(page);
  expect(await shell.run(importing)).toContain("vms.yaml: ok, 0 notes");

  const ipmitool = `ipmitool -I lanplus -C 17 -H 127.0.0.1 -p ${port} -U admin -P secret chassis power`;
  const client = (...actions: string[]) => `${ipmitool} ${actions[0] ?? "status"}`;
  const output = await shell.runServing(serving, switches("vm0", client));
  expect(told(output)).toEqual([
    "Chassis Power is off",
    "running",
    "seen off",
    "seen on",
    "shut off",
    "Chassis Power is off",
  ]);
  expect(output).not.toContain("failed");
});

test("domains of sushy-emulator are switched over Redfish, by name and by UUID, and followed", async () => {
  const port = `${await freePort()}`;
  const page = readPage("moving-from-sushy-emulator.md").replaceAll("8000", port).replaceAll("///system", "///session");
  shell.write("emulator.conf", blocksOf(page, "python")[0] ?? "");
  shell.write("htpasswd", blocksOf(page, "text")[0] ?? "");
  const [importing, serving] = commandsOf(page);
  await shell.run(`${importing}\nsed -i 's/password: ""/password: secret/' vms.yaml`);

  const client =
    (system: string) =>
    (...actions: string[]) =>
      `/usr/bin/python3 power.py ${port} ${system} ${actions.join(" ")}`;
  const both = [switches("vm0", client("vm0")), switches("vm1", client(UUID))].join("\n");
  const output = await shell.runServing(serving, both);
  const each = [
    "Chassis Power is off",
    "Chassis Power is on",
    "running",
    "seen off",
    "seen on",
    "Chassis Power is off",
    "shut off",
    "Chassis Power is off",
  ];
  expect(told(output)).toEqual([...each, ...each]);
  expect(output).not.toContain("failed");
});
