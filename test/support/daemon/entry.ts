/** The program that tests start. */
import { fileURLToPath } from "node:url";

/** Not EXTERN_BMC_…: the daemon refuses to start with an unknown variable of that prefix. */
export const ENTRY_VARIABLE = "TEST_ENTRY";

/** The sources' own. */
export const SOURCES = fileURLToPath(new URL("../../../bin/extern-bmc.js", import.meta.url));

/** That of the package which `npm test` builds; in a run of single files, the sources' own. */
export const ENTRY = process.env[ENTRY_VARIABLE] ?? SOURCES;
