/**
 * `machines:`: makes each machine complete from the settings next to `machines`, its templates and bases, and its own
 * settings.
 */

import type { Steps } from "../../turns/slices.ts";
import { DAEMON_SETTINGS } from "../schema/daemon-settings.ts";
import { configShape } from "../schema/machine-shape.ts";
import type { Complain } from "./complaints.ts";
import { type Base, type FindBase, findFile, layersOf } from "./extends.ts";
import { overlay } from "./overlay.ts";
import { withOwnValues } from "./placeholders.ts";
import { MAX_MACHINES, namesIn } from "./ranges.ts";
import { EMPTY, type Mapping, type Place, type Scalar, scalarAt, treeOf, withEntries } from "./tree.ts";

/** The default doors: each machine has its own socket in the directory the daemon is started in. */
const LISTEN = treeOf(["unix:{name}.sock"]);

/**
 * Expands `machines:`.
 *
 * @param override applies the environment and flags to a machine
 */
export function* machinesOf(
  file: Mapping,
  override: (machine: Mapping) => Mapping,
  complain: Complain,
): Steps<Mapping[]> {
  const list = file.entries.get("machines")?.value;
  if (list?.kind !== "list") {
    complain(list?.place, 'machines is not a list; expected lines such as "- name: vm0"');
    return [];
  }
  const name = file.entries.get("name");
  // A base may have a name for when it is served alone.
  const isOfBase = name?.keyPlace?.source.directory !== undefined && name.keyPlace.source !== file.place?.source;
  if (name && !isOfBase) complain(name.keyPlace, "name is set for all machines; expected one in each of machines");

  const machines: Mapping[] = [];
  const bases = new Bases(withEntries(file, { machines: undefined, templates: undefined }), file, complain);
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
    if (count > MAX_MACHINES) {
      complain(element.place, `with this one there are ${count} machines; expected up to ${MAX_MACHINES}`);
      break;
    }
    const whole = override(machineOf(bases, element, written, complain));
    for (const { name, number } of names) {
      const own = withOwnValues(whole, { name, index: machines.length, number }, complain);
      const entry = own.entries.get("name");
      const renamed: Scalar = { kind: "scalar", value: name, place: entry?.value.place };
      machines.push(entry ? withEntries(own, { name: { ...entry, value: renamed } }) : own);
      yield;
    }
  }
  return machines;
}

function machineOf(bases: Bases, element: Mapping, name: string, complain: Complain): Mapping {
  const own = { id: `machine ${name}`, name, mapping: ofOneMachine(element, complain) };
  const layers = layersOf(own, bases.find);
  const machine = overlay(configShape, bases.merged(layers.slice(0, -1)), layers.at(-1)?.mapping ?? EMPTY, complain);
  return machine.entries.has("listen") ? machine : withEntries(machine, { listen: { value: LISTEN } });
}

/** The bases of machines. Those that several machines extend are merged once, and the machines share the result. */
class Bases {
  readonly #common: Mapping;
  readonly #file: Mapping;
  readonly #complain: Complain;
  readonly #found = new Map<string, Base>();
  readonly #merged = new Map<string, Mapping>();

  constructor(common: Mapping, file: Mapping, complain: Complain) {
    this.#common = common;
    this.#file = file;
    this.#complain = complain;
  }

  readonly find: FindBase = (target, place) => {
    const key = JSON.stringify([target, place?.source.directory]);
    const found = this.#found.get(key) ?? this.#find(target, place);
    this.#found.set(key, found);
    return found;
  };

  #find(target: string, place: Place | undefined): Base {
    const template = templateOf(this.#file, target, this.#complain);
    if (template) return { id: `template ${target}`, name: target, mapping: ofOneMachine(template, this.#complain) };
    const base = findFile(target, place, templateNames(this.#file));
    return { ...base, mapping: withoutDaemon(base.mapping, this.#complain) };
  }

  /** Returns the settings next to `machines` with the layers over them, the weakest first. */
  merged(layers: readonly Base[]): Mapping {
    const key = JSON.stringify(layers.map(({ id }) => id));
    const merged =
      this.#merged.get(key) ??
      layers.reduce((below, { mapping }) => overlay(configShape, below, mapping, this.#complain), this.#common);
    this.#merged.set(key, merged);
    return merged;
  }
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
