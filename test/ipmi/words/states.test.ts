import { describe, expect, it } from "vitest";
import { stateOffset, usualReadingType } from "../../../src/ipmi/words/states.ts";

describe("the event/reading type that a sensor type usually has", () => {
  it.each([
    ["temperature", 0x01, 0x01],
    ["voltage", 0x02, 0x01],
    ["current", 0x03, 0x01],
    ["fan", 0x04, 0x01],
    ["physical security", 0x05, 0x6f],
    ["drive slot", 0x0d, 0x6f],
    ["watchdog 2", 0x23, 0x6f],
  ])("%s", (_name, type, readingType) => expect(usualReadingType(type)).toBe(readingType));

  it("lets a temperature's event be named by its threshold", () => {
    expect(stateOffset({ type: 0x01, readingType: usualReadingType(0x01) }, "upper critical going high")).toBe(9);
  });
});
