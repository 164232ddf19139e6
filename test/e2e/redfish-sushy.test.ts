/** sushy at one daemon: ready sets of faults, each at a machine of its own, and the door that all machines share. */
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
  sharedRedfish: { listen: "http:127.0.0.1:0" },
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

/** Finds all systems at one port, and changes the boot device of one, a path of which Ironic is told. */
const SHARED = `
import json, sys, sushy
root = sushy.Sushy("http://127.0.0.1:" + sys.argv[1], username="admin", password="secret")
systems = root.get_system_collection().get_members()
system = root.get_system("/redfish/v1/Systems/" + sys.argv[2])
system.set_system_boot_options(target=sushy.BOOT_SOURCE_TARGET_PXE, enabled=sushy.BOOT_SOURCE_ENABLED_ONCE)
system.refresh(force=True)
print(json.dumps([[each.identity for each in systems], system.boot.target.value, system.managers[0].identity]))
root._auth.close()
`;

/** Subscribes to events at a server of its own, has a test event sent, and unsubscribes. Prints the event, and who is subscribed then. */
const EVENTS = `
import http.server, json, sys, sushy, threading
events, received = [], threading.Event()
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        events.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()
        received.set()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
root = sushy.Sushy("http://127.0.0.1:" + sys.argv[1], auth=sushy.auth.BasicAuth("admin", "secret"))
service = root.get_event_service()
destination = "http://127.0.0.1:%d/" % server.server_port
subscription = service.subscriptions.create({"Destination": destination, "Protocol": "Redfish", "Context": "sushy"})
origin = "/redfish/v1/Systems/1"
service.submit_test_event("1", "2026-11-30T00:00:00Z", "Alert", "a test", [], "ResourceEvent.1.0.ResourceChanged", origin, "OK")
received.wait()
subscription.delete()
[event] = events[0]["Events"]
members = service.subscriptions.get_members()
print(json.dumps([events[0]["Context"], event["Message"], event["OriginOfCondition"]["@odata.id"], len(members)]))
`;

/** Reads services that clients read besides systems. */
const SERVICES = `
import json, sys, sushy
root = sushy.Sushy("http://127.0.0.1:" + sys.argv[1], auth=sushy.auth.BasicAuth("admin", "secret"))
firmware = root.get_update_service().firmware_inventory.get_members()
root.get_event_service().subscriptions.get_members()
root.get_task_service().tasks.get_members()
root.get_certificate_service()
root.get_session_service()
print(json.dumps([[each.name, each.version] for each in firmware]))
`;

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG, args: ["--control", "off"] });
});
afterAll(async () => {
  await daemon?.kill();
});

function ports(): readonly string[] {
  return daemon.addresses.map((address) => address.split(":").at(-1) ?? "");
}

async function python(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("/usr/bin/python3", ["-W", "ignore", "-c", program, ...args], {
    env: { PATH: "/usr/bin:/bin" },
  });
  return stdout;
}

it("finds every machine at the shared door, and changes one of them", async () => {
  const [name = ""] = SETS;
  const output: unknown = JSON.parse(await python(SHARED, ports().at(-1) ?? "", name));
  expect(output).toEqual([SETS, "Pxe", name]);
});

it("reads the services, and the version of the BMC from the firmware inventory", async () => {
  expect(JSON.parse(await python(SERVICES, ports()[0] ?? ""))).toEqual([
    ["BMC Firmware", expect.stringMatching(/^\d/)],
  ]);
});

it("subscribes to events, gets one, and unsubscribes", async () => {
  const output: unknown = JSON.parse(await python(EVENTS, ports()[0] ?? ""));
  expect(output).toEqual(["sushy", "a test", "/redfish/v1/Systems/1", 0]);
});

it("sets the boot device, or says why it does not", async () => {
  const outcomes: unknown[] = (await python(SUSHY, ...ports().slice(0, SETS.length)))
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
