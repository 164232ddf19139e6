/** Everything that is wrong, one line each: what has no place and variables and flags first, then files from their top. */
import type { Problem } from "./problem.ts";
import { changeAround, entryAt, type Mapping, type Place, placeOf } from "./tree.ts";

export class Complaints {
  readonly #complaints: { readonly place: Place | undefined; readonly line: string }[] = [];
  /** What has been said of which place: settings that many machines share are wrong once. */
  readonly #said = new Set<string>();

  readonly add = (place: Place | undefined, sentence: string): void => {
    const line = place ? `${place.source.at(place.offset)}: ${sentence}` : sentence;
    if (this.#said.has(line)) return;
    this.#said.add(line);
    this.#complaints.push({ place, line });
  };

  addProblem(tree: Mapping, { path, of, sentence }: Problem): void {
    const place = placeOf(tree, path, of === "value" ? "value" : "key");
    const changed = changeAround(tree, path);
    const element = of === "missing" ? entryAt(tree, path.slice(0, -1))?.value : undefined;
    const meant = element?.kind === "mapping" ? element.meant : undefined;
    const hint = meant ? `; did you mean to change ${JSON.stringify(meant)}?` : "";
    const also = changed ? ` (changed at ${changed.source.at(changed.offset)})` : "";
    this.add(place, sentence + hint + also);
  }

  /** @param first name of the file that comes before others */
  lines(first: string | undefined): string[] {
    const rank = (place: Place | undefined) => {
      if (place?.source.directory === undefined) return 0;
      return place.source.name === first ? 1 : 2;
    };
    return this.#complaints
      .map(({ place, line }) => ({ rank: rank(place), file: rank(place) > 0 ? place?.source.name : "", place, line }))
      .sort(
        (a, b) =>
          a.rank - b.rank ||
          (a.file ?? "").localeCompare(b.file ?? "") ||
          (a.rank === 0 ? 0 : (a.place?.offset ?? 0) - (b.place?.offset ?? 0)),
      )
      .map(({ line }) => line);
  }
}
