/**
 * `machines:`: makes each machine complete from the settings next to `machines`, its templates and bases, and its own
 * settings.
 */

import { DAEMON_SETTINGS } from "../schema/daemon-settings.ts";
import { configShape } from "../schema/machine-shape.ts";
import type { Complain } from "./complaints.ts";
import { type FindBase, findFile, layersOf } from "./extends.ts";
import { overlay } from "./overlay.ts";
import { withOwnValues } from "./placeholders.ts";
import { MOST_MACHINES, namesIn } from "./ranges.ts";
import { EMPTY, type Mapping, type Scalar, scalarAt, treeOf, withEntries } from "./tree.ts";

/** The default doors: each machine has its own socket in the directory the daemon is started in. */
const LISTEN = treeOf(["unix:{name}.sock"]);

/**
 * Expands `machines:`.
 *
 * @param override applies the environment and flags to a machine
 */
export function machinesOf(file: Mapping, override: (machine: Mapping) => Mapping, complain: Complain): Mapping[] {
  const list = file.entries.get("machines")?.value;
  if (list?.kind !== "list") {
    complain(list?.place, 'machines is not a list; expected lines such as "- name: vm0"');
    return [];
  }
  const common = withEntries(file, { machines: undefined, templates: undefined });
  const name = file.entries.get("name");
  // A base may have a name for when it is served alone.
  const isOfBase = name?.keyPlace?.source.directory !== undefined && name.keyPlace.source !== file.place?.source;
  if (name && !isOfBase) complain(name.keyPlace, "name is set for all machines; expected one in each of machines");

  const machines: Mapping[] = [];
  for (const element of list.items) {
    const written = element.kind === "mapping" ? scalarAt(element, "name") : undefined;
    if (element.kind !== "mapping" || typeof written !== "string") {
      complain(element.place, "the machine has no name; expected one such as vm0 or vm[00-99]");
      continue;
    }
    const names = namesIn(written);
    if (typeof names === "string") {
      complain(element.entries.get("name")?.value.place, `name is ${JSON.stringify(written)}: ${names}`);
      continue;
    }
    const count = machines.length + names.length;
    if (count > MOST_MACHINES) {
      complain(element.place, `with this one there are ${count} machines; expected up to ${MOST_MACHINES}`);
      break;
    }
    const whole = override(machineOf(common, file, element, written, complain));
    for (const { name, number } of names) {
      const own = withOwnValues(whole, { name, index: machines.length, number }, complain);
      const entry = own.entries.get("name");
      const renamed: Scalar = { kind: "scalar", value: name, place: entry?.value.place };
      machines.push(entry ? withEntries(own, { name: { ...entry, value: renamed } }) : own);
    }
  }
  return machines;
}

function machineOf(common: Mapping, file: Mapping, element: Mapping, name: string, complain: Complain): Mapping {
  const find: FindBase = (target, place) => {
    const template = templateOf(file, target, complain);
    if (template) return { id: `template ${target}`, name: target, mapping: ofOneMachine(template, complain) };
    const base = findFile(target, place, templateNames(file));
    return { ...base, mapping: withoutDaemon(base.mapping, complain) };
  };
  const own = { id: `machine ${name}`, name, mapping: ofOneMachine(element, complain) };
  const machine = layersOf(own, find).reduce((below, layer) => overlay(configShape, below, layer, complain), common);
  return machine.entries.has("listen") ? machine : withEntries(machine, { listen: { value: LISTEN } });
}

function templateNames({ entries }: Mapping): readonly string[] {
  const templates = entries.get("templates")?.value;
  return templates?.kind === "mapping" ? [...templates.entries.keys()] : [];
}

function templateOf({ entries }: Mapping, name: string, complain: Complain): Mapping | undefined {
  const templates = entries.get("templates")?.value;
  const template = templates?.kind === "mapping" ? templates.entries.get(name)?.value : undefined;
  if (!template || template.kind === "mapping") return template;
  // A template whose lines are all comments is null.
  if (template.kind === "list" || template.value !== null)
    complain(template.place, `templates.${name}: expected a mapping`);
  return EMPTY;
}

/** Keys that a single machine cannot have. */
const OF_ALL = [...DAEMON_SETTINGS, "templates", "machines"];

function ofOneMachine(machine: Mapping, complain: Complain): Mapping {
  for (const key of OF_ALL) {
    const entry = machine.entries.get(key);
    if (entry) complain(entry.keyPlace, `${key} is not a setting of a machine; expected at the top of the file`);
  }
  return withEntries(machine, NONE_OF_ALL);
}

const NONE_OF_ALL = Object.fromEntries(OF_ALL.map((key) => [key, undefined]));

/** Drops the daemon's settings, which a file for one machine may have for when it is served alone. */
function withoutDaemon(file: Mapping, complain: Complain): Mapping {
  const machines = file.entries.get("machines");
  if (machines)
    complain(machines.keyPlace, "machines is set in a file that a machine extends; expected one machine's settings");
  return withEntries(file, NONE_OF_ALL);
}
