/** §28.3 Chassis Control where something can start a machine that is off: power up, and a power cycle that is one. */
import { describe, expect, it } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { ManualClock } from "../../src/clock.ts";
import { starter } from "../../src/host/starter.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const POWER_OFF = "control 03 []";

function startable() {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  const starts: number[] = [];
  bmc.host.prefer(starter(() => starts.push(clock.nowMs())));
  const qemu = new FakeQemu(bmc, "3f");
  return { bmc, clock, qemu, starts, isOn: () => bmc.bmc.chassis.powerOn };
}

describe("§28.3 power up", () => {
  it("starts the machine when it is off, with cause and channel for §28.11; does nothing when it is on", () => {
    const { bmc, starts, isOn } = startable();
    expect(ask(bmc, "00 02 01")).toBe("00");
    expect(starts).toEqual([]);
    expect(ask(bmc, "00 02 00")).toBe("00");
    expect(isOn()).toBe(false);
    expect(ask(bmc, "00 02 01")).toBe("00");
    expect([starts.length, isOn()]).toEqual([1, true]);
    expect(ask(bmc, "00 07")).toBe("00 01 0f");
  });

  it("is D5h without a way to start the machine", () => {
    const bmc = machine();
    new FakeQemu(bmc, "3f");
    expect(ask(bmc, "00 02 00")).toBe("00");
    expect(ask(bmc, "00 02 01")).toBe("d5");
    expect(() => bmc.bmc.chassis.powerUp(RestartCause.ChassisControl)).toThrow(
      "nothing can switch the machine on; set power.start to a command that starts QEMU, " +
        "or let extern-bmc run start QEMU together with the daemon",
    );
  });
});

describe("§28.3 power cycle", () => {
  it("switches power off for a second, or for the interval of §28.9, then on", () => {
    const { bmc, clock, qemu, starts, isOn } = startable();
    expect(ask(bmc, "00 02 02")).toBe("00");
    expect(qemu.received()).toContain(POWER_OFF);
    expect(isOn()).toBe(false);
    clock.advance(999);
    expect(starts).toEqual([]);
    clock.advance(1);
    expect([starts, isOn()]).toEqual([[1000], true]);
    expect(ask(bmc, "00 0b 05")).toBe("00");
    expect(ask(bmc, "00 02 02")).toBe("00");
    clock.advance(4999);
    expect(starts).toHaveLength(1);
    clock.advance(1);
    expect(starts).toEqual([1000, 6000]);
  });

  it("ends early when power is switched, or the machine is removed", () => {
    for (const control of ["00 02 00", "00 02 01"]) {
      const { bmc, clock, starts } = startable();
      ask(bmc, "00 02 02");
      expect(ask(bmc, control)).toBe("00");
      const before = starts.length;
      clock.advance(10_000);
      expect(starts).toHaveLength(before);
    }
    const { bmc, clock, starts } = startable();
    ask(bmc, "00 02 02");
    bmc.close();
    clock.advance(10_000);
    expect(starts).toEqual([]);
  });

  it("is not shortened by the late report of an earlier reset", () => {
    const { bmc, clock, starts, isOn } = startable();
    ask(bmc, "00 02 02");
    bmc.qemuTold({ name: "RESET", reason: "guest-reset", guest: true });
    expect(isOn()).toBe(false);
    clock.advance(1000);
    expect([starts, isOn()]).toEqual([[1000], true]);
  });

  it("starts the machine again after the watchdog's power cycle", () => {
    const { bmc, clock, starts } = startable();
    ask(bmc, "06 24 04 03 00 10 0a 00");
    ask(bmc, "06 22");
    clock.advance(1000);
    expect(starts).toEqual([]);
    clock.advance(1000);
    expect(starts).toEqual([2000]);
  });
});
