/** Ironic's own redfish driver at a door, without Ironic's database: what would be stored stays in the node. */
import { runClient } from "./client.ts";

const TASK = `
import json, types, warnings
warnings.simplefilter("ignore")
from unittest import mock
from ironic import objects
from ironic.conductor import task_manager
from ironic.conf import CONF
from ironic.drivers.modules.network import noop as no_network
from ironic.drivers.modules.redfish import bios, boot, management, power
from ironic.drivers.modules.storage import noop as no_storage
from oslo_log import log
log.register_options(CONF)
CONF([], project="ironic", default_config_files=[])
objects.register_all()
objects.Node.save = lambda self: None
unset = {name: None for name, field in objects.Node.fields.items() if field.nullable}
node = objects.Node(mock.MagicMock(), **{**unset, "uuid": "1be26c0b-03f2-4d2e-ae87-c02d7f33c123", "driver": "redfish",
    "properties": {}, "extra": {}, "instance_info": {}, "driver_internal_info": {}, "clean_step": {}, "deploy_step": {},
    "id": 1, "name": "vm0", "provision_state": "manageable", "driver_info": {
        "redfish_address": "ADDRESS", "redfish_system_id": "/redfish/v1/Systems/1", "redfish_username": "admin",
        "redfish_password": "secret", "redfish_verify_ca": False, "redfish_auth_type": "session"}})
the_power, manage, the_bios = power.RedfishPower(), management.RedfishManagement(), bios.RedfishBIOS()
the_boot = boot.RedfishVirtualMediaBoot()
task = mock.MagicMock(spec=task_manager.TaskManager)
task.configure_mock(node=node, shared=False, ports=[], context=mock.MagicMock(),
    driver=types.SimpleNamespace(power=the_power, management=manage, bios=the_bios, boot=the_boot,
        storage=no_storage.NoopStorage(), network=no_network.NoopNetwork()))
def show(*values):
    print(json.dumps(values))
`;

/** Runs Python with `task`, `node` and the driver's parts. Returns what it shows, each line; of another line, its text. */
export async function runIronic(address: string, calls: string): Promise<readonly unknown[]> {
  const output = await runClient("/usr/bin/python3", ["-c", TASK.replace("ADDRESS", address) + calls]);
  return output.split("\n").map((line) => (line.startsWith("[") ? JSON.parse(line) : line));
}
