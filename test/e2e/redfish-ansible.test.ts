/** Ansible's Redfish modules in one playbook: inventory, accounts, sessions, firmware settings, and a CD that a real QEMU boots once. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { freePort } from "../support/doors/free-port.ts";
import { imageServer } from "../support/http/image-server.ts";
import { bootableCd } from "../support/qemu/bootable-cd.ts";
import { startRun } from "../support/qemu/run-qemu.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const CONFIG = `
name: vm0
users: { accounts: [{ id: 2, name: admin, password: secret }] }
media: { drives: [cd0] }
frus: [{ id: 0, product: { manufacturer: ACME, productName: R1, serialNumber: S1 } }]
sensors: [{ number: 1, name: Fan 1, type: fan, units: rpm, range: [0, 12750], reading: 5000 }]
sel: { records: ["01 00 02 00 00 00 60 20 00 04 04 01 01 52 00 08"] }
hardware:
  processors: [{ socket: CPU0, manufacturer: Intel, model: Xeon, cores: 4, threads: 8 }]
  memory: [{ slot: DIMM0, size: 16 GiB, type: DDR5 }]
  networkInterfaces: [{ mac: "52:54:00:12:34:56" }]
bios: { attributes: { NumLock: true } }
`;

const SYSTEM_COMMANDS =
  "GetSystemInventory, GetCpuInventory, GetMemoryInventory, GetNicInventory, GetBootOverride, GetBiosAttributes";
/** The modules always connect by https. */
const PLAYBOOK = `
- hosts: localhost
  gather_facts: false
  vars: { ansible_python_interpreter: /usr/bin/python3 }
  module_defaults:
    community.general.redfish_info: &door { baseuri: "127.0.0.1:PORT", username: admin, password: secret, timeout: 60 }
    community.general.redfish_command: *door
    community.general.redfish_config: *door
  tasks:
    - name: system
      community.general.redfish_info: { category: Systems, command: [${SYSTEM_COMMANDS}] }
    - name: fans
      community.general.redfish_info: { category: Chassis, command: GetFanInventory }
    - name: log
      community.general.redfish_info: { category: Manager, command: GetLogs }
    - name: log in
      community.general.redfish_command: { category: Sessions, command: CreateSession }
      register: login
    - name: sessions
      community.general.redfish_info: { category: Sessions, command: GetSessions }
    - name: log out
      community.general.redfish_command:
        { category: Sessions, command: DeleteSession, session_uri: "{{ login.session.uri }}" }
    - name: add a user
      community.general.redfish_command:
        { category: Accounts, command: AddUser, new_username: agent, new_password: made, roleid: Operator }
    - name: users
      community.general.redfish_info: { category: Accounts, command: ListUsers }
    - name: change a firmware setting
      community.general.redfish_config: { category: Systems, command: SetBiosAttributes, bios_attributes: { NumLock: false } }
    - name: clear the log and insert a CD
      community.general.redfish_command:
        category: Manager
        command: [ClearLogs, VirtualMediaInsert]
        virtual_media: { image_url: IMAGE, media_types: [CD] }
    - name: boot once from CD
      community.general.redfish_command: { category: Systems, command: [SetOneTimeBoot, PowerReboot], bootdevice: Cd }
    - name: wait for the boot
      ansible.builtin.command: grep cd BOOTED
      register: booted
      until: booted.rc == 0
      retries: 300
      delay: 1
      changed_when: false
    - name: after the boot
      community.general.redfish_info: { category: Systems, command: [GetBootOverride, GetBiosAttributes, GetVirtualMedia] }
    - name: eject the CD
      community.general.redfish_command:
        { category: Manager, command: VirtualMediaEject, virtual_media: { image_url: IMAGE } }
    - name: switch off
      community.general.redfish_command: { category: Systems, command: PowerForceOff }
    - name: at the end
      community.general.redfish_info: { category: Systems, command: [GetSystemInventory, GetVirtualMedia] }
`;

/** Characters of its output that a failure shows: the last task. */
const OUTPUT_SHOWN = 4000;

/** Output of the callback "json". */
interface Output {
  readonly plays: readonly { readonly tasks: readonly Task[] }[];
}

interface Task {
  readonly task: { readonly name: string };
  readonly hosts: { readonly localhost: { readonly changed: boolean; readonly redfish_facts?: unknown } };
}

/** The only device of this QEMU that it can boot from is its CD drive. */
const TARGETS = "BootSourceOverrideTarget@Redfish.AllowableValues";

