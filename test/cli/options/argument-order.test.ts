import { describe, expect, it } from "vitest";
import { inOrder } from "../../../src/cli/options/argument-order.ts";

const COMMANDS = ["status", "sensor", "run", "check", "lab"];
const ordered = (line: string) => inOrder(line.split(" "), COMMANDS).join(" ");

describe("a command line in commander's order", () => {
  it.each([
    ["--socket /run/b.sock status", "status --socket /run/b.sock"],
    ["--json -m vm1 sensor get Fan", "sensor get Fan --json -m vm1"],
    ["--socket=/run/b.sock status --json", "status --json --socket=/run/b.sock"],
    ["--json run -- qemu --json", "run --json -- qemu --json"],
    ["-c x check", "check -c x"],
    ["--config=x -s status status", "status --config=x -s status"],
    ["--sockt x status", "status --sockt x"],
    ["--connected status", "status --connected"],
    ["--help status", "status --help"],
    ["help sensor", "sensor --help"],
    ["help sensor set", "sensor set --help"],
    ["help", "--help"],
    ["lab run --firmware a.fd --json", "lab firmware a.fd --json"],
    ["lab run --fault late --firmware=a.fd -- -smp 2", "lab firmware a.fd --fault late -- -smp 2"],
    ["lab run --firmware", "lab firmware"],
  ])("%s is read as %s", (line, expected) => expect(ordered(line)).toBe(expected));

  it.each([
    "lab run -- --firmware",
    "status --socket x",
    "--version",
    "--version status",
    "--socket x",
    "-- status",
    "--json nothere",
  ])("%s stays as it is", (line) => expect(ordered(line)).toBe(line));
});
