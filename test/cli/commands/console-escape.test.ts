import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConsoleEscape } from "../../../src/cli/commands/console-escape.ts";

/** Types the pieces. Returns the text for the guest, with actions in angle brackets. */
function typed(character: string | undefined, ...pieces: readonly string[]): string {
  const keys = new ConsoleEscape(character);
  const parts = pieces.flatMap((piece) => keys.take(Buffer.from(piece, "latin1")));
  return parts
    .map((part) => ("data" in part ? Buffer.from(part.data).toString("latin1") : `<${part.action}>`))
    .join("");
}

const CASES = [
  ["text goes on as it is", "ls ~.bashrc\r", "ls ~.bashrc\r"],
  ["~. at the start ends", "~.", "<end>"],
  ["~. after a line break ends", "a\r~.", "a\r<end>"],
  ["~. after a line feed ends", "a\n~.", "a\n<end>"],
  ["~B is a break", "\r~Bx", "\r<break>x"],
  ["~? helps, and another sequence may follow at once", "~?~.", "<help><end>"],
  ["~^Z suspends", "~\x1a", "<suspend>"],
  ["~~ is one ~, which begins no sequence", "~~.", "~."],
  ["~ before another key is text", "~x\r~\r~.", "~x\r~\r<end>"],
] as const;

describe("with ~", () => {
  it.each(CASES)("%s", (_title, given, result) => {
    expect(typed("~", given)).toBe(result);
  });

  it.each(CASES)("key by key: %s", (_title, given, result) => {
    expect(typed("~", ...given)).toBe(result);
  });
});

it("another character takes its place", () => {
  expect(typed("%", "~.\r%.")).toBe("~.\r<end>");
});

it("without one, every byte is for the guest", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const parts = new ConsoleEscape().take(bytes);
      expect(Buffer.concat(parts.map((part) => ("data" in part ? part.data : Buffer.from("action"))))).toEqual(
        Buffer.from(bytes),
      );
    }),
  );
});
