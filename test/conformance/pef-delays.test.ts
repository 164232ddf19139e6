/** PEF startup delay and postpone timer, IPMI §17.3 and §17.4. */
import { describe, expect, it } from "vitest";
import { ACTION, filter, filtering, NMI, OFF, RESET } from "../support/machine/event-filters.ts";
import { ask } from "../support/machine/machine.ts";

describe("§17.4 PEF startup delay", () => {
  const delayed = { startupDelaySeconds: 60 };
  it.each([
    ["power down", ACTION.powerDown, OFF],
    ["power cycle", ACTION.powerCycle, RESET],
    ["reset", ACTION.reset, RESET],
  ])("%s waits until it is over", (_title, action, control) => {
    const { clock, qemu, event } = filtering([filter({ action, sensorType: "01" })], delayed);
    clock.advance(10_000);
    expect(event()).toEqual([]);
    clock.advance(49_999);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual([control]);
  });
  it("a diagnostic interrupt does not wait, nor does anything after it", () => {
    const nmi = filtering([filter({})], delayed);
    expect(nmi.event()).toEqual([NMI]);
    const reset = filtering([filter({ action: "04" })], delayed);
    reset.clock.advance(60_000);
    expect(reset.event()).toEqual([RESET]);
  });
  it("takes the first of several waiting actions by priority, once", () => {
    const filters = [filter({ action: "04", sensorNumber: "30" }), filter({ action: "02", sensorNumber: "31" })];
    const { clock, qemu, event } = filtering(filters, delayed);
    event();
    event("04 01 31 01 59 5f 5a");
    event();
    clock.advance(60_000);
    expect(qemu.received()).toEqual([OFF]);
  });
  it("a reset restarts it, even PEF's own reset", () => {
    const { clock, qemu, event } = filtering([filter({ action: "04" })], delayed);
    clock.advance(60_000);
    expect(event()).toEqual([RESET]);
    expect(event()).toEqual([]);
    clock.advance(59_000);
    expect(qemu.received()).toEqual([]);
    clock.advance(1000);
    expect(qemu.received()).toEqual([RESET]);
  });
  it("does not apply if parameter 1 or 3 disables it", () => {
    const { bmc, clock, event, qemu } = filtering([filter({ action: "04" })], delayed);
    clock.advance(60_000);
    ask(bmc, "04 12 03 00");
    expect([...event(), ...event()]).toEqual([RESET, RESET]);
    ask(bmc, "04 12 03 3c");
    ask(bmc, "04 12 01 01");
    expect([...event(), ...event()]).toEqual([RESET, RESET]);
    expect(qemu.received()).toEqual([]);
  });
  it("forgets waiting events when PEF is disabled", () => {
    const { bmc, clock, qemu, event } = filtering([filter({ action: "04" })], delayed);
    event();
    ask(bmc, "04 12 01 04");
    ask(bmc, "04 12 01 05");
    clock.advance(120_000);
    expect(qemu.received()).toEqual([]);
  });
});

describe("§17.3 PEF postpone timer", () => {
  it("gives software its time, then PEF acts on every event", () => {
    const { bmc, clock, qemu, event } = filtering([filter({})]);
    ask(bmc, "04 11 0a");
    expect(event()).toEqual([]);
    clock.advance(5000);
    expect(event()).toEqual([]);
    expect(ask(bmc, "04 15").split(" ").slice(9).join(" ")).toBe("ff ff");
    clock.advance(5000);
    expect(qemu.received()).toEqual([NMI, NMI]);
    expect(ask(bmc, "04 15").split(" ").slice(9).join(" ")).toBe("02 00");
  });
  it("stops when software has processed the last record, and is armed again", () => {
    const { bmc, clock, qemu, event } = filtering([filter({})]);
    ask(bmc, "04 11 0a");
    event();
    clock.advance(9000);
    expect(ask(bmc, "04 14 00 01 00")).toBe("00");
    clock.advance(60_000);
    expect(qemu.received()).toEqual([]);
    event();
    clock.advance(9999);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual([NMI]);
  });
  it("leaves PEF the records that software has not processed", () => {
    const { bmc, clock, qemu, event } = filtering([filter({})]);
    ask(bmc, "04 11 0a");
    event();
    event();
    event();
    ask(bmc, "04 14 00 02 00");
    clock.advance(10_000);
    expect(qemu.received()).toEqual([NMI]);
  });
  it("lets PEF act at once on waiting events when it is switched off", () => {
    const { bmc, qemu, event } = filtering([filter({})]);
    ask(bmc, "04 11 0a");
    event();
    ask(bmc, "04 11 00");
    expect(qemu.received()).toEqual([NMI]);
    expect(event()).toEqual([NMI]);
  });
  it("is switched off by a reset of the system and a cold reset of the BMC; PEF acts on waiting events (§17.4.1)", () => {
    const { bmc, qemu, event } = filtering([filter({})]);
    ask(bmc, "04 11 0a");
    event();
    qemu.request(1, "00 02 03");
    expect(qemu.received()).toContain(NMI);
    expect(ask(bmc, "04 11 ff")).toBe("00 00");
    ask(bmc, "04 11 0a");
    event();
    ask(bmc, "06 02");
    expect(qemu.received()).toContain(NMI);
  });
  it("FEh disables PEF until it is revoked, or the system is reset", () => {
    const { bmc, qemu, event } = filtering([filter({})]);
    ask(bmc, "04 11 fe");
    expect(event()).toEqual([]);
    ask(bmc, "04 11 00");
    expect(event()).toEqual([NMI]);
    ask(bmc, "04 11 fe");
    qemu.request(1, "00 02 03");
    qemu.received();
    expect(event()).toEqual([NMI]);
  });
  it("holds 64 events; later ones are only in the SEL", () => {
    const { bmc, clock, qemu, event } = filtering([filter({})]);
    ask(bmc, "04 11 0a");
    for (let i = 0; i < 65; i++) event();
    clock.advance(10_000);
    expect(qemu.received()).toHaveLength(64);
    expect(bmc.bmc.sel.size).toBe(65);
  });
});
