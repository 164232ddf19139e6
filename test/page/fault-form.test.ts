/** Rules that the form for faults makes: the configuration's schema takes each. */
import { describe, expect, it } from "vitest";
import { calls } from "../../src/control/calls.ts";
import { EFFECTS, LAN_EFFECTS } from "../../web/machine/faults/effects.ts";
import { effectOf, type FaultFields, ruleOf, ruleText } from "../../web/machine/faults/fault-form.ts";
import { READY_EFFECTS, REDFISH_EFFECTS } from "../../web/machine/faults/redfish-effects.ts";

const fields = (given: Partial<FaultFields>): FaultFields => ({
  ...{ door: "vm", effect: "never", value: "", name: "", times: "", every: "", probability: "" },
  ...{ command: "", method: "", path: "", after: "" },
  ...given,
});

describe.each([
  ["vm", EFFECTS, calls["fault.add"], "rule"],
  ["lan", LAN_EFFECTS, calls["fault.addLan"], "fault"],
  ["redfish", { ...REDFISH_EFFECTS, ...READY_EFFECTS }, calls["fault.addRedfish"], "fault"],
] as const)("the door %s", (door, effects, call, argument) => {
  it.each(Object.entries(effects))("takes %s with its example", (effect, { ...of }) => {
    const value = "example" in of ? of.example : "";
    const scope = { command: "Get Device ID", method: "POST", path: "/redfish/v1/Systems/*", after: "1", times: "2" };
    const rule = ruleOf(fields({ door, effect, value, ...scope, name: "mine" }));
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

it("a fault of the Redfish door has its conditions, and those of other doors do not", () => {
  const scope = { command: "Get Device ID", method: "GET", path: "/redfish/v1", after: "3" };
  expect(ruleOf(fields({ ...scope, door: "redfish", effect: "merge", value: '{ "UUID": null }' }))).toEqual({
    when: { method: "GET", path: "/redfish/v1", after: 3 },
    merge: { UUID: null },
  });
  expect(ruleOf(fields({ ...scope, door: "redfish", effect: "no-etag" }))).toMatchObject({ set: "no-etag" });
  expect(ruleOf(fields(scope))).toEqual({ when: { command: "Get Device ID" }, time: "never" });
  expect(effectOf({ door: "redfish", effect: "no-etag" })?.doc).toBe("no answer has an ETag");
});

it("JSON that is damaged stays text, which the API refuses", () => {
  const fault = ruleOf(fields({ door: "redfish", effect: "merge", value: "{ UUID: null" }));
  expect(fault).toEqual({ merge: "{ UUID: null" });
  expect(calls["fault.addRedfish"].arguments.safeParse({ machine: "vm0", fault }).success).toBe(false);
});

it("a rule reads as a sentence", () => {
  const rule = { name: "late", when: { command: ["06", "01"], times: 2 }, time: { delayMs: 40 } };
  expect(ruleText(rule)).toBe("command 06 01, times 2: time delayMs 40");
  expect(ruleText({ shape: "empty" })).toBe("every answer: shape empty");
  expect(ruleText({ shape: { completionCode: 0xc0 } })).toBe("every answer: shape completionCode C0h");
  expect(ruleText({ set: "no-etag" }, "every request")).toBe("every request: set no-etag");
});
