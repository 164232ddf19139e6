/** A machine of `run` with Redfish: a real QEMU with a disk that boots and an empty CD drive. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { defaultQemu } from "../../../src/cli/options/qemu-option.ts";
import { temporaryDirectory } from "../doors/door.ts";
import { freePort } from "../doors/free-port.ts";
import { imageServer } from "../http/image-server.ts";
import { bootableCd } from "../qemu/bootable-cd.ts";
import { startRun } from "../qemu/run-qemu.ts";
import { writeBiosBoots } from "../qemu/two-boot-devices.ts";
import { PATIENCE } from "../waiting/patience.ts";

interface Options {
  /** Says whether `run` keeps QEMU while the machine is off. */
  readonly flag?: "--stay" | "--keep-qemu";
  /** The guest on disk switches the machine off unless it is told to stay on. */
  readonly diskStaysOn?: boolean;
}

/** Ends after the test. */
export async function startMediaQemu({ flag = "--stay", diskStaysOn = false }: Options = {}) {
  const directory = temporaryDirectory();
  writeBiosBoots(directory, diskStaysOn);
  const server = await imageServer((_, response) => response.end(bootableCd("cd")));
  const url = `http://127.0.0.1:${await freePort()}`;
  const log = join(directory, "booted");
  const { child, exit } = startRun(
    [flag, "--redfish", url.replace("//", ""), "--control", join(directory, "control", "c.sock")],
    [
      // Strict, as libvirt starts QEMU: firmware tries only listed devices, and must still find the disk behind an empty drive.
      ...[defaultQemu(), "-machine", "q35", "-accel", "tcg", "-nodefaults", "-display", "none", "-boot", "strict=on"],
      ...["-drive", `file=${join(directory, "disk.img")},format=raw,if=virtio`, "-device", "ide-cd,id=cd0"],
      ...["-netdev", `user,id=n0,tftp=${join(directory, "tftp")},bootfile=network.0`],
      ...["-device", "virtio-net-pci,netdev=n0"],
      ...["-chardev", `file,id=booted,path=${log},append=on`, "-device", "isa-debugcon,iobase=0xe9,chardev=booted"],
    ],
    {
      EXTERN_BMC_USERS_ACCOUNTS: "[{ id: 2, name: admin, password: secret }]",
      EXTERN_BMC_MEDIA_DRIVES: "[cd0]",
    },
  );
  const system = async () => {
    const headers = { Authorization: `Basic ${Buffer.from("admin:secret").toString("base64")}` };
    return (await fetch(`${url}/redfish/v1/Systems/1`, { headers })).json();
  };
  return {
    ...{ url, system, image: `${server.url}/os.iso` },
    /** Waits until these devices have booted, since the start. */
    booted: (...from: readonly string[]) =>
      vi.waitFor(() => {
        expect(existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []).toEqual(from);
      }, PATIENCE),
    isOff: () => vi.waitFor(async () => expect(await system()).toMatchObject({ PowerState: "Off" }), PATIENCE),
    /** Ends it, and returns its exit status. */
    end: () => {
      child.kill("SIGTERM");
      return exit;
    },
  };
}
