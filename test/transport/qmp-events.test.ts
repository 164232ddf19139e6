import { expect, it } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { eventIn } from "../../src/transport/qmp-events.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

it.each([
  [
    '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-shutdown"}}',
    { name: "SHUTDOWN", reason: "guest-shutdown", guest: true },
  ],
  ['{"event": "STOP"}', { name: "STOP", reason: undefined, guest: undefined }],
  ['{"event": "STOP", "data": {"guest": 7, "reason": []}}', { name: "STOP", reason: undefined, guest: undefined }],
  ['{"event": "STOP", "data": null}', { name: "STOP", reason: undefined, guest: undefined }],
  ['{"event": "RTC_CHANGE", "data": {"offset": 0}}', undefined],
  ['{"QMP": {"version": {}}}', undefined],
  ['{"return": {}}', undefined],
  ['{"event": 7}', undefined],
  ["7", undefined],
  ["null", undefined],
  ['{"event": "ST', undefined],
])("of QMP's lines %s is %j", (line, event) => {
  expect(eventIn(line)).toEqual(event);
});

const GUEST_RESET = { name: "RESET", reason: "guest-reset", guest: true };
/** SMS/OS, hard reset, 100 s; it runs. */
const WATCHDOG = ["06 24 04 01 00 00 e8 03", "06 22"];

it("a reset that QEMU reports is one of the machine: counted, with its cause, and the watchdog stopped", () => {
  const bmc = machine();
  for (const request of WATCHDOG) ask(bmc, request);
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(1);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.SoftReset);
  expect(bmc.bmc.watchdog.running).toBe(false);
});

it("counts a reset that we caused once, and keeps its cause", () => {
  const bmc = machine();
  new FakeQemu(bmc, "3f");
  bmc.operate(({ chassis }) => chassis.hardReset(RestartCause.ResetButton));
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(1);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.ResetButton);
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(2);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.SoftReset);
});

it("counts each reset once when QEMU also reports it at the door", () => {
  const bmc = machine();
  const qemu = new FakeQemu(bmc, "3f");
  qemu.send("04 a1");
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(1);
});
