/** A real QEMU boots once from the CD image that sushy, which Ironic uses, inserts by its address, and once from the network. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { freePort } from "../support/doors/free-port.ts";
import { imageServer } from "../support/http/image-server.ts";
import { bootableCd } from "../support/qemu/bootable-cd.ts";
import { startRun } from "../support/qemu/run-qemu.ts";
import { writeBiosBoots } from "../support/qemu/two-boot-devices.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const run = promisify(execFile);

/** Calls of sushy on the machine's system and its CD drive. Prints what the drive shows at the end. */
const SUSHY = `
import json, sushy
root = sushy.Sushy("URL", username="admin", password="secret")
system = root.get_system("/redfish/v1/Systems/1")
drives = system.managers[0].virtual_media.get_members()
drive = next(each for each in drives if sushy.VIRTUAL_MEDIA_CD in each.media_types)
CALLS
drive.refresh(force=True)
print(json.dumps([drive.inserted, drive.image_name, drive.connected_via and drive.connected_via.value]))
`;
const INSERT = `drive.insert_media("IMAGE")`;
const EJECT = `drive.eject_media()`;
const once = (target: string) =>
  `system.set_system_boot_options(target=sushy.BOOT_SOURCE_TARGET_${target}, enabled=sushy.BOOT_SOURCE_ENABLED_ONCE)`;
const CD_ONCE = once("CD");
const NETWORK_ONCE = once("PXE");
const ON = `system.reset_system(sushy.RESET_ON)`;
const RESTART = `system.reset_system(sushy.RESET_FORCE_RESTART)`;

it("a CD that is inserted while QEMU is off stays until it is ejected; boots from it and from the network are for once", async () => {
  const directory = temporaryDirectory();
  writeBiosBoots(directory);
  const server = await imageServer((_, response) => response.end(bootableCd("cd")));
  const url = `http://127.0.0.1:${await freePort()}`;
  const log = join(directory, "booted");
  const { child, exit } = startRun(
    ["--stay", "--redfish", url.replace("//", ""), "--control", join(directory, "control", "c.sock")],
    [
      // Strict, as libvirt starts QEMU: firmware tries only listed devices, and must still find the disk behind an empty drive.
      ...[defaultQemu(), "-machine", "q35", "-accel", "tcg", "-nodefaults", "-display", "none", "-boot", "strict=on"],
      ...["-drive", `file=${join(directory, "disk.img")},format=raw,if=virtio`, "-device", "ide-cd,id=cd0"],
      ...[
        "-netdev",
        `user,id=n0,tftp=${join(directory, "tftp")},bootfile=network.0`,
        "-device",
        "virtio-net-pci,netdev=n0",
      ],
      ...["-chardev", `file,id=booted,path=${log},append=on`, "-device", "isa-debugcon,iobase=0xe9,chardev=booted"],
    ],
    {
      EXTERN_BMC_USERS_ACCOUNTS: "[{ id: 2, name: admin, password: secret }]",
      EXTERN_BMC_MEDIA_DRIVES: "[cd0]",
    },
  );
  const booted = (...from: readonly string[]) =>
    vi.waitFor(() => {
      expect(existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []).toEqual(from);
    }, PATIENCE);
  const system = async () => {
    const headers = { Authorization: `Basic ${Buffer.from("admin:secret").toString("base64")}` };
    return (await fetch(`${url}/redfish/v1/Systems/1`, { headers })).json();
  };
  const isOff = () => vi.waitFor(async () => expect(await system()).toMatchObject({ PowerState: "Off" }), PATIENCE);
  const sushy = async (...calls: readonly string[]) => {
    const script = SUSHY.replace("URL", url)
      .replace("CALLS", calls.join("\n"))
      .replace("IMAGE", `${server.url}/os.iso`);
    const { stdout } = await run("/usr/bin/python3", ["-c", script], { env: { PATH: "/usr/bin:/bin" } });
    return JSON.parse(stdout);
  };
  await booted("disk");
  await isOff();
  const inserted = [true, "os.iso", "URI"];
  expect(await sushy(INSERT, CD_ONCE, ON)).toEqual(inserted);
  await booted("disk", "cd");
  expect(await system()).toMatchObject({ PowerState: "On", Boot: { BootSourceOverrideEnabled: "Disabled" } });
  expect(await sushy(RESTART)).toEqual(inserted);
  await booted("disk", "cd", "disk");
  await isOff();
  expect(await sushy(CD_ONCE, ON)).toEqual(inserted);
  await booted("disk", "cd", "disk", "cd");
  expect(await sushy(EJECT, CD_ONCE, RESTART)).toEqual([false, null, "NotConnected"]);
  await booted("disk", "cd", "disk", "cd", "disk");
  await isOff();
  await sushy(NETWORK_ONCE, ON);
  await booted("disk", "cd", "disk", "cd", "disk", "network");
  expect(await system()).toMatchObject({ Boot: { BootSourceOverrideEnabled: "Disabled" } });
  await sushy(RESTART);
  await booted("disk", "cd", "disk", "cd", "disk", "network", "disk");
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});
