/** Redfish as Ironic's own driver and HPE's ilorest see it: power, boot, inventory and firmware settings, at one daemon. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runClient } from "../support/redfish/client.ts";
import { openClientMachine } from "../support/redfish/client-machine.ts";
import { runIronic } from "../support/redfish/ironic.ts";

const machine = await openClientMachine(`
sensors: [{ number: 1, name: CPU Temp, type: temperature, units: C, reading: 42 }]
hardware:
  processors: [{ socket: CPU0, manufacturer: Intel, model: Xeon, cores: 4, threads: 8 }]
  memory: [{ slot: DIMM0, size: 16 GiB, type: DDR5 }]
  networkInterfaces: [{ mac: "52:54:00:12:34:56" }, { mac: "52:54:00:12:34:57" }]
  drives: [{ size: 480 GB, protocol: NVMe }]
  volumes: [{ name: root, size: 480 GB, raid: RAID1, drives: [1] }]
bios:
  attributes: { NumLock: true, Virtualization: { value: Enabled, values: [Enabled, Disabled] } }
  secureBoot: false
`);
afterAll(() => machine[Symbol.asyncDispose]());

const { directory, port } = machine;

const IRONIC = `
import sushy
from sushy.resources import settings
from ironic.common import boot_devices, states
from ironic.drivers.modules import inspect_utils
from ironic.drivers.modules.redfish import inspect, utils

the_power.validate(task)
show("devices", sorted(manage.get_supported_boot_devices(task)))
manage.set_boot_device(task, boot_devices.PXE, persistent=False)
show("boot", manage.get_boot_device(task))
the_power.set_power_state(task, states.POWER_OFF)
show("power", the_power.get_power_state(task))
the_power.set_power_state(task, states.POWER_ON)
show("power", the_power.get_power_state(task), manage.get_boot_device(task))
with mock.patch.object(inspect_utils, "create_ports_if_not_exist") as ports, \\
        mock.patch.object(objects.Port, "list_by_node_id", return_value=[]):
    show("inspection", inspect.RedfishInspect().inspect_hardware(task), node.properties, ports.call_args.args[1])
with mock.patch.object(objects.BIOSSettingList, "sync_node_setting", return_value=([], [], [], [])) as sync:
    the_bios.cache_bios_settings(task)
    show("bios", {each["name"]: each["value"] for each in sync.call_args.args[2]})
system = utils.get_system(node)
system.bios.set_attributes({"NumLock": False}, apply_time=sushy.APPLY_TIME_ON_RESET)
manage.set_secure_boot_state(task, True)
show("before the reboot", system.bios.attributes["NumLock"], manage.get_secure_boot_state(task))
the_power.reboot(task)
system.bios.refresh(force=True)
show("after it", system.bios.attributes["NumLock"], system.bios.update_status.status == settings.UPDATE_SUCCESS)
system.secure_boot.refresh(force=True)
show("secure boot", system.secure_boot.enabled, system.secure_boot.current_boot.value, system.secure_boot.mode.value)
# Not through the driver: it reads DMTF's registries from the Internet first.
files = sushy.resources.registry.message_registry_file.MessageRegistryFileCollection(
    system._conn, "/redfish/v1/Registries", redfish_version=system.redfish_version)
[file] = [each for each in files.get_members() if each.identity == "BiosAttributeRegistry"]
registry = file.get_attribute_registry("en", None)
show("registry", [[each.name, each.attribute_type] for each in registry.registry_entries.attributes])
show("sensors", {kind: len(group) for kind, group in manage.get_sensors_data(task).items() if group})
manage.inject_nmi(task)
`;

describe("Ironic", () => {
  it("controls power and boot, inspects the machine, and changes firmware settings at a reboot", async () => {
    expect(await runIronic(`https://127.0.0.1:${port}`, IRONIC)).toEqual([
      ["devices", ["bios", "cdrom", "disk", "pxe"]],
      ["boot", { boot_device: "pxe", persistent: false }],
      ["power", "power off"],
      ["power", "power on", { boot_device: null, persistent: null }],
      [
        "inspection",
        "manageable",
        { memory_mb: "16384", cpus: 8, cpu_arch: "x86_64", local_gb: "446" },
        ["52:54:00:12:34:56", "52:54:00:12:34:57"],
      ],
      ["bios", { NumLock: true, Virtualization: "Enabled" }],
      ["before the reboot", true, true],
      ["after it", false, true],
      ["secure boot", true, "Enabled", "UserMode"],
      [
        "registry",
        [
          ["NumLock", "Boolean"],
          ["Virtualization", "Enumeration"],
        ],
      ],
      ["sensors", { Temperature: 1 }],
    ]);
  });
});

describe("ilorest", () => {
  const SETTINGS = "/redfish/v1/Systems/1/Bios/Settings";
  const ilorest = async (...args: readonly string[]) => runClient("ilorest", ["--nologo", ...args], directory);
  it("logs in, reads the inventory, changes a BIOS attribute, restarts the machine and logs out", async () => {
    expect(await ilorest("login", `https://127.0.0.1:${port}`, "-u", "admin", "-p", "secret")).toContain("Done");
    expect(await ilorest("get", "PowerState", "MemorySummary", "--selector=ComputerSystem.")).toMatch(
      /TotalSystemMemoryGiB=16\n.*PowerState=On/s,
    );
    expect(await ilorest("list", "--selector=Bios.")).toContain("Virtualization=Enabled");
    const change = join(directory, "change.json");
    writeFileSync(change, JSON.stringify({ [SETTINGS]: { Attributes: { Virtualization: "Disabled" } } }));
    expect(await ilorest("rawpatch", change)).not.toContain("failed");
    const restart = "echo yes | ilorest --nologo reboot ForceRestart";
    expect(await runClient("/bin/sh", ["-c", restart], directory)).not.toContain("failed");
    expect(await ilorest("rawget", "/redfish/v1/Systems/1/Bios")).toContain('"Virtualization": "Disabled"');
    expect(await ilorest("logout")).toContain("Logging session out.");
  });
});
