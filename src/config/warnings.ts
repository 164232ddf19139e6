/** Returns settings that work but are probably not intended. */
import type { Problem } from "./reading/problem.ts";
import type { MachineConfig } from "./schema/schema.ts";
import { printPath } from "./schema/settings.ts";

export function warningsOf({ sensors, satellites }: MachineConfig): readonly Problem[] {
  const controllers = [{ at: [], sensors }, ...satellites.map((one, index) => ({ at: ["satellites", index], ...one }))];
  return controllers.flatMap(({ at, sensors: list }) =>
    list.flatMap(({ warnings }) =>
      warnings.map(({ path: within, sentence }): Problem => {
        const path = [...at, "sensors", ...within];
        return { path, of: "value", sentence: `${printPath(path)}: ${sentence}` };
      }),
    ),
  );
}
