/**
 * Merges a list over another, element by element. `{ name: Fan 3, remove: true }` removes an element, `{ remove: all }`
 * all of them.
 */

import { nearest } from "../../text/suggest.ts";
import type { Complain } from "./complaints.ts";
import { called, type Identity, sameAs } from "./identity.ts";
import { type List, type Mapping, scalarAt, type Tree, withEntries } from "./tree.ts";

export function joinLists(
  identity: Identity,
  base: List | undefined,
  over: List,
  overlayElement: (base: Mapping | undefined, over: Mapping) => Mapping,
  complain: Complain,
): List {
  const below = over.items.some(removesAll) ? [] : (base?.items ?? []);
  const bases = below.filter((item) => item.kind === "mapping");
  /** New values of the base's elements; undefined for removed ones. */
  const changed = new Map<Tree, Tree | undefined>();
  const added: Tree[] = [];

  const change = (element: Mapping, remove: boolean): void => {
    const [same, ...more] = sameAs(identity, element, bases);
    const name = called(identity, element);
    const meant = nearestName(element, bases);
    if (more.length > 0) {
      const keys = identity.by.slice(1).flat().join(" and ");
      complain(element.place, `${more.length + 1} have ${name} here; add ${keys}`);
    } else if (same && changed.has(same)) {
      complain(element.place, `${name} is twice in this list; expected once`);
    } else if (same) {
      changed.set(same, remove ? undefined : overlayElement(same, element));
    } else if (remove) {
      const hint = meant === undefined ? "" : `; did you mean ${JSON.stringify(meant)}?`;
      complain(element.place, `there is no ${[identity.noun, name].join(" ").trim()} to remove${hint}`);
    } else {
      added.push({ ...overlayElement(undefined, element), ...(meant !== undefined && { meant }) });
    }
  };

  for (const item of over.items) {
    const remove = item.kind === "mapping" ? item.entries.get("remove") : undefined;
    if (item.kind !== "mapping") added.push(item);
    else if (!remove) change(item, false);
    else if (scalarAt(item, "remove") === true) change(withEntries(item, { remove: undefined }), true);
    else if (!removesAll(item)) complain(remove.value.place, "expected remove: true, or { remove: all } alone");
  }
  const kept = below.flatMap((item) => (changed.has(item) ? (changed.get(item) ?? []) : item));
  return { ...over, items: identity.newFirst ? [...added, ...kept] : [...kept, ...added] };
}

function removesAll(item: Tree): boolean {
  return item.kind === "mapping" && scalarAt(item, "remove") === "all" && item.entries.size === 1;
}

function nearestName(element: Mapping, bases: readonly Mapping[]): string | undefined {
  const name = scalarAt(element, "name");
  const names = bases.map((other) => scalarAt(other, "name")).filter((other) => typeof other === "string");
  return typeof name === "string" ? nearest(name, names) : undefined;
}
