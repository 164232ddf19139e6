import { once } from "node:events";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, it } from "vitest";
import { FIRMWARE_RESETS_MS } from "../../src/bmc/chassis/reported-resets.ts";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { PANICS_A_SECOND, PANICS_AT_ONCE } from "../../src/bmc/guest-panics.ts";
import { ManualClock } from "../../src/clock.ts";
import { EventBurst } from "../../src/transport/event-burst.ts";
import { eventIn, QmpConnection } from "../../src/transport/qmp-connection.ts";
import type { QmpEvent } from "../../src/transport/qmp-event.ts";
import { toHex } from "../support/bytes/hex.ts";
import { ask, FakeQemu, machine, storedMachine } from "../support/machine/machine.ts";

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

it("counts a reset that we caused once, and keeps its cause while its firmware starts", () => {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  new FakeQemu(bmc, "3f");
  bmc.operate(({ chassis }) => chassis.hardReset(RestartCause.ResetButton));
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(1);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.ResetButton);
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(2);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.ResetButton);
  clock.advance(FIRMWARE_RESETS_MS);
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(3);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.SoftReset);
});

it("counts each reset once when QEMU also reports it at the door", () => {
  const bmc = machine();
  const qemu = new FakeQemu(bmc, "3f");
  qemu.send("04 a1");
  bmc.qemuTold(GUEST_RESET);
  expect(bmc.traffic.resets).toBe(1);
});

it("counts the resets of a burst, of which the first may be ours and the others its firmware's", () => {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  new FakeQemu(bmc, "3f");
  bmc.qemuTold({ ...GUEST_RESET, count: 3 });
  expect(bmc.traffic.resets).toBe(3);
  bmc.operate(({ chassis }) => chassis.hardReset(RestartCause.ResetButton));
  bmc.qemuTold({ ...GUEST_RESET, count: 5 });
  expect(bmc.traffic.resets).toBe(8);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.ResetButton);
  clock.advance(FIRMWARE_RESETS_MS);
  bmc.qemuTold({ ...GUEST_RESET, count: 5 });
  expect(bmc.traffic.resets).toBe(13);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.SoftReset);
});

it("takes the effects of a burst once, in one event of the trace and one commit", () => {
  const happened: unknown[] = [];
  const bmc = storedMachine({ changed: true, commit: () => happened.push("commit") > 0, close() {} });
  happened.splice(0);
  bmc.trace.listen((event) => happened.push(event.kind === "qemu" && [event.event, event.count]));
  bmc.qemuTold({ ...GUEST_RESET, count: 4000 }, { name: "STOP", reason: undefined, guest: undefined });
  expect(happened).toEqual([["RESET", 4000], ["STOP", undefined], "commit"]);
});

it("reads QMP a chunk in each turn of the event loop, and every event of it", async () => {
  const socket = new FakeSocket({ allowHalfOpen: false });
  const told: QmpEvent[] = [];
  new QmpConnection(socket as unknown as Socket, new EventBurst((events) => told.push(...events)));
  const line = `${JSON.stringify({ event: "RESET", data: { guest: true, reason: "guest-reset" } })}\n`;
  const chunk = line.repeat(100);
  for (let n = 0; n < 5; n++) socket.push(chunk);
  socket.push(null);
  await once(socket, "close");
  expect(told.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(500);
  expect(socket.pauses).toBe(5);
});

/** Five chunks that arrive in one turn. */
class FakeSocket extends Duplex {
  pauses = 0;

  override pause(): this {
    this.pauses++;
    return super.pause();
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
  }
}

const PANIC = { name: "GUEST_PANICKED", reason: undefined, guest: undefined };

it("a panic of the guest is one event, until the machine restarts", () => {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  for (const _ of [1, 2]) bmc.qemuTold(PANIC, { name: "STOP", reason: undefined, guest: undefined });
  expect(bmc.bmc.sel.list.records().map((record) => toHex(record.subarray(7)))).toEqual(["20 00 04 20 d5 6f 01 ff ff"]);
  bmc.qemuTold(GUEST_RESET, { ...PANIC, count: 3 });
  expect(bmc.bmc.sel.size).toBe(2);
});

it("a guest that panics and restarts in a loop does not fill the SEL", () => {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  for (let n = 0; n < 100; n++) bmc.qemuTold(PANIC, GUEST_RESET);
  expect(bmc.bmc.sel.size).toBe(PANICS_AT_ONCE);
  clock.advance(1000 / PANICS_A_SECOND);
  for (let n = 0; n < 100; n++) bmc.qemuTold(PANIC, GUEST_RESET);
  expect(bmc.bmc.sel.size).toBe(PANICS_AT_ONCE + 1);
});

it("a sensor of the configuration reports a panic, and its end with the restart", () => {
  const sensor = { number: 7, name: "OS", type: "os stop", states: [0, 1], deassertionEvents: [1] };
  const bmc = machine({ sensors: [sensor] });
  const events = () => bmc.bmc.sel.list.records().map((record) => toHex(record.subarray(10)));
  bmc.qemuTold(PANIC, PANIC);
  expect(events()).toEqual(["20 07 6f 01 ff ff"]);
  bmc.qemuTold(GUEST_RESET);
  expect(events()).toEqual(["20 07 6f 01 ff ff", "20 07 ef 01 ff ff"]);
});
