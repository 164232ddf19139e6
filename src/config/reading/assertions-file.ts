/** A file with only assertions, for `--assert`. */
import { assertions } from "../sections/assertions.ts";
import { group } from "../values/values.ts";
import { Complaints } from "./complaints.ts";
import { parseConfig, readConfigFile } from "./file.ts";
import { ConfigError, problemsOf } from "./problem.ts";
import { valuesOf } from "./tree.ts";

/**
 * Reads a file of assertions.
 *
 * @param text the file's text; read from the file when left out
 * @throws ConfigError with one line per problem, each with file, line and column
 */
export function readAssertions(fileName: string, text?: string) {
  const file = text === undefined ? readConfigFile(fileName, EMPTY) : parseConfig(fileName, text);
  const values = valuesOf(file);
  const shape = group({ assertions: assertions().default([]) });
  const result = shape.safeParse(values);
  if (result.success) return result.data.assertions;
  const complaints = new Complaints();
  for (const problem of problemsOf(result.error.issues, values, shape)) complaints.addProblem(file, problem);
  throw new ConfigError(complaints.lines(fileName));
}

const EMPTY = "the file is empty; expected assertions: and a list of them";
