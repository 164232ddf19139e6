/** Returns settings that work but are probably not intended. */
import type { Problem } from "./reading/problem.ts";
import type { MachineConfig } from "./schema/schema.ts";
import { printPath } from "./schema/settings.ts";

/** A suite without authentication, integrity and encryption. */
const OPEN_SUITE = 0;

export function warningsOf(config: MachineConfig): readonly Problem[] {
  return [...sensorWarnings(config), ...lanWarnings(config)];
}

function lanWarnings({ lan: { listen, cipherSuites } }: MachineConfig): readonly Problem[] {
  if (listen === undefined || !cipherSuites.includes(OPEN_SUITE)) return [];
  const sentence = "lan.cipherSuites has 0: any client that reaches lan.listen can log in without a password";
  return [{ path: ["lan", "cipherSuites"], of: "value", sentence }];
}

function sensorWarnings({ sensors, satellites }: MachineConfig): readonly Problem[] {
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
