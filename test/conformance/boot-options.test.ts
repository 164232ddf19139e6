/** System boot options, IPMI §28.12, §28.13. */
import { describe, expect, it } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const BLOCK = "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";
const ZEROS = BLOCK.replaceAll(/\S\S/g, "00");

const GET_FLAGS = "00 09 05 00 00";
const PXE_ONCE = "00 08 05 80 04 00 00 00";
const PXE_ALWAYS = "00 08 05 c0 04 00 00 00";
const VALID = "00 01 05 80 04 00 00 00";
const INVALID = "00 01 05 00 04 00 00 00";

describe("§28.12 Set System Boot Options", () => {
  conforms([
    ["set in progress", "00 08 00 01", "00"],
    ["commit write", "00 08 00 02", "00"],
    ["set complete", "00 08 00 00", "00"],
    ["set in progress, reserved", "00 08 00 03", "cc"],
    ["service partition selector", "00 08 01 05", "00"],
    ["service partition scan", "00 08 02 03", "00"],
    ["valid bit clearing", "00 08 03 1f", "00"],
    ["acknowledge", "00 08 04 ff ff", "00"],
    ["flags", PXE_ONCE, "00"],
    ["initiator", "00 08 06 01 04 03 02 01 44 33 22 11", "00"],
    ["mailbox", `00 08 07 04 ${BLOCK}`, "00"],
    ["mailbox, part of a block", "00 08 07 00 f2 1b 00", "00"],
    ["80h: no such parameter", "00 08 08 00", "80"],
    ["80h: no such parameter to mark", "00 08 88", "80"],
    ["C9h: no such block", "00 08 07 05 00", "c9"],
    ["flags, one byte short", "00 08 05 80 04 00 00", "c7"],
    ["flags, one byte long", "00 08 05 80 04 00 00 00 00", "c7"],
    ["initiator, one byte short", "00 08 06 01 04 03 02 01 44 33 22", "c7"],
    ["acknowledge, one byte short", "00 08 04 ff", "c7"],
    ["a mailbox block, one byte long", `00 08 07 00 ${BLOCK} 00`, "c7"],
    ["one byte short", "00 08", "c7"],
  ]);
  conforms([["81h: a set is in progress", "00 08 00 01", "81"]], {}, (bmc) => ask(bmc, "00 08 00 01"));
});

describe("§28.13 Get System Boot Options", () => {
  conforms([
    ["set in progress", "00 09 00 00 00", "00 01 00 00"],
    ["service partition selector", "00 09 01 00 00", "00 01 01 00"],
    ["service partition scan", "00 09 02 00 00", "00 01 02 00"],
    ["valid bit clearing", "00 09 03 00 00", "00 01 03 00"],
    ["acknowledge", "00 09 04 00 00", "00 01 04 00 00"],
    ["flags", GET_FLAGS, "00 01 05 00 00 00 00 00"],
    ["initiator", "00 09 06 00 00", "00 01 06 00 00 00 00 00 00 00 00 00"],
    ["the first mailbox block", "00 09 07 00 00", `00 01 07 00 ${ZEROS}`],
    ["the last mailbox block", "00 09 07 04 00", `00 01 07 04 ${ZEROS}`],
    ["bit 7 of the selector is reserved", "00 09 85 00 00", "00 01 05 00 00 00 00 00"],
    ["80h: no such parameter", "00 09 08 00 00", "80"],
    ["C9h: no such block", "00 09 07 05 00", "c9"],
    ["one byte short", "00 09 05 00", "c7"],
    ["one byte long", "00 09 05 00 00 00", "c7"],
  ]);
  it.each([
    ["set in progress", "00 08 00 01", "00 09 00 00 00", "00 01 00 01"],
    ["service partition selector", "00 08 01 05", "00 09 01 00 00", "00 01 01 05"],
    ["service partition scan, reserved bits not", "00 08 02 ff", "00 09 02 00 00", "00 01 02 03"],
    ["valid bit clearing, reserved bits not", "00 08 03 ff", "00 09 03 00 00", "00 01 03 1f"],
    ["flags, all bits of v2", "00 08 05 ff ff ff ff ff", GET_FLAGS, "00 01 05 e0 ff ff 0f 1f"],
    ["initiator", "00 08 06 f1 04 03 02 01 44 33 22 11", "00 09 06 00 00", "00 01 06 01 04 03 02 01 44 33 22 11"],
    ["mailbox", `00 08 07 02 ${BLOCK}`, "00 09 07 02 00", `00 01 07 02 ${BLOCK}`],
  ])("%s is kept", (_title, set, get, answer) => {
    const bmc = machine();
    expect(ask(bmc, set)).toBe("00");
    expect(ask(bmc, get)).toBe(answer);
  });
  it("parameter 4 changes only under its write mask, which reads as 00h", () => {
    const bmc = machine();
    ask(bmc, "00 08 04 ff ff");
    expect(ask(bmc, "00 09 04 00 00")).toBe("00 01 04 00 1f");
    ask(bmc, "00 08 04 01 00");
    expect(ask(bmc, "00 09 04 00 00")).toBe("00 01 04 00 1e");
    ask(bmc, "00 08 04 02 fd");
    expect(ask(bmc, "00 09 04 00 00")).toBe("00 01 04 00 1c");
  });
  it("a mailbox block written in part keeps the rest", () => {
    const bmc = machine();
    ask(bmc, `00 08 07 00 ${BLOCK}`);
    ask(bmc, "00 08 07 00 ff ff");
    expect(ask(bmc, "00 09 07 00 00")).toBe("00 01 07 00 ff ff 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f");
    expect(ask(bmc, "00 09 07 01 00")).toBe(`00 01 07 01 ${ZEROS}`);
  });
  it("a parameter is marked invalid without data, and its data stays", () => {
    const bmc = machine();
    ask(bmc, "00 08 01 05");
    expect(ask(bmc, "00 08 81")).toBe("00");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 81 05");
    expect(ask(bmc, "00 08 01 06")).toBe("00");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 01 06");
  });
  it("a refused write changes neither data nor mark", () => {
    const bmc = machine();
    expect(ask(bmc, "00 08 81 01 02")).toBe("c7");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 01 00");
  });
});

