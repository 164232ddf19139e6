/** A real QEMU boots from the CD image with which Ironic deploys by virtual media: its own boot interface inserts and ejects it. */
import { expect, it } from "vitest";
import { runIronic } from "../support/redfish/ironic.ts";
import { startMediaQemu } from "../support/redfish/media-qemu.ts";

const BEGIN = `
import sushy
from ironic.common import boot_devices, states
from ironic.conductor import utils as conductor
from ironic.drivers.modules.redfish import utils
CONF.set_override("ramdisk_image_download_source", "http", group="deploy")
CONF.set_override("use_swift", False, group="redfish")
node.provision_state = states.DEPLOYING
node.driver_info = {**node.driver_info, "deploy_iso": "IMAGE"}
def inserted():
    return bool(boot._has_vmedia_device(utils.get_system(node).managers, sushy.VIRTUAL_MEDIA_CD, inserted=True))
`;
/** Calls of the conductor before an agent boots. Ironic switches off, ejects, inserts, and sets the boot device for once. */
const PREPARE = `
the_boot.validate(task)
the_boot.prepare_ramdisk(task, {})
show(inserted(), the_power.get_power_state(task), manage.get_boot_device(task))
`;
const ON = `
conductor.node_power_action(task, states.POWER_ON)
show(node.power_state)
`;
const REBOOT = `
show(manage.get_boot_device(task))
conductor.node_power_action(task, states.REBOOT)
show(node.power_state, inserted())
`;
const CLEAN_UP = `
the_boot.clean_up_ramdisk(task)
show(inserted())
conductor.node_set_boot_device(task, boot_devices.CDROM)
`;
const CD_ONCE = { boot_device: "cdrom", persistent: false };
const NO_OVERRIDE = { boot_device: null, persistent: null };
const DEPLOYMENT = [[true, "power off", CD_ONCE], ["power on"]];

it("Ironic deploys by virtual media: each boot from the CD is for once, and none comes after it was ejected", async () => {
  // One QEMU for all boots, so that its drive loses the image only by ejection.
  const { url, image, booted, end } = await startMediaQemu({ flag: "--keep-qemu", diskStaysOn: true });
  const ironic = (...calls: readonly string[]) => runIronic(url, [BEGIN.replace("IMAGE", image), ...calls].join(""));
  await booted("disk");
  expect(await ironic(PREPARE, ON)).toEqual(DEPLOYMENT);
  await booted("disk", "cd");
  // Again, with the image in the drive.
  expect(await ironic(PREPARE, ON)).toEqual(DEPLOYMENT);
  await booted("disk", "cd", "cd");
  expect(await ironic(REBOOT)).toEqual([[NO_OVERRIDE], ["power on", true]]);
  await booted("disk", "cd", "cd", "disk");
  expect(await ironic(CLEAN_UP, REBOOT)).toEqual([[false], [CD_ONCE], ["power on", false]]);
  await booted("disk", "cd", "cd", "disk", "disk");
  expect(await end()).toBe(0);
});
