/**
 * Loaded into the daemon before its own code. At SIGUSR2 it collects garbage and appends a sample to the file that
 * EXTERN_BMC_PROBE names, as a line of JSON.
 */
import { appendFileSync, readdirSync } from "node:fs";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Sample } from "./sample.ts";

/** V8's spaces for machine code, and for bytecode and what belongs to machine code. */
const CODE_SPACES = new Set(["code_space", "code_large_object_space", "trusted_space", "trusted_large_object_space"]);

const file = process.env["EXTERN_BMC_PROBE"] ?? "";
// It would be a setting of the daemon.
delete process.env["EXTERN_BMC_PROBE"];
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

process.on("SIGUSR2", () => {
  // Finalizers of the first collection let go of what the second one collects.
  collect();
  setImmediate(() => {
    collect();
    appendFileSync(file, `${JSON.stringify(sample())}\n`);
  });
});

function sample(): Sample {
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = Object.groupBy(process.getActiveResourcesInfo(), (kind) => kind);
  const code = getHeapSpaceStatistics()
    .filter(({ space_name }) => CODE_SPACES.has(space_name))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  return {
    heap: heapUsed + external - code,
    code,
    rss,
    descriptors: readdirSync("/proc/self/fd").length,
    resources: Object.fromEntries(Object.entries(resources).map(([kind, all = []]) => [kind, all.length])),
  };
}
