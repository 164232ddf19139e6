/** A real QEMU boots once from the CD image that sushy, which Ironic uses, inserts by its address, and once from the network. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { startMediaQemu } from "../support/redfish/media-qemu.ts";

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
  const { url, image, system, booted, isOff, end } = await startMediaQemu();
  const sushy = async (...calls: readonly string[]) => {
    const script = SUSHY.replace("URL", url).replace("CALLS", calls.join("\n")).replace("IMAGE", image);
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
  expect(await end()).toBe(0);
});
