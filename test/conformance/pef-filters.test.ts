/** Platform event filtering: matches and actions (IPMI chapter 17). Delays are in pef-delays.test.ts. */
import { describe, expect, it } from "vitest";
import { toHex } from "../support/bytes/hex.ts";
import { ACTION, filter, filtering, NMI, OFF, RESET } from "../support/machine/event-filters.ts";
import { ask, machine } from "../support/machine/machine.ts";

describe("§17.7 event filter table", () => {
  it.each([
    ["any event", {}],
    ["the generator", { generator: "41 00" }],
    ["the generator's address alone", { generator: "41 ff" }],
    ["the sensor type", { sensorType: "01" }],
    ["the sensor number", { sensorNumber: "30" }],
    ["the event's direction and type", { trigger: "01" }],
    ["one of several offsets", { offsets: "00 06" }],
    ["all at once", { generator: "41 00", sensorType: "01", sensorNumber: "30", trigger: "01", offsets: "00 02" }],
  ])("matches by %s", (_title, fields) => {
    expect(filtering([filter(fields)]).event()).toEqual([NMI]);
  });
  it.each([
    ["that is disabled", { configuration: "00" }],
    ["of another generator", { generator: "20 00" }],
    ["of another LUN", { generator: "41 01" }],
    ["of another sensor type", { sensorType: "02" }],
    ["of another sensor", { sensorNumber: "31" }],
    ["of the deassertion", { trigger: "81" }],
    ["of other offsets", { offsets: "ff fd" }],
    ["of no offsets", { offsets: "00 00" }],
  ])("a filter %s does not match", (_title, fields) => {
    expect(filtering([filter(fields)]).event()).toEqual([]);
  });
  it("a disabled filter is enabled by parameter 7", () => {
    const { bmc, event } = filtering([filter({ configuration: "00" })]);
    ask(bmc, "04 12 07 01 80");
    expect(event()).toEqual([NMI]);
  });
  it("the last entry of the table counts, too", () => {
    const { bmc, event } = filtering([]);
    ask(bmc, `04 12 06 10 ${filter({})}`);
    expect(event()).toEqual([NMI]);
  });
  it("events of the BMC's own sensors are filtered", () => {
    const { bmc, qemu, clock } = filtering([filter({ sensorType: "23" })]);
    ask(bmc, "06 24 04 00 00 00 01 00");
    ask(bmc, "06 22");
    clock.advance(100);
    expect(qemu.received()).toEqual([NMI]);
  });
});

describe("§17.9, §17.10 mask and compare fields", () => {
  /** Whether byte 2 of the event data, so compared, makes a match. */
  function matched(comparison: string, value: number): boolean {
    const byte = toHex(Uint8Array.of(value));
    return filtering([filter({ data2: comparison })]).event(`04 01 30 01 59 ${byte} 00`).length > 0;
  }
  it.each([
    ["example 1: bit 2 and bit 1", "06 ff 06", [0x06, 0xff], [0x02, 0x04, 0x00, 0xf9]],
    ["example 2: bit 2 or bit 1", "06 f9 06", [0x02, 0x04, 0x06, 0xfd], [0x00, 0xf9]],
    ["example 3: bit 2 and not bit 1", "06 ff 04", [0x04, 0xfd], [0x06, 0x00, 0x02]],
    ["example 4: bit 2 or not bit 1", "06 f9 04", [0x04, 0x06, 0x00], [0x02, 0xfb]],
    ["example 5: 1010b, and any bit of the low nibble", "ff f0 af", [0xa1, 0xa8, 0xaf], [0xa0, 0xb1]],
    ["example 6: 1010b, and any 0 in the low nibble", "ff f0 a0", [0xa0, 0xae], [0xaf, 0xb0]],
    ["any, as §17.7 says it: all three 00h", "00 00 00", [0x00, 0x5a, 0xff], []],
    ["none ever: a wildcard that must be 1", "00 ff 01", [], [0x00, 0x01, 0xff]],
  ])("%s", (_title, comparison, yes, no) => {
    expect(yes.map((value) => matched(comparison, value))).toEqual(yes.map(() => true));
    expect(no.map((value) => matched(comparison, value))).toEqual(no.map(() => false));
  });
  it.each(["data1", "data2", "data3"])("%s is compared with its own byte", (field) => {
    const { event } = filtering([filter({ [field]: "ff ff 77" })]);
    expect(event()).toEqual([]);
    const bytes = { data1: "77 00 00", data2: "00 77 00", data3: "00 00 77" }[field];
    expect(event(`04 01 30 01 ${bytes}`)).toEqual([NMI]);
  });
});

