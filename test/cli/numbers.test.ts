/** Numbers on the command line: one form of refusal for all of them. */
import { CommanderError } from "commander";
import { describe, expect, it, vi } from "vitest";
import { createProgram } from "../../src/cli/main.ts";
import { byte, decimal, seconds, wholeNumber } from "../../src/cli/options/parsers.ts";

describe("a parser", () => {
  it.each([
    ["a whole number", wholeNumber(1, 63), "63", 63],
    ["a whole number in hex", wholeNumber(1, 63), "0x3F", 63],
    ["a negative one", wholeNumber(-5, 5), "-3", -3],
    ["a byte", byte, "255", 255],
    ["a decimal number", decimal(0, 1), "0.25", 0.25],
    ["a decimal number without its zero", decimal(0, 1), ".5", 0.5],
    ["seconds", seconds(0, 60), "30", 30],
    ["seconds with their unit", seconds(0, 60), "1.5s", 1.5],
  ])("reads %s", (_what, parse, text, value) => expect(parse(text)).toBe(value));

  it.each([
    ["nothing", wholeNumber(0, 63), ""],
    ["a space", wholeNumber(0, 63), " "],
    ["a fraction", wholeNumber(0, 63), "1.5"],
    ["an exponent", wholeNumber(0, 63), "1e1"],
    ["a number and a unit", wholeNumber(0, 63), "3x"],
    ["one above the range", wholeNumber(0, 63), "64"],
    ["one below the range", wholeNumber(1, 63), "0"],
    ["an endless number", decimal(0, 1), "Infinity"],
    ["hex where decimal is expected", decimal(0, 100), "0x10"],
    ["minutes", seconds(0, 600), "5m"],
  ])("refuses %s", (_what, parse, text) => expect(() => parse(text)).toThrow(/^expected .* from /));
});

async function refusal(line: string): Promise<string> {
  const program = await createProgram();
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await expect(program.parseAsync(line.split(" "), { from: "user" })).rejects.toThrow(CommanderError);
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

describe("names the option of a wrong number, and what to write", () => {
  it.each([
    ["serve --sessions 0", "--sessions is 0; expected a whole number from 1 to 1000000", "serve"],
    ["serve --sessions -3", "--sessions is -3; expected a whole number from 1 to 1000000", "serve"],
    ["serve --sessions", "--sessions has no value; expected --sessions <n>", "serve"],
    ["serve --idle soon", '--idle is "soon"; expected seconds from 0.001 to 1000000, such as 30 or 30s', "serve"],
    ["serve --fd -1", "--fd is -1; expected a whole number from 0 to 2147483647", "serve"],
    ["wait-ready -t never", '--timeout is "never"; expected seconds from 0 to 86400, such as 30 or 30s', "wait-ready"],
    ["lab run --seed 1.5", "--seed is 1.5; expected a whole number from 0 to 2147483647", "lab run"],
    ["user set 0", "id is 0; expected a whole number from 1 to 63", "user set"],
    ["user set 3 --channel 16", "--channel is 16; expected a whole number from 0 to 15", "user set"],
    ["fru show -3", "id is -3; expected a whole number from 0 to 254", "fru show"],
    ["event send --state 1 --type 256", "--type is 256; expected a whole number from 0 to 255", "event send"],
    ["fault add --probability 2", "--probability is 2; expected a number from 0 to 1", "fault add"],
    ["fault add --nth 0", "--nth is 0; expected a whole number from 1 to 1000000", "fault add"],
    [
      "fault settings --deadline 0",
      "--deadline is 0; expected a whole number from 1 to 3600000, or off",
      "fault settings",
    ],
    ["watchdog start --pre-timeout x", '--pre-timeout is "x"; expected a whole number from 0 to 255', "watchdog start"],
    ["power explode", 'action is "explode"; expected one of status, on, off, cycle, reset, soft, diag', "power"],
  ])("%s", async (line, says, command) => {
    expect(await refusal(line)).toBe(`extern-bmc: ${says}; see extern-bmc ${command} --help\n`);
  });
});
