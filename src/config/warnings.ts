/** Returns settings that work but are probably not intended. */
import { CIPHER_SUITES } from "../rmcp/cipher-suites.ts";
import type { Problem } from "./reading/problem.ts";
import type { MachineConfig } from "./schema/schema.ts";
import { printPath } from "./schema/settings.ts";

/** A suite without authentication, integrity and encryption. */
const OPEN_SUITE = 0;
const SERVED = CIPHER_SUITES.map(({ id }) => id).toSorted((a, b) => a - b);

export function warningsOf(config: MachineConfig): readonly Problem[] {
  return [...sensorWarnings(config), ...lanWarnings(config)];
}

function lanWarnings({ lan: { listen, cipherSuites } }: MachineConfig): readonly Problem[] {
  if (listen === undefined) return [];
  const path = ["lan", "cipherSuites"];
  const unserved = cipherSuites.filter((id) => !SERVED.includes(id));
  const sentences = unserved.map(
    (id) => `has ${id}, which the LAN door does not serve; it serves ${SERVED.join(", ")}`,
  );
  if (cipherSuites.includes(OPEN_SUITE)) {
    sentences.unshift("has 0: any client that reaches lan.listen can log in without a password");
  }
  return sentences.map((sentence): Problem => ({ path, of: "value", sentence: `lan.cipherSuites ${sentence}` }));
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
