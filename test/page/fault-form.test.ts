/** Rules that the form for faults makes: the configuration's schema takes each. */
import { describe, expect, it } from "vitest";
import { calls } from "../../src/control/calls.ts";
import { EFFECTS, type FaultFields, LAN_EFFECTS, ruleOf, ruleText } from "../../web/machine/faults/fault-form.ts";

const fields = (given: Partial<FaultFields>): FaultFields => ({
  ...{ door: "vm", effect: "never", value: "", name: "", command: "", times: "", every: "", probability: "" },
  ...given,
});

describe.each([
  ["vm", EFFECTS, calls["fault.add"], "rule"],
  ["lan", LAN_EFFECTS, calls["fault.addLan"], "fault"],
] as const)("the door %s", (door, effects, call, argument) => {
  it.each(Object.entries(effects))("takes %s with its example", (effect, { ...of }) => {
    const value = "example" in of ? of.example : "";
    const rule = ruleOf(fields({ door, effect, value, command: "Get Device ID", times: "2", name: "mine" }));
    expect(call.arguments.safeParse({ machine: "vm0", [argument]: rule }).error).toBeUndefined();
  });
});

it("fields that are empty are left out", () => {
  expect(ruleOf(fields({}))).toEqual({ time: "never" });
  expect(ruleOf(fields({ effect: "delay", value: " 40 ", probability: "0.5", every: "2" }))).toEqual({
    when: { every: 2, probability: 0.5 },
    time: { delayMs: 40 },
  });
});

it("a rule reads as a sentence", () => {
  const rule = { name: "late", when: { command: ["06", "01"], times: 2 }, time: { delayMs: 40 } };
  expect(ruleText(rule)).toBe("command 06 01, times 2: time delayMs 40");
  expect(ruleText({ shape: "empty" })).toBe("every answer: shape empty");
});