describe("§28.13, parameter 0: rollback", () => {
  it("set complete without commit write discards the writes", () => {
    const bmc = machine();
    ask(bmc, "00 08 01 05");
    ask(bmc, "00 08 00 01");
    ask(bmc, "00 08 01 06");
    ask(bmc, "00 08 82");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 01 06");
    ask(bmc, "00 08 00 00");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 01 05");
    expect(ask(bmc, "00 09 02 00 00")).toBe("00 01 02 00");
  });
  it("commit write keeps the writes, and the set continues", () => {
    const bmc = machine();
    ask(bmc, "00 08 00 01");
    ask(bmc, "00 08 01 06");
    expect(ask(bmc, "00 08 00 02")).toBe("00");
    expect(ask(bmc, "00 09 00 00 00")).toBe("00 01 00 01");
    ask(bmc, "00 08 01 07");
    ask(bmc, "00 08 00 00");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 01 06");
  });
  it("acknowledgements written after commit write stay: ipmitool's bootmbox does that", () => {
    const bmc = machine();
    ask(bmc, "00 08 00 01");
    ask(bmc, "00 08 00 02");
    ask(bmc, "00 08 04 03 03");
    ask(bmc, "00 08 00 00");
    expect(ask(bmc, "00 09 04 00 00")).toBe("00 01 04 00 03");
  });
  it("shows a write outside a set at once", () => {
    const bmc = machine();
    ask(bmc, "00 08 01 06");
    ask(bmc, "00 08 00 00");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 01 06");
  });
  it.each([
    ["a reset", "00 02 03"],
    ["power down", "00 02 00"],
  ])("%s of the system ends the set", (_title, request) => {
    const bmc = machine();
    new FakeQemu(bmc, "3f");
    ask(bmc, "00 08 00 01");
    ask(bmc, "00 08 01 06");
    ask(bmc, request);
    expect(ask(bmc, "00 09 00 00 00")).toBe("00 01 00 00");
    expect(ask(bmc, "00 09 01 00 00")).toBe("00 01 01 00");
  });
});

/** A machine with QEMU at it and flags just set. */
function prepared(flags = PXE_ONCE) {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  const qemu = new FakeQemu(bmc, "3f");
  ask(bmc, flags);
  return { bmc, clock, qemu };
}

