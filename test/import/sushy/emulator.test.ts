/** sushy-emulator's configuration becomes machines with the libvirt means. docs/moving-from-sushy-emulator.md has the example. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Notes } from "../../../src/import/notes.ts";
import { plain } from "../../../src/import/settings.ts";
import { importSushyEmulator } from "../../../src/import/sushy/emulator.ts";
import { writeYaml } from "../../../src/import/yaml.ts";
import { blocksOf } from "../../support/pages/page.ts";

const PAGE = readFileSync(new URL("../../../docs/moving-from-sushy-emulator.md", import.meta.url), "utf8");
const UUID = "da69abcc-dae0-4913-9a7b-d344043097c0";

function imported(text: string, users?: string) {
  const notes = new Notes();
  const files = { file: "e.conf", text, readUsers: () => users, nameFor: (file: string) => `../${file}` };
  const settings = importSushyEmulator(files, notes);
  return { settings, machines: plain(settings["machines"]), notes: notes.lines };
}

it("makes the page's machines of the page's files", () => {
  const { settings, notes } = imported(blocksOf(PAGE, "python")[0] ?? "", blocksOf(PAGE, "text")[0]);
  expect(writeYaml(settings, []).trim()).toBe((blocksOf(PAGE, "yaml")[0] ?? "").trim());
  expect(notes).toEqual([
    "htpasswd:1: admin has no password yet: the file has only its hash; set one in users.accounts",
  ]);
});

it("takes the emulator's defaults, a certificate with its key in one file, and what an earlier line has set", () => {
  const { settings, machines, notes } = imported(
    `SUSHY_EMULATOR_LISTEN_PORT = 1
SUSHY_EMULATOR_LISTEN_PORT = "8001"
SUSHY_EMULATOR_LISTEN_IP = u''
SUSHY_EMULATOR_SSL_CERT = "a.pem"
SUSHY_EMULATOR_SSL_KEY = None
SUSHY_EMULATOR_FEATURE_SET = ''
SUSHY_EMULATOR_ALLOWED_INSTANCES = {"${UUID}", "${UUID}"}
`,
    "admin:x\n",
  );
  expect(machines).toEqual([{ name: UUID, systemGuid: UUID, power: { libvirt: {} } }]);
  expect(plain(settings["sharedRedfish"])).toEqual({
    ...{ listen: "https:0.0.0.0:8001", tls: { certFile: "../a.pem", keyFile: "../a.pem" } },
  });
  expect(notes).toEqual([
    "e.conf: without SUSHY_EMULATOR_AUTH_FILE everyone has access there; here nobody has: add users.accounts",
  ]);
});

it("says what it leaves out, and why", () => {
  const { machines, notes } = imported(
    `import os
SUSHY_EMULATOR_LISTEN_PORT = 70000
SUSHY_EMULATOR_LISTEN_IP = os.environ["IP"]
SUSHY_EMULATOR_BOOT_LOADER_MAP = {
    u'UEFI': {u'x86_64': u'/usr/share/OVMF/OVMF_CODE.fd'},
    u'Legacy': {u'x86_64': None}
}
SUSHY_EMULATOR_OS_CLOUD = None
SUSHY_EMULATOR_DRIVES = {("${UUID}", "1"): [{"Id": "32ADF365C6C1B7BD", "CapacityBytes": 899527000000}]}
SUSHY_EMULATOR_FEATURE_SET = "vmedia"
SUSHY_EMULATOR_AUTH_FILE = "/etc/htpasswd"
if True:
    SUSHY_EMULATOR_LISTEN_PORT = 8002
SUSHY_EMULATOR_ALLOWED_INSTANCES = ["my vm", 3, "my-vm"]
`,
  );
  expect(machines).toEqual([{ name: "my-vm", power: { libvirt: { domain: "my vm" } } }]);
  expect(notes).toEqual([
    "e.conf:1: dropped: import os: expected NAME = a literal; it was not run",
    'e.conf:3: dropped: SUSHY_EMULATOR_LISTEN_IP = os.environ["IP"]: expected NAME = a literal; it was not run',
    "e.conf:12: dropped: if True:: expected NAME = a literal; it was not run",
    "e.conf:13: dropped:     SUSHY_EMULATOR_LISTEN_PORT = 8002: expected NAME = a literal; it was not run",
    "e.conf:4: dropped: SUSHY_EMULATOR_BOOT_LOADER_MAP: the domain's XML decides its firmware",
    "e.conf:9: dropped: SUSHY_EMULATOR_DRIVES: describe drives in hardware",
    "e.conf:10: dropped: SUSHY_EMULATOR_FEATURE_SET: there is no setting for it",
    "e.conf:14: dropped: SUSHY_EMULATOR_ALLOWED_INSTANCES: expected a list of names and UUIDs",
    "e.conf:14: dropped: my-vm: another instance has its name, my-vm",
    "e.conf:2: dropped: SUSHY_EMULATOR_LISTEN_PORT: expected a TCP port",
    "e.conf:11: /etc/htpasswd cannot be read: add users.accounts",
  ]);
});

it("names the setting that is needed when there is no machine", () => {
  expect(imported("SUSHY_EMULATOR_AUTH_FILE = 'h'\n", "").notes).toEqual([
    "e.conf: no machine: SUSHY_EMULATOR_ALLOWED_INSTANCES must list the domains that are to be machines",
  ]);
});

it("leaves out users that the BMC cannot have, and those beyond the ninth", () => {
  const names = [
    "# a comment",
    "no-hash",
    "a-name-of-17-char:x",
    "u1:x",
    "u1:y",
    ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `u${n}:x`),
  ];
  const { settings, notes } = imported(
    `SUSHY_EMULATOR_AUTH_FILE = "h"\nSUSHY_EMULATOR_ALLOWED_INSTANCES = "a, b"`,
    names.join("\n"),
  );
  expect(settings).toMatchObject({
    users: { accounts: expect.arrayContaining([{ id: 10, name: "u9", password: "" }]) },
  });
  expect(notes.filter((note) => note.includes("dropped"))).toEqual([
    "h:2: dropped: expected NAME:HASH",
    "h:3: dropped: the user: a name has 1 to 16 characters",
    "h:14: dropped: the user: there are ten user IDs, of which nine can have names",
  ]);
});
