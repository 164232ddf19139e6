import { describe, expect, test } from "vitest";
import type { GuestStep } from "../../../src/lab/host.ts";
import { DRIVERS } from "../../../src/lab/uefi/drivers-code.ts";
import { RecordReader, readRecords, refuseFault } from "../../../src/lab/uefi/report.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";
import { drain, pass, request, smi, wait } from "../../support/lab/guest-steps.ts";

const read = (text: string) => new RecordReader().push(hex(text));
const exchange: GuestStep = { kind: "exchange", netFn: 0x06, cmd: 0x04, data: new Uint8Array() };
/** Sixteen bytes of the SMM driver's code. */
const CODE = toHex(Buffer.from(DRIVERS.mm, "base64").subarray(0x400, 0x410));
const SMI = `05 01 20 00 ${CODE}`;
const ERASED = "ff".repeat(16);

describe("the report of the UEFI drivers", () => {
  test("is cut into records wherever the stream is cut", () => {
    const bytes = hex("10 01 01 00 02 02 c3 02 00 1c 01 00 00 00 00");
    const whole = new RecordReader().push(bytes);
    expect(whole.map(({ kind, bytes: content }) => [kind, toHex(content)])).toEqual([
      [0x10, "02"],
      [0x02, "1c 01"],
      [0x00, ""],
    ]);
    expect(whole[1]?.flags).toEqual({ done: true, busy: true, gaveUp: false, onOtherCpu: true, inSmm: true });
    const reader = new RecordReader();
    expect([...bytes].flatMap((byte) => reader.push(Uint8Array.of(byte)))).toEqual(whole);
  });

  test.each([
    ["a request, with the driver's own sequence number", [request()], "01 01 01 00 07", [{ done: true, seq: 7 }]],
    ["a request that was not written", [request()], "01 02 00 00", [{ kind: "request", done: false, busy: true }]],
    ["an answer", [pass(1), wait(9)], "02 01 01 00 1c", [{ kind: "wait", done: true, answer: hex("1c") }]],
    ["nothing to drain", [drain], "03 02 00 00", [{ kind: "drain", done: false, busy: true }]],
    ["an exchange", [exchange], "08 01 01 00 1c", [{ kind: "exchange", answer: hex("1c") }]],
    ["an exchange that found the interface busy", [exchange], "08 02 00 00", [{ done: false, failure: "busy" }]],
    ["an exchange without an answer", [exchange], "08 02 01 00 00", [{ done: false, failure: "no answer" }]],
    ["a driver that had given up", [exchange], "08 04 00 00", [{ done: false, failure: "given up" }]],
    ["a reset", [{ kind: "reset" } as const], "06 01 00 00", []],
    ["a drain in an smi", [smi(drain)], `03 80 00 00 ${SMI} ${ERASED}`, [{ kind: "drain", done: false }]],
    ["a drain by another vCPU", [smi({ kind: "ap", steps: [drain] })], `03 c0 00 00 ${SMI} ${ERASED}`, [{}]],
  ])("shows %s", (_what, steps, bytes, sightings) => {
    expect(readRecords(read(bytes), steps)).toMatchObject(sightings);
  });

  test.each([
    ["another kind of step", [drain], "02 00 00 00", "expected a drain"],
    ["a step too few", [drain, drain], "03 00 00 00", "expected 2 records, not 1"],
    ["a step outside of SMM", [smi(drain)], `03 00 00 00 ${SMI} ${ERASED}`, "expected a drain inside SMM"],
    ["a step inside SMM", [drain], "03 80 00 00", "expected a drain outside SMM"],
    ["another vCPU", [drain], "03 40 00 00", "expected a drain by the same vCPU"],
    ["the same vCPU", [smi({ kind: "ap", steps: [drain] })], `03 80 00 00 ${SMI} ${ERASED}`, "by another vCPU"],
    ["no SMRAM inside", [smi()], `05 01 20 00 ${ERASED} ${ERASED}`, "did not read its own code"],
    ["SMRAM outside", [smi()], `${SMI} ${CODE}`, "can be read outside of System Management Mode"],
    ["no proof", [smi()], "05 01 00 00", "nothing proves that the smi ran in System Management Mode"],
  ])("is refused with %s", (_what, steps, bytes, why) => {
    expect(() => readRecords(read(bytes), steps)).toThrow(why);
  });

  test.each([
    ["ff 00 01 00 01", "no such step"],
    ["ff 00 01 00 02", "requested an SMI and none came"],
    ["ff 80 01 00 04", "no other vCPU is in System Management Mode"],
    ["ff 00 00 00", "unknown fault"],
  ])("ends with a fault: %s", (bytes, why) => expect(() => read(bytes).forEach(refuseFault)).toThrow(why));
});