describe("§28.12: the boot flags valid bit", () => {
  it("is cleared after 60 s without Chassis Control", () => {
    const { bmc, clock } = prepared();
    clock.advance(59_999);
    expect(ask(bmc, GET_FLAGS)).toBe(VALID);
    clock.advance(1);
    expect(ask(bmc, GET_FLAGS)).toBe(INVALID);
  });
  it("gets 60 s again when it is set again", () => {
    const { bmc, clock } = prepared();
    clock.advance(50_000);
    ask(bmc, PXE_ONCE);
    clock.advance(50_000);
    expect(ask(bmc, GET_FLAGS)).toBe(VALID);
  });
  it("stays when parameter 3 keeps it", () => {
    const { bmc, clock } = prepared();
    ask(bmc, "00 08 03 08");
    clock.advance(3_600_000);
    expect(ask(bmc, GET_FLAGS)).toBe(VALID);
  });
  it("gets 60 s again after a Chassis Control that does not restart", () => {
    const { bmc, clock } = prepared();
    clock.advance(50_000);
    ask(bmc, "00 02 05");
    clock.advance(59_999);
    expect(ask(bmc, GET_FLAGS)).toBe(VALID);
    clock.advance(1);
    expect(ask(bmc, GET_FLAGS)).toBe(INVALID);
  });
  it.each([
    ["hard reset", "00 02 03"],
    ["power cycle", "00 02 02"],
  ])("stays over a %s by Chassis Control until the firmware clears it, however slow", (_title, request) => {
    const { bmc, clock, qemu } = prepared();
    ask(bmc, request);
    qemu.send("04 a1");
    clock.advance(600_000);
    expect(ask(bmc, GET_FLAGS)).toBe(VALID);
    ask(bmc, "00 08 04 01 00");
    ask(bmc, "00 08 05 00 04 00 00 00");
    expect(ask(bmc, GET_FLAGS)).toBe(INVALID);
  });
  it.each([
    ["watchdog", RestartCause.Watchdog, "04"],
    ["reset button", RestartCause.ResetButton, "02"],
    ["PEF reset", RestartCause.PefReset, "10"],
    ["PEF power cycle", RestartCause.PefPowerCycle, "10"],
  ])("goes with a restart by %s, unless parameter 3 keeps it", (_title, cause, mask) => {
    const cleared = prepared();
    cleared.bmc.bmc.chassis.hardReset(cause);
    expect(ask(cleared.bmc, GET_FLAGS)).toBe(INVALID);
    const kept = prepared();
    ask(kept.bmc, `00 08 03 ${mask}`);
    kept.bmc.bmc.chassis.hardReset(cause);
    expect(ask(kept.bmc, GET_FLAGS)).toBe(VALID);
  });
  it("is cleared by the guest's own reset, unless parameter 3 keeps it", () => {
    const cleared = prepared();
    cleared.qemu.send("04 a1");
    expect(ask(cleared.bmc, GET_FLAGS)).toBe(INVALID);
    const kept = prepared();
    ask(kept.bmc, "00 08 03 02");
    kept.qemu.send("04 a1");
    expect(ask(kept.bmc, GET_FLAGS)).toBe(VALID);
  });
  it("is cleared when the power button starts the machine, unless parameter 3 keeps it", () => {
    const cleared = prepared();
    ask(cleared.bmc, "00 02 00");
    cleared.bmc.bmc.chassis.machineStarted();
    expect(ask(cleared.bmc, GET_FLAGS)).toBe(INVALID);
    const kept = prepared();
    ask(kept.bmc, "00 08 03 01");
    ask(kept.bmc, "00 02 00");
    kept.bmc.bmc.chassis.machineStarted();
    expect(ask(kept.bmc, GET_FLAGS)).toBe(VALID);
  });
  it("stays for persistent flags until they are written", () => {
    const { bmc, clock, qemu } = prepared(PXE_ALWAYS);
    clock.advance(61_000);
    qemu.send("04 a1");
    expect(ask(bmc, GET_FLAGS)).toBe("00 01 05 c0 04 00 00 00");
  });
  it("is cleared with all options by a cold reset of the BMC", () => {
    const { bmc } = prepared(PXE_ALWAYS);
    ask(bmc, "06 02");
    expect(ask(bmc, GET_FLAGS)).toBe("00 01 05 00 00 00 00 00");
  });
});
