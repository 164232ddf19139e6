/** Commands that configuration declares, IPMI §5.1. */
import { describe, expect, it } from "vitest";
import { MAX_ANSWER_SIZE } from "../../src/ipmi/answer-size.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

describe("OEM commands", () => {
  it("answer with 251 bytes at most, like any command; more is a mistake in the configuration", () => {
    const answering = (size: number) => ({ oemCommands: [{ netFn: 0x30, cmd: 1, data: "ad ".repeat(size) }] });
    expect(ask(machine(answering(MAX_ANSWER_SIZE)), "30 01")).toBe(`00${" ad".repeat(MAX_ANSWER_SIZE)}`);
    expect(() => machine(answering(MAX_ANSWER_SIZE + 1))).toThrow("0 to 251 bytes");
  });

  conforms(
    [
      ["any data", "30 01 aa bb", "00 de ad"],
      ["no data either", "30 01", "00 de ad"],
      ["the first entry that fits", "30 02 01 99", "00 01"],
      ["the second, where the first does not fit", "30 02 02", "00 02"],
      ["none fits", "30 02 03", "cc"],
      ["longer than an exact match", "30 02 02 00", "cc"],
      ["a prefix alone", "30 02 01", "00 01"],
      ["any byte", "30 03 05 77 06", "00 03"],
      ["any byte, but there must be one", "30 03 05 06", "cc"],
      ["a refusal with data", "30 04", "81 99"],
      ["before a built-in command", "06 01", "00 01 02"],
      ["the built-in command, where no entry fits", "06 04", "00 55 00"],
      ["the built-in command's own entry", "06 04 77", "00 77"],
      ["an unknown command", "30 05", "c1"],
    ],
    {
      oemCommands: [
        { netFn: 0x30, cmd: 1, data: "de ad" },
        { netFn: 0x30, cmd: 2, match: "01 *", data: "01" },
        { netFn: 0x30, cmd: 2, match: "02", data: "02" },
        { netFn: 0x30, cmd: 3, match: "05 ?? 06", data: "03" },
        { netFn: 0x30, cmd: 4, completionCode: 0x81, data: "99" },
        { netFn: 0x06, cmd: 1, data: "01 02" },
        { netFn: 0x06, cmd: 4, match: "77", data: "77" },
      ],
    },
  );
});

const FAN = {
  oemState: { fanMode: 1, duty: 0x40 },
  oemCommands: [
    { netFn: 0x30, cmd: 1, match: "00", data: "{fanMode} {duty}" },
    { netFn: 0x30, cmd: 1, match: "01 ?? *", data: "{fanMode}", set: { fanMode: "{1}", duty: 0x64 } },
    { netFn: 0x30, cmd: 1, match: "02", completionCode: 0x80, data: "{fanMode}", set: { fanMode: 9 } },
    { netFn: 0x30, cmd: 1, match: "03 *", data: "{2}", set: { fanMode: 9 } },
    { netFn: 0x30, cmd: 1, match: "04 *", set: { duty: "{1}" } },
    { netFn: 0x30, cmd: 1, match: "05", set: { fanMode: "{duty}", duty: "{fanMode}" } },
    { netFn: 0x30, cmd: 2, data: "de{1}{0}ad" },
  ],
};

describe("templates of OEM commands", () => {
  conforms(
    [
      ["bytes of the request among fixed ones", "30 02 aa bb cc", "00 de bb aa ad"],
      ["a request without one of the bytes", "30 02 aa", "c7"],
      ["state bytes", "30 01 00", "00 01 40"],
      ["a state byte as it was before the change", "30 01 01 07", "00 01"],
      ["a refusal with a state byte", "30 01 02", "80 01"],
      ["a change from a byte that does not exist", "30 01 04", "c7"],
    ],
    FAN,
  );

  const state = (to: ReturnType<typeof machine>) => ask(to, "30 01 00");

  it("a success changes state", () => {
    const to = machine(FAN);
    ask(to, "30 01 01 07");
    expect(state(to)).toBe("00 07 64");
  });

  it.each([
    ["as configured", "30 01 02"],
    ["as the answer lacks a byte", "30 01 03 00"],
    ["as the change lacks a byte", "30 01 04"],
  ])("a refusal changes nothing: %s", (_why, request) => {
    const to = machine(FAN);
    expect(ask(to, request)).not.toMatch(/^00/);
    expect(state(to)).toBe("00 01 40");
  });

  it("computes all changes from the state before", () => {
    const to = machine(FAN);
    expect(ask(to, "30 01 05")).toBe("00");
    expect(state(to)).toBe("00 40 01");
  });

  it("Cold Reset restores the initial values", () => {
    const to = machine(FAN);
    ask(to, "30 01 01 07");
    expect(ask(to, "06 02")).toBe("00");
    expect(state(to)).toBe("00 01 40");
  });

  it("another machine has its own bytes", () => {
    const [one, other] = [machine(FAN), machine(FAN)];
    ask(one, "30 01 01 07");
    expect(state(other)).toBe("00 01 40");
  });
});
