/** Options for assertions. */
import type { Command } from "commander";
import type { Assertion } from "../../assertions/assertion.ts";
import { UsageError } from "../../service/errors.ts";
import { repeatable } from "./parsers.ts";

export interface AssertionOptions {
  readonly assert?: readonly string[];
  readonly expect?: readonly string[];
}

export function addAssertionOptions(command: Command): Command {
  return command
    .option("--assert <file>", "YAML file of assertions that must be met; repeatable", repeatable)
    .option(
      "--expect <assertion>",
      'an assertion as text: "{ seen: { command: Get Device ID, within: 30s } }"; repeatable',
      repeatable,
    );
}

/** Reads the assertions. @throws ConfigError, or UsageError for a malformed text */
export async function assertionsOf({ assert = [], expect = [] }: AssertionOptions): Promise<readonly Assertion[]> {
  if (assert.length + expect.length === 0) return [];
  const { readAssertions } = await import("../../config/reading/assertions-file.ts");
  const expected = (text: string) => {
    try {
      return readAssertions("--expect", `${BEFORE_TEXT}${text}]`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new UsageError(`--expect "${text}": ${message.replaceAll(/^(--expect:1:)(\d+)/gm, inTheText)}`);
    }
  };
  return [...assert.flatMap((file) => readAssertions(file)), ...expect.flatMap(expected)];
}

const BEFORE_TEXT = "assertions: [";

/** Counts columns from the start of the text that the user wrote. */
function inTheText(_all: string, line: string, column: string): string {
  return `${line}${Math.max(1, Number(column) - BEFORE_TEXT.length)}`;
}
