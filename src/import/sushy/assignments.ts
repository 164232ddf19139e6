/** The settings of a Python file that only assigns literals, as Flask's configuration files do. */
import { logicalLines } from "./logical-lines.ts";
import { type Literal, readLiteral } from "./python-literal.ts";

export interface Assigned {
  readonly line: number;
  readonly value: Literal;
}

/**
 * Returns the last value of each name.
 * @param strange called with each statement that is no assignment of a literal
 */
export function assignmentsIn(text: string, strange: (line: number, statement: string) => void) {
  const assigned = new Map<string, Assigned>();
  for (const { line, text: statement } of logicalLines(text)) {
    const [, name, rest] = /^([A-Za-z_]\w*)\s*=(?!=)\s*([\s\S]*)$/.exec(statement) ?? [];
    const value = rest === undefined ? undefined : readLiteral(rest);
    if (name === undefined || value === undefined) strange(line, statement);
    else assigned.set(name, { line, value });
  }
  return assigned;
}
