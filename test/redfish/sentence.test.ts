import { expect, it } from "vitest";
import { sentence } from "../../src/redfish/redfish-error.ts";

it.each([
  ["no connected QEMU supports powerOff", "No connected QEMU supports powerOff."],
  ["power.command cannot do diagnosticInterrupt", "power.command cannot do diagnosticInterrupt."],
])("the sentence of %j is %j", (text, whole) => {
  expect(sentence(text)).toBe(whole);
});
