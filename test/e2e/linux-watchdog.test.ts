/**
 * Linux's ipmi_watchdog at our watchdog timer: set, heartbeat, both kinds of pre-timeout, and an expiry that resets the
 * guest. That comes last.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { fields } from "../support/guest/fields.ts";
import { bootGuestWithBmc, loadIpmiDrivers } from "../support/guest/guest-with-bmc.ts";
import { ipmiComplaints } from "../support/guest/kernel-log.ts";
import type { LinuxGuest } from "../support/guest/linux-guest.ts";

const EFFECT_TIMEOUT_MS = 120_000;
/** How often ipmi_si fetched a watchdog pre-timeout flag. */
const PRE_TIMEOUTS = "cat /sys/bus/platform/drivers/ipmi_si/*/watchdog_pretimeouts";

describe.each(["isa-ipmi-bt", "isa-ipmi-kcs"] as const)("ipmi_watchdog over %s", (device) => {
  let daemon: TestDaemon;
  let guest: LinuxGuest;

  beforeAll(async () => {
    daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"] });
    guest = await bootGuestWithBmc(daemon, { device });
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
    await daemon?.stop();
  });

  const stdout = async (command: string) => (await guest.run(command, { timeoutMs: EFFECT_TIMEOUT_MS })).stdout;
  const timer = async (command = "ipmitool mc watchdog get") => fields(await stdout(command));
  const kernelText = async () => (await guest.kernelLog()).map(({ text }) => text).join("\n");

  test("a program opens it, beats and closes it", async () => {
    await guest.modprobe("ipmi_watchdog", "timeout=300 pretimeout=0 action=power_cycle");
    const session = "exec 9>/dev/watchdog; printf a >&9; sleep 2; ipmitool mc watchdog get; printf V >&9";
    const running = await timer(session);
    expect(running).toMatchObject({
      // Bit 6, the timer runs, is printed with the use.
      "Watchdog Timer Use": "SMS/OS (0x44)",
      "Watchdog Timer Is": "Started/Running",
      "Watchdog Timer Action": "Power Cycle (0x03)",
      "Initial Countdown": "300.0 sec",
    });
    const countdown = Number.parseFloat(running["Present Countdown"] ?? "");
    expect(countdown).toBeLessThanOrEqual(298);
    expect(countdown).toBeGreaterThan(240);
    expect(await timer()).toMatchObject({
      "Watchdog Timer Is": "Stopped",
      "Watchdog Timer Action": "No action (0x00)",
    });
    await stdout("modprobe -r ipmi_watchdog");
  });

  test("a heartbeat puts the countdown back", async () => {
    await guest.modprobe("ipmi_watchdog", "timeout=300 pretimeout=0");
    const [before = "", after = ""] = (
      await stdout(
        "exec 9>/dev/watchdog; printf a >&9; sleep 3; ipmitool raw 6 0x25; printf a >&9; ipmitool raw 6 0x25; printf V >&9",
      )
    ).split("\n");
    expect(countdown100ms(before)).toBeLessThanOrEqual(2970);
    expect(countdown100ms(after)).toBeGreaterThan(countdown100ms(before));
    await stdout("modprobe -r ipmi_watchdog");
  });

  test("a pre-timeout by message reaches the program that reads", async () => {
    const before = Number(await stdout(PRE_TIMEOUTS));
    await guest.modprobe("ipmi_watchdog", "timeout=60 pretimeout=59 preaction=pre_int preop=preop_give_data");
    const read = await stdout("exec 9<>/dev/watchdog; printf a >&9; dd bs=1 count=1 <&9 | wc -c; printf V >&9");
    expect(read.trim()).toBe("1");
    expect(Number(await stdout(PRE_TIMEOUTS))).toBe(before + 1);
    await stdout("modprobe -r ipmi_watchdog");
  });

  test("a pre-timeout by NMI passes the driver's own test", async () => {
    await stdout("ipmitool sel clear");
    // Loaded for NMIs it lets the timer run into a pre-timeout and waits for the NMI.
    await guest.modprobe("ipmi_watchdog", "timeout=60 pretimeout=59 preaction=pre_nmi preop=preop_panic");
    expect(await kernelText()).not.toContain("NMI didn't seem to occur");
    expect(await stdout("ipmitool sel list")).toMatch(/Watchdog2? .*Timer interrupt \| Asserted$/m);
    await stdout("modprobe -r ipmi_watchdog");
    expect(ipmiComplaints(await guest.kernelLog())).toEqual([]);
  });

  test("FreeIPMI's bmc-watchdog sets, starts, reads and stops the timer", async () => {
    const bmcWatchdog = (options: string) => stdout(`bmc-watchdog -D OPENIPMI --no-logging ${options}`);
    await bmcWatchdog("--set --timer-use=4 --timeout-action=0 --initial-countdown=300 --start-after-set");
    expect(fields(await bmcWatchdog("--get"))).toMatchObject({
      Timer: "Running",
      "Timer Use": "SMS/OS",
      "Timeout Action": "None",
      "Initial Countdown": "300 seconds",
    });
    await bmcWatchdog("--reset");
    await bmcWatchdog("--stop");
    expect(fields(await bmcWatchdog("--get"))).toMatchObject({ Timer: "Stopped" });
  });

  test("without a heartbeat the guest is reset, with the cause in the log and the restart cause", async () => {
    await stdout("ipmitool sel clear");
    guest.send("modprobe ipmi_watchdog timeout=2 pretimeout=0 action=reset start_now=1");
    expect((await guest.qmp.takeEvent("RESET", EFFECT_TIMEOUT_MS)).data).toMatchObject({ guest: true });
    await guest.untilBooted(2);
    await loadIpmiDrivers(guest);
    expect(await stdout("ipmitool sel list")).toMatch(/Watchdog2? .*Hard reset \| Asserted$/m);
    expect(await timer("ipmitool chassis restart_cause")).toEqual({ "System restart cause": "watchdog expired" });
    expect(await timer()).toMatchObject({
      "Watchdog Timer Is": "Stopped",
      "Timer Expiration Flags": expect.stringContaining("SMS/OS"),
    });
    expect(ipmiComplaints(await guest.kernelLog())).toEqual([]);
  });
});

/** From Get Watchdog Timer's answer, as ipmitool raw prints it: the last two bytes. */
function countdown100ms(answer: string): number {
  const [low = "", high = ""] = answer.trim().split(" ").slice(-2);
  return Number.parseInt(high + low, 16);
}
