import { describe, expect, test } from "vitest";
import { readReport } from "../../../src/lab/firmware/report.ts";
import type { GuestStep } from "../../../src/lab/host.ts";
import { hex } from "../../support/bytes/hex.ts";
import { drain, pass, request, smi, wait } from "../../support/lab/guest-steps.ts";

const END = "00 00 0000";

describe("the firmware's report", () => {
  test("gives a sighting for each request, wait and drain, in their order", () => {
    const steps: GuestStep[] = [request(), wait(10), pass(1), { kind: "reset" }, smi(request(), drain), drain];
    const report = `01 03 0000  02 01 0400 1c 00 01 00  01 82 0000  03 80 0000  03 02 0000  ${END}`;
    expect(readReport(hex(report), steps)).toEqual([
      { kind: "request", done: true, busy: true },
      { kind: "wait", done: true, busy: false, answer: hex("1c 00 01 00") },
      { kind: "request", done: false, busy: true },
      { kind: "drain", done: false, busy: false },
      { kind: "drain", done: false, busy: true },
    ]);
  });

  test("gives an empty answer as an answer", () =>
    expect(readReport(hex(`03 01 0000 ${END}`), [drain])).toEqual([
      { kind: "drain", done: true, busy: false, answer: hex("") },
    ]));

  test("takes an answer of more than 255 bytes", () => {
    const answer = "5a".repeat(300);
    const [sighting] = readReport(hex(`03 01 2c01 ${answer} ${END}`), [drain]);
    expect(sighting?.answer).toEqual(hex(answer));
  });

  const strays: readonly [string, readonly GuestStep[], string, string][] = [
    ["nothing", [drain], "", "ends too early"],
    ["an end in the middle of a record", [drain], "03 01 0400 1c", "ends too early"],
    ["no end", [drain], "03 00 0000", "ends too early"],
    ["another step", [drain], `02 00 0000 ${END}`, "expected a drain"],
    ["an end before the last step", [drain, drain], `03 00 0000 ${END}`, "expected a drain"],
    ["more steps than there are", [drain], `03 00 0000 03 00 0000 ${END}`, "expected the end"],
    ["something after the end", [drain], `03 00 0000 ${END} 00`, "expected the end"],
    ["a step of an smi made outside SMM", [smi(drain)], `03 00 0000 ${END}`, "expected a drain inside SMM"],
    ["a step made in SMM that is of no smi", [drain], `03 80 0000 ${END}`, "expected a drain outside SMM"],
  ];
  test.each(strays)("refuses %s", (_title, steps, report, message) =>
    expect(() => readReport(hex(report), steps)).toThrow(
      expect.objectContaining({ fault: "protocol", message: expect.stringContaining(message) }),
    ),
  );

  test.each([
    ["01", "no such step"],
    ["02", "the firmware requested an SMI and none came"],
    ["03", "KCS left the path"],
    ["04", "the firmware requested a reset and none came"],
    ["7f", "unknown fault"],
  ])("translates fault %s", (fault, message) =>
    expect(() => readReport(hex(`03 00 0000  ff 02 0100 ${fault}`), [drain, smi(drain)])).toThrow(
      expect.objectContaining({ fault: "guest", message: expect.stringContaining(message) }),
    ),
  );
});
