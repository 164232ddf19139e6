/**
 * The problems of a configuration, one line each: first those without a place and those of variables and flags, then
 * those of files in order.
 */

import { printPath } from "../schema/settings.ts";
import type { Problem } from "./problem.ts";
import { changeAround, entryAt, type Mapping, type Place, placeOf } from "./tree.ts";

/** Reports a problem at a place, or without one. */
export type Complain = (place: Place | undefined, sentence: string) => void;

interface Complaint {
  readonly place: Place | undefined;
  readonly line: string;
}

export class Complaints {
  readonly #complaints = new Map<string, Complaint>();
  /** The machine for which a setting was first reported. A setting that several machines share is reported once. */
  readonly #machines = new Map<string, Mapping>();

  readonly add = (place: Place | undefined, sentence: string): void => {
    const line = place ? `${place.source.at(place.offset)}: ${sentence}` : sentence;
    this.#complaints.set(line, { place, line });
  };

  addProblem(machine: Mapping, { path, of, sentence }: Problem): void {
    const place = placeOf(machine, path, of === "value" ? "value" : "key");
    const setting = `${place?.source.at(place.offset)} ${printPath(path)}`;
    if ((this.#machines.get(setting) ?? machine) !== machine) return;
    this.#machines.set(setting, machine);

    const element = of === "missing" ? entryAt(machine, path.slice(0, -1))?.value : undefined;
    const meant = element?.kind === "mapping" ? element.meant : undefined;
    if (meant) {
      this.add(place, `${printPath(path)} is missing; did you mean to change ${JSON.stringify(meant)}?`);
      return;
    }
    const changed = changeAround(machine, path);
    this.add(place, changed ? `${sentence} (changed at ${changed.source.at(changed.offset)})` : sentence);
  }

  /**
   * Returns all lines in order.
   *
   * @param first name of the file that comes before others
   */
  lines(first: string | undefined): string[] {
    const inFile = ({ place }: Complaint) => place?.source.directory !== undefined;
    const complaints = [...this.#complaints.values()];
    const files = Map.groupBy(complaints.filter(inFile), ({ place }) => place?.source.name);
    const offset = ({ place }: Complaint) => place?.offset ?? 0;
    const ordered = [...files].sort(([a], [b]) => Number(b === first) - Number(a === first));
    return [
      ...complaints.filter((complaint) => !inFile(complaint)),
      ...ordered.flatMap(([, those]) => those.sort((a, b) => offset(a) - offset(b))),
    ].map(({ line }) => line);
  }
}
