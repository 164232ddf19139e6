/** Redfish as its clients see it: sushy (which Ironic uses), redfishtool and fence_redfish, at one daemon. */
import { afterAll, describe, expect, it } from "vitest";
import { runClient } from "../support/redfish/client.ts";
import { openClientMachine } from "../support/redfish/client-machine.ts";

const machine = await openClientMachine(`
sensors:
  - { number: 1, name: CPU Temp, type: temperature, units: C, reading: 42, thresholds: { upperCritical: 90 } }
  - { number: 2, name: Fan 1, type: fan, units: rpm, range: [0, 12750], reading: 5000 }
  - { number: 4, name: 12V, type: voltage, units: V, range: [0, 20], reading: 12 }
`);
afterAll(() => machine[Symbol.asyncDispose]());

const { port } = machine;

const client = async (program: string, ...args: readonly string[]) => runClient(program, args);

/** Calls of sushy in the order in which Ironic makes them. Prints a line for each step. */
const SUSHY = `
import json, sushy, warnings
warnings.simplefilter("ignore")
root = sushy.Sushy("https://127.0.0.1:PORT", username="admin", password="secret", verify=False)
system = root.get_system("/redfish/v1/Systems/1")
def show(*values):
    print(json.dumps(values))
def again():
    system.refresh(force=True)
    boot = system.boot
    return [system.power_state.value, boot.enabled.value, boot.target.value, boot.mode and boot.mode.value]
show("session", bool(root._auth._session_key), root.get_session_service().sessions.members_identities)
show("inventory", system.name, system.manufacturer, system.serial_number, system.uuid)
show("start", *again())
system.set_system_boot_options(target=sushy.BOOT_SOURCE_TARGET_PXE, enabled=sushy.BOOT_SOURCE_ENABLED_ONCE, mode=sushy.BOOT_SOURCE_MODE_UEFI)
show("pxe once", *again())
system.reset_system(sushy.RESET_FORCE_OFF)
show("off", *again())
system.reset_system(sushy.RESET_ON)
show("on", *again())
system.set_system_boot_options(target=sushy.BOOT_SOURCE_TARGET_HDD, enabled=sushy.BOOT_SOURCE_ENABLED_CONTINUOUS)
system.reset_system(sushy.RESET_FORCE_RESTART)
show("disk for good", *again())
system.reset_system(sushy.RESET_NMI)
manager = system.managers[0]
show("manager", manager.manager_type.value, manager.firmware_version)
chassis = system.chassis[0]
show("chassis", [each.name for each in chassis.thermal.temperatures], [each.name for each in chassis.thermal.fans])
system.set_indicator_led(sushy.INDICATOR_LED_LIT)
system.refresh(force=True)
show("led", system.indicator_led.value)
root._auth.close()
`;

describe("sushy", () => {
  it("logs in, reads the inventory, and boots once from the network and then from disk", async () => {
    const output = await client("/usr/bin/python3", "-c", SUSHY.replace("PORT", port));
    expect(output.split("\n").map((line) => (line.startsWith("[") ? JSON.parse(line) : line))).toEqual([
      ["session", true, ["/redfish/v1/SessionService/Sessions/1"]],
      ["inventory", "vm0", "ACME", "S1", expect.stringMatching(/^[\da-f-]{36}$/)],
      ["start", "On", "Disabled", "None", null],
      ["pxe once", "On", "Once", "Pxe", "UEFI"],
      ["off", "Off", "Once", "Pxe", "UEFI"],
      ["on", "On", "Disabled", "None", "UEFI"],
      ["disk for good", "On", "Continuous", "Hdd", "UEFI"],
      ["manager", "BMC", "1.00"],
      ["chassis", ["CPU Temp"], ["Fan 1"]],
      ["led", "Blinking"],
    ]);
  });
});

describe("redfishtool", () => {
  const redfishtool = async (...args: readonly string[]) =>
    client("redfishtool", "-r", `127.0.0.1:${port}`, "-S", "Always", "-u", "admin", "-p", "secret", ...args);
  it("reads and changes the system", async () => {
    expect(JSON.parse(await redfishtool("Systems", "-1"))).toMatchObject({ PowerState: "On", SerialNumber: "S1" });
    expect(await redfishtool("Systems", "-1", "setBootOverride", "Once", "BiosSetup")).toContain('"BiosSetup"');
    expect(await redfishtool("Systems", "-1", "reset", "GracefulShutdown")).toBe("");
  });
  it("reads sensors and the SEL, and makes a user", async () => {
    expect(JSON.parse(await redfishtool("Chassis", "-1", "Thermal"))).toMatchObject({
      Temperatures: [{ Name: "CPU Temp", ReadingCelsius: 42 }],
    });
    expect(JSON.parse(await redfishtool("raw", "GET", "/redfish/v1/Systems/1/LogServices/SEL/Entries"))).toMatchObject({
      Members: [],
    });
    await redfishtool("AccountService", "adduser", "agent", "made", "Operator");
    expect(await redfishtool("AccountService", "Accounts", "-mUserName:agent")).toContain('"RoleId": "Operator"');
  });
});

describe("fence_redfish", () => {
  const fence = async (...args: readonly string[]) =>
    client("fence_redfish", "-a", "127.0.0.1", "--ipport", port, "--ssl-insecure", "-l", "admin", ...args);
  it("shows the power and restarts the machine", async () => {
    expect(await fence("-p", "secret", "-o", "status")).toBe("Status: ON");
    expect(await fence("-p", "secret", "-o", "reboot")).toBe("Success: Rebooted");
    expect(await fence("-p", "secret", "-o", "off")).toBe("Success: Powered OFF");
    expect(await fence("-p", "secret", "-o", "on")).toBe("Success: Powered ON");
  });
  it("says that a password is wrong", async () => {
    expect(await fence("-p", "wrong", "-o", "status")).toMatch(/^failed: /);
  });
});
