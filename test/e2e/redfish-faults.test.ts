/** Ready sets of Redfish faults as sushy meets them: a machine for each set, at one daemon. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";

const SETS = [
  "no-etag",
  "weak-etag",
  "412-always",
  "boot-patch-ignored",
  "settings-object",
  "no-allowable-values",
  "no-ManagedBy",
];
const CONFIG = JSON.stringify({
  users: { accounts: [{ id: 2, name: "admin", password: "secret" }] },
  machines: SETS.map((set) => ({
    ...{ name: set, listen: [], redfish: { listen: "http:127.0.0.1:0" }, replies: { redfish: [{ set }] } },
  })),
});

/** Sets the boot device as Ironic does, and prints what it is afterwards. */
const SUSHY = `
import json, sys, sushy
def outcome(port):
    root = sushy.Sushy("http://127.0.0.1:" + port, auth=sushy.auth.BasicAuth("admin", "secret"))
    system = root.get_system("/redfish/v1/Systems/1")
    try:
        targets = sorted(target.value for target in system.get_allowed_system_boot_source_values())
        system.set_system_boot_options(target=sushy.BOOT_SOURCE_TARGET_PXE, enabled=sushy.BOOT_SOURCE_ENABLED_ONCE)
        system.refresh(force=True)
        return [len(targets), system.boot.target.value, len(system.managers)]
    except Exception as error:
        return type(error).__name__
for port in sys.argv[1:]:
    print(json.dumps(outcome(port)))
`;

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG, args: ["--control", "off"] });
});
afterAll(async () => {
  await daemon?.kill();
});

it("sushy sets the boot device, or says why it does not", async () => {
  const ports = daemon.addresses.map((address) => address.split(":").at(-1) ?? "");
  const { stdout } = await promisify(execFile)("/usr/bin/python3", ["-W", "ignore", "-c", SUSHY, ...ports], {
    env: { PATH: "/usr/bin:/bin" },
  });
  const outcomes: unknown[] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(Object.fromEntries(SETS.map((set, index) => [set, outcomes[index]]))).toEqual({
    "no-etag": [7, "Pxe", 1],
    "weak-etag": [7, "Pxe", 1],
    "412-always": [7, "Pxe", 1],
    "boot-patch-ignored": [7, "None", 1],
    "settings-object": [7, "Pxe", 1],
    "no-allowable-values": [16, "Pxe", 1],
    "no-ManagedBy": "MissingAttributeError",
  });
});
