/** Returns settings that work but are probably not intended. */
import { UNSERVED_TYPES } from "../rmcp/auth-type.ts";
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

const OPEN_TYPE = "none";
/** Privilege levels that have all types unless the settings say otherwise. */
const LEVELS = ["callback", "user", "operator", "administrator"] as const;
const NO_PASSWORD = "any client that reaches lan.listen can log in without a password";

function lanWarnings({ lan }: MachineConfig): readonly Problem[] {
  const { listen, cipherSuites, authenticationTypes, authenticationEnables } = lan;
  if (listen === undefined) return [];
  const problem = (name: string, sentence: string): Problem => ({
    path: ["lan", name],
    of: "value",
    sentence: `lan.${name} ${sentence}`,
  });
  const unserved = cipherSuites.filter((id) => !SERVED.includes(id));
  const unservedTypes = UNSERVED_TYPES.filter((type) => authenticationTypes.includes(type));
  const isOpen = LEVELS.some((level) => (authenticationEnables[level] ?? authenticationTypes).includes(OPEN_TYPE));
  return [
    ...(cipherSuites.includes(OPEN_SUITE) ? [problem("cipherSuites", `has 0: ${NO_PASSWORD}`)] : []),
    ...unserved.map((id) =>
      problem("cipherSuites", `has ${id}, which the LAN door does not serve; it serves ${SERVED.join(", ")}`),
    ),
    ...(isOpen ? [problem("authenticationTypes", `has none: ${NO_PASSWORD}`)] : []),
    ...unservedTypes.map((type) =>
      problem("authenticationTypes", `has ${type}, which the LAN door does not serve; it serves none, md5, password`),
    ),
  ];
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
