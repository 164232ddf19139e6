/**
 * Linux's ipmi_poweroff over BT and over KCS: a guest without ACPI that powers off has its chassis power cycled,
 * then powered down, which ends QEMU.
 */
import { describe, expect, test } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { bootGuestWithBmc, loadIpmiDrivers } from "../support/guest/guest-with-bmc.ts";
import { ipmiComplaints } from "../support/guest/kernel-log.ts";

const EFFECT_TIMEOUT_MS = 120_000;

describe.each(["isa-ipmi-bt", "isa-ipmi-kcs"] as const)("ipmi_poweroff over %s", (device) => {
  test("power cycles, and powers off", async () => {
    await using daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0", "--log-level", "debug"] });
    // Linux powers off by ACPI where there is ACPI.
    await using guest = await bootGuestWithBmc(daemon, { device, kernelArguments: "acpi=off" });
    const chassisControls = () => {
      const requests = daemon.stderr().matchAll(/"request":"(\w*)".*"command":"Chassis Control"/g);
      return [...requests].map(([, request]) => request);
    };

    await guest.modprobe("ipmi_poweroff", "poweroff_powercycle=1");
    const log = await guest.kernelLog();
    expect(log.map(({ text }) => text).join("\n")).toContain("Found a chassis style poweroff function");
    expect(ipmiComplaints(log)).toEqual([]);
    guest.send("poweroff -f");
    await guest.qmp.takeEvent("RESET", EFFECT_TIMEOUT_MS);
    expect(chassisControls()).toEqual(["02"]);

    await guest.untilBooted(2);
    await loadIpmiDrivers(guest);
    await guest.modprobe("ipmi_poweroff");
    expect(ipmiComplaints(await guest.kernelLog())).toEqual([]);
    guest.send("poweroff -f");
    expect(await guest.untilEnded(EFFECT_TIMEOUT_MS)).toBe("exit code 0");
    expect(chassisControls()).toEqual(["02", "00"]);
  });
});