const of = (...entries: readonly unknown[]) => ({ entries: [[{}, ...entries]] });

it("reads and changes a machine, and boots it once from a CD that it inserts", async () => {
  const directory = temporaryDirectory();
  const inDirectory = (name: string) => join(directory, name);
  const [config, playbook, booted] = [inDirectory("config.yaml"), inDirectory("playbook.yaml"), inDirectory("booted")];
  const server = await imageServer((_, response) => response.end(bootableCd("cd")));
  const image = `${server.url}/os.iso`;
  const port = await freePort();
  writeFileSync(config, CONFIG);
  writeFileSync(
    playbook,
    PLAYBOOK.replaceAll("PORT", `${port}`).replaceAll("IMAGE", image).replaceAll("BOOTED", booted),
  );
  const { child, exit } = startRun(
    ["-c", config, "--stay", "--redfish", `https:127.0.0.1:${port}`, "--control", inDirectory("control/c.sock")],
    [
      ...[defaultQemu(), "-machine", "q35", "-accel", "tcg", "-nodefaults", "-display", "none"],
      ...["-device", "ide-cd,id=cd0"],
      ...["-chardev", `file,id=booted,path=${booted},append=on`, "-device", "isa-debugcon,iobase=0xe9,chardev=booted"],
    ],
  );
  // QEMU makes the file when it starts; the doors accept before.
  await vi.waitFor(() => expect(existsSync(booted)).toBe(true), PATIENCE);
  const env = { PATH: "/usr/bin:/bin", HOME: directory, LC_ALL: "C.UTF-8", ANSIBLE_STDOUT_CALLBACK: "json" };
  // The reason of a failure is in its standard output.
  const failed = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) =>
    expect.fail(`ansible-playbook failed: ${stderr}\n${stdout.slice(-OUTPUT_SHOWN)}`);
  const { stdout } = await promisify(execFile)("ansible-playbook", [playbook], { env }).catch(failed);
  const { plays }: Output = JSON.parse(stdout);
  const results = plays
    .flatMap(({ tasks }) => tasks)
    .map(({ task, hosts: { localhost } }) => [task.name, localhost.redfish_facts ?? localhost.changed]);
  expect(Object.fromEntries(results)).toMatchObject({
    system: {
      system: of({ Name: "vm0", Manufacturer: "ACME", Model: "R1", SerialNumber: "S1", PowerState: "On" }),
      cpu: of([{ Name: "CPU0", Manufacturer: "Intel", TotalCores: 4, TotalThreads: 8 }]),
      memory: of([{ Name: "DIMM0", CapacityMiB: 16384, MemoryDeviceType: "DDR5" }]),
      nic: of([{ MACAddress: "52:54:00:12:34:56" }]),
      boot_override: of({
        BootSourceOverrideEnabled: "Disabled",
        BootSourceOverrideTarget: "None",
        [TARGETS]: ["None", "Cd"],
      }),
      bios_attribute: of({ NumLock: true }),
    },
    fans: { fan: { entries: [{ Name: "Fan 1", Reading: 5000, ReadingUnits: "RPM" }] } },
    log: { log: { entries: [{ Entries: [{ EntryType: "SEL", MessageId: expect.any(String) }] }] } },
    sessions: { session: { entries: [{ UserName: "admin" }] } },
    users: {
      user: {
        entries: [
          { UserName: "admin", RoleId: "Administrator" },
          { UserName: "agent", RoleId: "Operator" },
        ],
      },
    },
    "after the boot": {
      boot_override: of({
        BootSourceOverrideEnabled: "Disabled",
        BootSourceOverrideTarget: "None",
        [TARGETS]: ["None", "Cd"],
      }),
      bios_attribute: of({ NumLock: false }),
      virtual_media: of([{ Id: "cd0", Image: image, ConnectedVia: "URI" }]),
    },
    "at the end": {
      system: of({ PowerState: "Off" }),
      virtual_media: of([{ Id: "cd0", ConnectedVia: "NotConnected" }]),
    },
  });
  const changes = results.flatMap(([name, changed]) => (changed === true ? [name] : []));
  expect(changes).toEqual([
    ...["log in", "log out", "add a user", "change a firmware setting", "clear the log and insert a CD"],
    ...["boot once from CD", "eject the CD", "switch off"],
  ]);
  expect(readFileSync(booted, "utf8")).toBe("cd\n");
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
});
