import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";

describe("bios", () => {
  it("takes a plain value as an attribute's default", () => {
    const { attributes } = configSchema.parse({ bios: { attributes: { NumLock: true, Label: "a", Count: 1 } } }).bios;
    expect(attributes).toEqual({ NumLock: { value: true }, Label: { value: "a" }, Count: { value: 1 } });
  });
  it.each([
    ["an attribute whose name begins with a digit", { attributes: { "1st": true } }, "a name of 1 to 64 letters"],
    ["a list as a value", { attributes: { A: [] } }, "text of up to 256 characters, a whole number, true or false"],
    ["half a number", { attributes: { A: 1.5 } }, "text of up to 256 characters, a whole number, true or false"],
    ["a default that is not one of the values", { attributes: { A: { value: "x", values: ["y"] } } }, "one of values"],
    ["a default below the least number", { attributes: { A: { value: 1, min: 2 } } }, "a number from min to max"],
    ["a text with limits", { attributes: { A: { value: "x", max: 2 } } }, "a number, because min or max is given"],
    ["a boot device twice", { bootOrder: ["disk", "disk"] }, "each device once"],
  ])("refuses %s", (_, bios, message) => {
    const { error } = configSchema.safeParse({ bios });
    expect(JSON.stringify(error?.issues)).toContain(message);
  });
});
