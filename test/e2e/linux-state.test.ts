/**
 * A temperature that is driven over its threshold makes one event: the Linux guest receives it by ATN, and reads it from the
 * SEL again after the daemon was killed, started again, and QEMU had connected to it once more.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/index.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";

const CONFIG = `
sensors:
  - name: Inlet Temp
    type: temperature
    units: C
    reading: 24
    thresholds: { upper non-critical: 38, upper critical: 42 }
`;
/** Counters of ipmi_si. */
const EVENTS = "cat /sys/bus/platform/drivers/ipmi_si/*/events";
/** With the name of the sensor, which is in the SDR repository. */
const LIST = "ipmitool sel elist";
const TOO_HOT = /\| Temperature Inlet Temp \| Upper Non-critical going high \| Asserted \| Reading 40/;

test("an event outlives the daemon", async () => {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-linux-state-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const socket = join(directory, "bmc.sock");
  const args = ["--listen", `unix:${socket}`, "--state", join(directory, "state")];

  await using before = await startTestDaemon({ config: CONFIG, args });
  await using guest = await bootGuestWithBmc(before, { device: "isa-ipmi-bt" });
  const events = async () => Number((await guest.run(EVENTS)).stdout);
  const atFirst = await events();
  {
    await using control = await connect(before.control);
    await control.call("sensor.set", { sensor: "Inlet Temp", value: 40 });
  }
  await expect.poll(events).toBe(atFirst + 1);
  const listed = (await guest.run(LIST)).stdout;
  expect(listed.trim().split("\n")).toEqual([expect.stringMatching(TOO_HOT)]);

  await before.kill();
  await using after = await startTestDaemon({ config: CONFIG, args });
  expect(after.addresses).toEqual(before.addresses);
  // QEMU dials once a second, and the driver repeats the requests that were lost meanwhile.
  const relisted = async () => (await guest.run(LIST)).stdout;
  await expect.poll(relisted).toBe(listed);
  expect((await guest.run("ipmitool sel info")).stdout).toMatch(/^Entries +: 1$/m);
});