describe("§17.6 actions", () => {
  it.each([
    ["power down", ACTION.powerDown, OFF],
    ["power cycle, a reset in its stead", ACTION.powerCycle, RESET],
    ["reset", ACTION.reset, RESET],
    ["diagnostic interrupt", ACTION.diagnosticInterrupt, NMI],
  ])("%s", (_title, action, control) => {
    expect(filtering([filter({ action })]).event()).toEqual([control]);
  });
  it.each([
    ["power down before all others", ["20", "04", "08", "02"], OFF],
    ["reset before diagnostic interrupt", ["20", "04"], RESET],
    ["in one filter", ["2e"], OFF],
  ])("only the first by priority is taken: %s", (_title, actions, control) => {
    expect(filtering(actions.map((action) => filter({ action }))).event()).toEqual([control]);
  });
  it("gives the chassis the restart cause", () => {
    const reset = filtering([filter({ action: ACTION.reset })]);
    reset.event();
    expect(ask(reset.bmc, "00 07").split(" ")[1]).toBe("08");
    const cycle = filtering([filter({ action: ACTION.powerCycle })]);
    cycle.event();
    expect(ask(cycle.bmc, "00 07").split(" ")[1]).toBe("09");
  });
  it.each([
    ["power down", ACTION.powerDown, "2d"],
    ["power cycle", ACTION.powerCycle, "27"],
    ["reset", ACTION.reset, "2b"],
    ["diagnostic interrupt", ACTION.diagnosticInterrupt, "0f"],
  ])("%s is not done if parameter 2 disables it", (_title, action, others) => {
    const { bmc, event } = filtering([filter({ action })]);
    ask(bmc, `04 12 02 ${others}`);
    expect(event()).toEqual([]);
  });
  it("does nothing while PEF is disabled", () => {
    const { bmc, event } = filtering([filter({})]);
    ask(bmc, "04 12 01 00");
    expect(event()).toEqual([]);
  });
  it("does nothing in manufacturing test, nor in SDR update mode (§17.4)", () => {
    const { bmc, event } = filtering([filter({})]);
    ask(bmc, "0a 2a");
    expect(event()).toEqual([]);
    ask(bmc, "0a 2b");
    expect(event()).toEqual([NMI]);
    ask(bmc, "06 05");
    expect(event()).toEqual([]);
  });
  it("does nothing to a machine that is off or not connected", () => {
    const { event } = filtering([filter({ action: ACTION.powerDown })]);
    expect(event()).toEqual([OFF]);
    expect(event()).toEqual([]);
    const bmc = machine({ pef: { enabled: true, startupDelaySeconds: 0, filters: [filter({ action: "04" })] } });
    expect(ask(bmc, "04 02 41 04 01 30 01 59 5f 5a")).toBe("00");
  });
  it("filters events that are not logged", () => {
    const { bmc, event } = filtering([filter({})]);
    ask(bmc, "06 2e 00");
    expect(event()).toEqual([NMI]);
  });
});

describe("§30.4, parameter 1: events of actions", () => {
  it.each([
    ["power down", ACTION.powerDown],
    ["power cycle", ACTION.powerCycle],
    ["reset", ACTION.reset],
    ["diagnostic interrupt", ACTION.diagnosticInterrupt],
    ["alert", "01"],
  ])("%s: System Event, PEF action", (_title, action) => {
    const { event, lastRecord, bmc } = filtering([filter({ action, sensorType: "01" })], { actionEvents: true });
    event();
    expect(lastRecord()).toBe(`20 00 04 12 d3 6f c4 ${action} ff`);
    expect(bmc.bmc.sel.size).toBe(2);
  });
  it("are absent where they are disabled, or the action is", () => {
    const quiet = filtering([filter({ action: "04" })]);
    quiet.event();
    expect(quiet.bmc.bmc.sel.size).toBe(1);
    const off = filtering([filter({ action: "04" })], { actionEvents: true });
    ask(off.bmc, "04 12 02 00");
    off.event();
    expect(off.bmc.bmc.sel.size).toBe(1);
  });
  it("are filtered, too, without a loop", () => {
    const { event, bmc } = filtering([filter({})], { actionEvents: true });
    expect(event()).toEqual([NMI, NMI]);
    expect(bmc.bmc.sel.size).toBe(2);
  });
});
