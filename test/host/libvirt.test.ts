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
  const calls = fakeVirsh('printf "vm0\\nvm1\\n\\n"');
  let nowMs = 5000;
  const libvirts = new Libvirts(() => nowMs);
  const isOn = (name: string, sinceMs = 0) => libvirts.at(undefined).domain(name).isOn(sinceMs);
  expect(await Promise.all(["vm0", "vm1", "vm", "vm2"].map((name) => isOn(name)))).toEqual([true, true, false, false]);
  expect(calls()).toEqual(["list --name"]);
  nowMs += 500;
  await isOn("vm0");
  expect(calls()).toHaveLength(1);
  await isOn("vm0", 5001);
  expect(calls()).toHaveLength(2);
  nowMs += 1000;
  await isOn("vm0");
  expect(calls()).toHaveLength(3);
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
