"""Ironic's own IPMI driver at one node of a file that `doors --as ironic` wrote: python3 ironic-ipmi.py FILE NODE"""

import json
import sys
import types
import warnings

warnings.simplefilter("ignore")
from unittest import mock

import yaml
from ironic import objects
from ironic.common import boot_devices
from ironic.conductor import task_manager
from ironic.conf import CONF
from ironic.drivers.modules import ipmitool

CONF([], project="ironic", default_config_files=[])
objects.register_all()


class Forgetful(dict):
    """The times of each BMC's last command: without them, Ironic does not wait five seconds before the next."""

    def __setitem__(self, key, value):
        pass


ipmitool.LAST_CMD_TIME = Forgetful()


class Node(types.SimpleNamespace):
    """A node without Ironic's database."""

    def save(self):
        pass


path, name = sys.argv[1:]
with open(path) as file:
    [entry] = [each for each in yaml.safe_load(file)["nodes"] if each["name"] == name]
node = Node(
    uuid="1be26c0b-03f2-4d2e-ae87-c02d7f33c123",
    properties={},
    extra={},
    instance_info={},
    driver_internal_info={},
    **entry,
)
power, manage = ipmitool.IPMIPower(), ipmitool.IPMIManagement()
task = mock.MagicMock(spec=task_manager.TaskManager)
task.configure_mock(
    node=node,
    shared=False,
    context=mock.MagicMock(),
    driver=types.SimpleNamespace(power=power, management=manage),
)

power.validate(task)
manage.validate(task)
print(json.dumps(power.get_power_state(task)))
manage.set_boot_device(task, boot_devices.PXE)
print(json.dumps(manage.get_boot_device(task)))
power.reboot(task)
print(json.dumps(power.get_power_state(task)))
manage.set_boot_device(task, boot_devices.DISK, persistent=True)
print(json.dumps(manage.get_boot_device(task)))
print(json.dumps({kind: len(group) for kind, group in manage.get_sensors_data(task).items()}))
