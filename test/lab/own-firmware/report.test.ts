import { describe, expect, test } from "vitest";
import type { Boot } from "../../../src/lab/own-firmware/boot.ts";
import { EXPECTED_KINDS, parseExpectation } from "../../../src/lab/own-firmware/expectation.ts";
import { FAULTLESS, type Fault } from "../../../src/lab/own-firmware/fault.ts";
import { type CampaignReport, json, junit, table, unmet } from "../../../src/lab/own-firmware/report.ts";

const fault = (name: string, title: string): Fault => ({
  ...FAULTLESS,
  ...{ name, title },
  bmc: { ...FAULTLESS.bmc, rules: [{ name: "rule 1", when: {}, time: "never" }] },
});

const bootOf = (of: Fault, more: Partial<Boot>): Boot => ({
  fault: of,
  end: "booted",
  ...{ guestMs: 9800, realMs: 10_200, firstRequestMs: 3000, lastRequestMs: 3100, cpu: undefined, profile: new Map() },
  commands: new Map([
    ["Get Self Test Results", 1],
    ["Get Device ID", 2],
  ]),
  ...{ requests: 3, faulted: 3, resets: 0, qemuEnd: undefined, lastLines: ["<BdsDxe>"], commandLine: "qemu" },
  ...more,
});

const report = (expected?: string): CampaignReport => ({
  ...{ firmware: "MY_OVMF.fd, as flash", qemu: "QEMU emulator version 7.2.22, qemu", interface: "bt", lateMs: 2000 },
  faultless: bootOf(FAULTLESS, { faulted: 0 }),
  results: [
    { boot: bootOf(fault("busy", "Busy & so on"), {}), outcome: "boots", extraMs: -12 },
    { boot: bootOf(fault("late", "Late"), { guestMs: 14_800 }), outcome: "boots late", extraMs: 5000 },
    {
      boot: bootOf(fault("never", "Never"), { end: "quiet", guestMs: 60_000, resets: 2 }),
      outcome: "hangs",
      extraMs: undefined,
    },
    {
      boot: bootOf(fault("third", "Third"), { faulted: 0, requests: 1, commands: new Map([["2c/02", 1]]) }),
      outcome: "boots",
      extraMs: 0,
    },
  ],
  expect: expected === undefined ? undefined : parseExpectation(expected),
});

test("the table has a row for each boot", () => {
  expect(table(report("boots"))).toBe(`MY_OVMF.fd, as flash, on bt
QEMU emulator version 7.2.22, qemu

FAULT  OUTCOME     TIME     EXTRA   REQUESTS  FAULTED  THE BMC
none   boots       9.8 s            3                  ${FAULTLESS.title}
busy   boots       9.8 s    +0.0 s  3         3        Busy & so on
late   boots late  14.8 s   +5.0 s  3         3        Late
never  hangs (!)   >60.0 s          3         3        Never; 2 resets
third  boots       9.8 s    +0.0 s  1         0        Third; NO REQUEST MET THE FAULT

Without a fault the firmware asked: Get Self Test Results, Get Device ID ×2.
It asked otherwise with
  third  2c/02
Late: more than 2.0 s longer than without a fault, the host's load left out.
`);
});

describe("an expectation", () => {
  test.each([
    [undefined, []],
    ["boots", ["never: expected boots, and it hangs"]],
    ["boots,never=hangs", []],
    ["on-time,never=any", ["late: expected on-time, and it boots late"]],
    ["late=repeats", ["late: expected repeats, and it boots late"]],
    ["never=ends", ["never: expected ends, and it hangs"]],
  ])("%s leaves unmet: %j", (text, expected) => {
    expect(unmet(report(text))).toEqual(expected);
  });

  test.each(["", "boot", "boots,hangs", "never=", "never=boot"])('is not "%s"', (text) => {
    expect(parseExpectation(text)).toBeUndefined();
  });

  test.each(EXPECTED_KINDS)("can be %s", (kind) => {
    expect(parseExpectation(kind)).toEqual({ others: kind, byFault: new Map() });
  });
});

test("the JSON has every boot with its commands", () => {
  expect(JSON.parse(json(report("boots")))).toMatchObject({
    ...{ firmware: "MY_OVMF.fd, as flash", interface: "bt", lateMs: 2000 },
    faultless: { fault: "none", requests: 3, commands: { "Get Device ID": 2 } },
    results: [
      { fault: "busy", outcome: "boots", extraMs: -12 },
      { fault: "late", outcome: "boots late", guestMs: 14_800, extraMs: 5000 },
      { fault: "never", outcome: "hangs", end: "quiet", resets: 2, unmet: "boots" },
      { fault: "third", faulted: 0, notes: ["NO REQUEST MET THE FAULT"] },
    ],
    unmet: ["never: expected boots, and it hangs"],
  });
});

test("the JUnit report fails what is not as expected, and has no failures without an expectation", () => {
  const xml = junit(report("boots"));
  expect(xml).toContain('<testsuite name="MY_OVMF.fd, as flash, on bt" tests="4" failures="1">');
  expect(xml).toContain('name="never" time="10.200"><failure message="expected boots, and it hangs">Never</failure>');
  expect(xml.match(/<failure/g)).toHaveLength(1);
  expect(xml).toContain("&lt;BdsDxe&gt;");
  expect(junit(report())).not.toContain("<failure");
});
