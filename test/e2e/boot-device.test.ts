/** Boot flags that ipmitool sets over LAN decide from which of two devices a real QEMU boots. */
import { execFile } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { freePort } from "../support/doors/free-port.ts";
import { qemuOf, startRun } from "../support/qemu/run-qemu.ts";
import { writeBiosBoots, writeUefiBoots } from "../support/qemu/two-boot-devices.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const run = promisify(execFile);
const USERS = "[{ id: 2, name: admin, password: secret }]";

/** `run` with a QEMU that boots from `disk`, or from `bootFile` by network. */
async function booting(directory: string, options: readonly string[], disk: readonly string[], bootFile: string) {
  const port = `${await freePort()}`;
  const log = join(directory, "booted");
  const { child, exit } = startRun(
    [...options, "--lan", `udp:127.0.0.1:${port}`, "--control", join(directory, "control", "c.sock")],
    [
      ...[defaultQemu(), "-machine", "q35", "-accel", "tcg", "-m", "256", "-nodefaults", "-display", "none", ...disk],
      ...["-netdev", `user,id=n0,tftp=${join(directory, "tftp")},bootfile=${bootFile}`],
      ...["-device", "virtio-net-pci,netdev=n0"],
      ...["-chardev", `file,id=booted,path=${log},append=on`, "-device", "isa-debugcon,iobase=0xe9,chardev=booted"],
    ],
    { EXTERN_BMC_USERS_ACCOUNTS: USERS },
  );
  const client = ["-I", "lanplus", "-H", "127.0.0.1", "-p", port, "-U", "admin", "-P", "secret", "chassis"];
  return {
    chassis: async (...command: readonly string[]) => (await run("ipmitool", [...client, ...command])).stdout,
    booted: (...from: readonly string[]) =>
      vi.waitFor(
        () => expect(existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []).toEqual(from),
        PATIENCE,
      ),
    qemu: () => qemuOf(child.pid),
    async end() {
      child.kill("SIGTERM");
      expect(await exit).toBe(0);
    },
  };
}

it("BIOS: once from the network, in a QEMU that its guest switched off, and from the disk afterwards", async () => {
  const directory = temporaryDirectory();
  writeBiosBoots(directory);
  const disk = ["-drive", `file=${join(directory, "disk.img")},format=raw,if=virtio`];
  const { chassis, booted, qemu, end } = await booting(directory, ["--keep-qemu"], disk, "network.0");
  await booted("disk");
  const off = () => vi.waitFor(async () => expect(await chassis("power", "status")).toContain("is off"), PATIENCE);
  await off();
  const first = qemu();
  await chassis("bootdev", "pxe");
  await chassis("power", "on");
  await booted("disk", "network");
  expect(await chassis("power", "status")).toContain("is on");
  expect(await chassis("bootparam", "get", "5")).toMatch(/Boot Flag Valid[\s\S]*Force PXE/);
  expect(await chassis("restart_cause")).toContain("chassis power control command");
  await chassis("power", "cycle");
  await booted("disk", "network", "disk");
  await off();
  expect(await chassis("bootparam", "get", "5")).toContain("Boot Flag Invalid");
  expect(qemu()).toBe(first);
  await end();
});

it("UEFI: once from the network, and from the disk afterwards, each in a new QEMU", async () => {
  const directory = temporaryDirectory();
  writeUefiBoots(directory);
  const variables = join(directory, "vars.fd");
  copyFileSync("/usr/share/OVMF/OVMF_VARS_4M.fd", variables);
  const disk = [
    ...["-drive", "if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd"],
    ...["-drive", `if=pflash,format=raw,file=${variables}`],
    ...["-drive", `file=fat:rw:${join(directory, "disk")},format=raw,if=virtio`],
  ];
  const { chassis, booted, qemu, end } = await booting(directory, ["--stay"], disk, "network.efi");
  await booted("disk");
  const first = qemu();
  await chassis("bootdev", "pxe", "options=efiboot");
  await chassis("power", "cycle");
  await booted("disk", "network");
  expect(qemu()).not.toBe(first);
  await chassis("power", "cycle");
  await booted("disk", "network", "disk");
  await end();
});
