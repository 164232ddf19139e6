/** Calls of virsh, by a program in its place. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Libvirts } from "../../src/host/libvirt.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "extern-bmc-virsh-"));
  vi.stubEnv("PATH", `${directory}:${process.env["PATH"]}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

/** Notes how it is called, and then runs `script`. */
function fakeVirsh(script: string): () => readonly string[] {
  writeFileSync(join(directory, "virsh"), `#!/bin/sh\necho "$*" >>${directory}/calls\n${script}\n`);
  chmodSync(join(directory, "virsh"), 0o755);
  return () => readFileSync(join(directory, "calls"), "utf8").trim().split("\n");
}

it("acts on the domain, at the connection", async () => {
  const calls = fakeVirsh("");
  const domain = new Libvirts(() => 0).at("qemu:///system").domain("vm0");
  for (const action of ["powerOn", "powerOff", "reset", "softShutdown", "diagnosticInterrupt"] as const) {
    await domain.act(action)?.();
  }
  expect(calls()).toEqual([
    "--connect qemu:///system start --domain vm0",
    "--connect qemu:///system destroy --domain vm0",
    "--connect qemu:///system reset --domain vm0",
    "--connect qemu:///system shutdown --domain vm0",
    "--connect qemu:///system inject-nmi --domain vm0",
  ]);
});

it("machines at one libvirt share a list of its domains, unless it is too old for one of them", async () => {
  const calls = fakeVirsh(
    'printf "6695eb01-f6a4-8304-79aa-97f2502e193f vm0\\n7695eb01-f6a4-8304-79aa-97f2502e193f my vm\\n\\n"',
  );
  let nowMs = 5000;
  const libvirts = new Libvirts(() => nowMs);
  const isOn = (name: string, sinceMs = 0) => libvirts.at(undefined).domain(name).isOn(sinceMs);
  const names = ["vm0", "my vm", "7695eb01-f6a4-8304-79aa-97f2502e193f", "vm", "my"];
  expect(await Promise.all(names.map((name) => isOn(name)))).toEqual([true, true, true, false, false]);
  expect(calls()).toEqual(["list --uuid --name"]);
  nowMs += 500;
  await isOn("vm0");
  expect(calls()).toHaveLength(1);
  await isOn("vm0", 5001);
  expect(calls()).toHaveLength(2);
  nowMs += 1000;
  await isOn("vm0");
  expect(calls()).toHaveLength(3);
});

it("a start for a device: the boot order is changed in the whole XML, passwords included, and back afterwards", async () => {
  const xml = join(directory, "vm0.xml");
  const own =
    "<domain><os><boot dev='hd'/></os><devices><disk/><interface/><graphics passwd='x'/></devices></domain>\n";
  writeFileSync(xml, own);
  const calls = fakeVirsh(
    `case "$1" in dumpxml) cat ${xml} ;; list) echo "6695eb01-f6a4-8304-79aa-97f2502e193f vm0" ;;
define) stat -c %a "$3" >>${directory}/modes; cp "$3" ${xml} ;; start) grep -o "boot dev=.network." ${xml} >>${directory}/calls ;; esac`,
  );
  const domain = new Libvirts(() => 0).at(undefined).domain("vm0");
  const boot = domain.bootMeans((error) => expect.unreachable(error.message));
  void boot.prepare("powerOn", "network");
  await domain.act("powerOn")();
  expect(readFileSync(xml, "utf8")).toBe(own);
  const dump = "dumpxml --domain vm0 --inactive --security-info";
  const define = ["list --uuid --name --all --persistent", expect.stringMatching(/^define --file /)];
  const started = ["start --domain vm0", "boot dev='network'"];
  expect(calls()).toEqual([dump, ...define, ...started, dump, ...define]);
  expect(readFileSync(join(directory, "modes"), "utf8")).toBe("600\n600\n");
});

it("leaves a transient domain as it is: a definition would make it persistent", async () => {
  const calls = fakeVirsh(
    "[ \"$1\" != dumpxml ] || echo '<domain><os><boot/></os><devices><interface/></devices></domain>'",
  );
  const domain = new Libvirts(() => 0).at(undefined).domain("vm0");
  const failures: string[] = [];
  const boot = domain.bootMeans(({ message }) => failures.push(message));
  void boot.prepare("reset", "network");
  await domain.act("reset")();
  expect(failures).toEqual(["domain vm0 is transient, and its boot order cannot be changed; define it"]);
  expect(calls().at(-1)).toBe("reset --domain vm0");
});

it("has virsh's words for a failure", async () => {
  fakeVirsh("echo \"error: failed to get domain 'vm0'\" >&2; exit 1");
  const start = new Libvirts(() => 0).at(undefined).domain("vm0").act("powerOn");
  await expect(start?.()).rejects.toThrow(
    "virsh start --domain vm0: ended with exit code 1: error: failed to get domain 'vm0'",
  );
});

it("changes a domain's media for good, and in a QEMU that runs", async () => {
  const calls = fakeVirsh("");
  let isOn = false;
  const media = new Libvirts(() => 0).at(undefined).media("vm0", () => isOn);
  await media.insert("sda", "/a.iso");
  isOn = true;
  await media.eject("sda");
  expect(calls()).toEqual([
    "change-media --domain vm0 --path sda --source /a.iso --update --force --config",
    "change-media --domain vm0 --path sda --eject --force --config --live",
  ]);
});

it("ejects from an empty drive, but not from one that does not exist", async () => {
  const media = new Libvirts(() => 0).at(undefined).media("vm0", () => true);
  fakeVirsh("echo \"error: The disk device 'sda' doesn't have media\" >&2; exit 1");
  await media.eject("sda");
  fakeVirsh('echo "error: No disk found whose source path or target is sdb" >&2; exit 1');
  await expect(media.eject("sdb")).rejects.toThrow("No disk found");
});

it("reads what a domain's CD drives hold", async () => {
  const calls = fakeVirsh(`cat <<END
 Type   Device   Target   Source
---------------------------------------------
 file   disk     vda      /var/lib/vm0.qcow2
 file   cdrom    sda      /images/a cd.iso
 file   cdrom    sdb      -

END`);
  const found = await new Libvirts(() => 0)
    .at(undefined)
    .media("vm0", () => true)
    .found(["sda"]);
  expect([...found]).toEqual([
    ["sda", { kind: "cd", held: { file: "/images/a cd.iso", readOnly: true } }],
    ["sdb", { kind: "cd", held: undefined }],
  ]);
  expect(calls()).toEqual(["domblklist --domain vm0 --details"]);
});

it("asks one domain after another for its drives", async () => {
  const calls = fakeVirsh("sleep 0.1; echo over >>$(dirname $0)/calls");
  const libvirt = new Libvirts(() => 0).at(undefined);
  await Promise.all(["vm0", "vm1"].map((name) => libvirt.media(name, () => true).found([])));
  expect(calls()).toEqual(["vm0", "vm1"].flatMap((name) => [`domblklist --domain ${name} --details`, "over"]));
});
