import { describe, expect, it } from "vitest";
import { inOrder } from "../../../src/cli/options/argument-order.ts";

const COMMANDS = ["status", "sensor", "run"];
const ordered = (line: string) => inOrder(line.split(" "), COMMANDS).join(" ");

describe("a command line in commander's order", () => {
  it.each([
    ["--socket /run/b.sock status", "status --socket /run/b.sock"],
    ["--json -m vm1 sensor get Fan", "sensor get Fan --json -m vm1"],
    ["--socket=/run/b.sock status --json", "status --json --socket=/run/b.sock"],
    ["--json run -- qemu --json", "run --json -- qemu --json"],
    ["help sensor", "sensor --help"],
    ["help", "--help"],
  ])("%s is read as %s", (line, expected) => expect(ordered(line)).toBe(expected));

  it.each(["status --socket x", "--version", "--socket x", "--sockt x status", "--json nothere"])(
    "%s stays as it is",
    (line) => expect(ordered(line)).toBe(line),
  );
});
