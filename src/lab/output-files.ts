/** The files that a lab's run writes at its end, made before it starts. */
import { statSync, writeFileSync } from "node:fs";
import { makeDirectory } from "../os/make-directory.ts";

export interface OutputFiles {
  readonly keep?: string;
  readonly junit?: string;
}

/** Creates the outputs. Returns a sentence about the first that cannot be written. */
export function outputProblem({ keep, junit }: OutputFiles): string | undefined {
  const problem = (option: string, path: string, write: () => void) => {
    try {
      write();
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? ("code" in error ? error.code : error.message) : error;
      return `${option}: ${path} cannot be written (${reason}); choose another`;
    }
  };
  return (
    (keep === undefined ? undefined : problem("--keep", keep, () => makeFolder(keep))) ??
    (junit === undefined ? undefined : problem("--junit", junit, () => writeFileSync(junit, "")))
  );
}

function makeFolder(path: string): void {
  makeDirectory(path);
  if (!statSync(path).isDirectory()) throw new Error("it is no folder");
}
