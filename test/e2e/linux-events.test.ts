/**
 * Events that happen in the machine arrive in a Linux guest by ATN, with and without an interrupt; and a log of 10,000
 * records is read whole. The daemon runs here, so that we can be the hardware.
 */
import { describe, expect, test } from "vitest";
import type { PlatformEvent } from "../../src/bmc/platform-event.ts";
import { hex } from "../support/bytes/hex.ts";
import { startDaemonHere } from "../support/guest/daemon-here.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { ipmiComplaints } from "../support/guest/kernel-log.ts";

/** Counters of ipmi_si. */
const COUNTERS = "/sys/bus/platform/drivers/ipmi_si/*";
const RECORDS = 10_000;
const READ_TIMEOUT_MS = 60_000;

/** A temperature that goes over its upper critical threshold. */
const TOO_HOT: PlatformEvent = {
  generatorId: 0x0020,
  evmRevision: 0x04,
  sensorType: 0x01,
  sensorNumber: 0x30,
  event: { deassertion: false, type: 0x01 },
  data: hex("59 5b 5a"),
};

describe.each([
  { device: "isa-ipmi-bt", flags: [], interrupt: true },
  { device: "isa-ipmi-kcs", flags: [], interrupt: true },
  { device: "isa-ipmi-bt", flags: ["-global", "isa-ipmi-bt.irq=0"], interrupt: false },
  { device: "isa-ipmi-kcs", flags: ["-global", "isa-ipmi-kcs.irq=0"], interrupt: false },
] as const)("$device, interrupt: $interrupt", ({ device, flags, interrupt }) => {
  test("each event of the machine arrives once", async () => {
    await using daemon = await startDaemonHere({ sel: { capacity: RECORDS } });
    await using guest = await bootGuestWithBmc(daemon, { device, flags });
    const { bmc } = daemon.machine;
    const counter = async (name: string) => Number((await guest.run(`cat ${COUNTERS}/${name}`)).stdout);
    // Without an interrupt KCS is looked at while a watchdog may have a pre-timeout, BT only when there is a request.
    if (!interrupt) await guest.modprobe("ipmi_watchdog");
    const arrived = async () => {
      if (!interrupt) await guest.run("ipmitool mc info");
      return counter("events");
    };
    expect(await counter("interrupts_enabled")).toBe(Number(interrupt));
    const [events, attentions, interrupts] = [
      await counter("events"),
      await counter("attentions"),
      await counter("interrupts"),
    ];

    bmc.events.receive(TOO_HOT);
    await expect.poll(arrived).toBe(events + 1);
    expect(bmc.messaging.primary.attention.pending).toBe(false);
    // The buffer holds one event: the second one enters it once the guest has read the first.
    bmc.events.receive(TOO_HOT);
    await expect.poll(arrived).toBe(events + 2);
    expect(await counter("attentions")).toBeGreaterThan(attentions);
    if (interrupt) expect(await counter("interrupts")).toBeGreaterThan(interrupts);

    const { stdout } = await guest.run("ipmitool sel list");
    expect(stdout.match(/Upper Critical going high \| Asserted/g)).toHaveLength(2);
    expect(ipmiComplaints(await guest.kernelLog())).toEqual([]);
  });
});

test(`a log of ${RECORDS} records is read whole`, async () => {
  await using daemon = await startDaemonHere({ sel: { capacity: RECORDS } });
  const { bmc } = daemon.machine;
  for (let i = 0; i < RECORDS; i++) bmc.sel.addEvent({ ...TOO_HOT, sensorNumber: 1 + (i % 255) });
  await using guest = await bootGuestWithBmc(daemon, { device: "isa-ipmi-bt" });

  const options = { timeoutMs: READ_TIMEOUT_MS };
  const listed = await guest.run(
    "ipmitool sel list > /tmp/sel; wc -l < /tmp/sel; head -1 /tmp/sel; tail -1 /tmp/sel",
    options,
  );
  const [count, first = "", last = ""] = listed.stdout.trimEnd().split("\n");
  expect(Number(count)).toBe(RECORDS);
  expect(first).toMatch(/^ +1 \|.* Temperature #0x01 \| Upper Critical going high/);
  expect(last).toMatch(new RegExp(`^ *${RECORDS.toString(16)} \\|.* Temperature #0x37 \\|`));
  expect((await guest.run("cut -d'|' -f1 /tmp/sel | sort -u | wc -l")).stdout.trim()).toBe(`${RECORDS}`);
  expect(ipmiComplaints(await guest.kernelLog())).toEqual([]);
});
