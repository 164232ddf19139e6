/** Settings of a machine that a client sent → its configuration in this daemon. */

import { namedFiles } from "../config/reading/file-names.ts";
import { NamedFiles } from "../config/reading/named-files.ts";
import { problemsOf } from "../config/reading/problem.ts";
import { type Mapping, treeOf } from "../config/reading/tree.ts";
import { DAEMON_SETTINGS, daemonSettings } from "../config/schema/daemon-settings.ts";
import { configShape } from "../config/schema/machine-shape.ts";
import { type Config, configSchema, type MachineConfig } from "../config/schema/schema.ts";
import { printPath } from "../config/schema/settings.ts";
import { ControlError } from "./protocol.ts";

/**
 * @param daemon the configuration that the daemon's own settings come from
 * @throws ControlError badArgument, whose message has a line for every problem
 */
export function machineConfig(settings: Readonly<Record<string, unknown>>, daemon: Config): MachineConfig {
  const ofDaemon = DAEMON_SETTINGS.filter((key) => Object.hasOwn(settings, key));
  const [foreign] = ofDaemon;
  if (foreign) throw bad([`${ofDaemon.join(", ")}: the daemon has its own; expected settings of a machine`], [foreign]);
  const { success, data, error } = configSchema.safeParse(settings);
  if (!success) {
    const problems = problemsOf(error.issues, settings, configShape);
    throw bad(
      problems.map(({ sentence }) => sentence),
      problems[0]?.path,
    );
  }
  const unreadable = [...new NamedFiles().problems(namedFiles(configShape, treeOf(settings) as Mapping))];
  const inherited = data.listen.findIndex((door) => door.startsWith("fd:"));
  if (inherited >= 0) {
    const sentence = `listen[${inherited}] is ${data.listen[inherited]}: descriptors are passed when a daemon starts`;
    unreadable.push({ path: ["listen", inherited], of: "value", sentence });
  }
  const [first] = unreadable;
  if (first)
    throw bad(
      unreadable.map(({ sentence }) => sentence),
      first.path,
    );
  return { ...data, ...daemonSettings(daemon) };
}

function bad(sentences: readonly string[], path: readonly PropertyKey[] = []): ControlError {
  return new ControlError("badArgument", sentences.join("\n"), { argument: `settings.${printPath(path)}` });
}
