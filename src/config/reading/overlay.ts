/**
 * Merges one configuration over another. Mappings are merged setting by setting. Lists are replaced, except those whose
 * elements have an identity: these are merged element by element. Values that can take several forms (the effects of a
 * reply rule) are replaced whole.
 */
import { z } from "zod";
import { plain } from "../../text/suggest.ts";
import { elementOf, formsOf, mappingForm, schemaAt } from "../schema/forms.ts";
import type { Complain } from "./complaints.ts";
import { identityOf } from "./identity.ts";
import { joinLists } from "./join-lists.ts";
import { type Entry, type Mapping, type Tree, withEntries } from "./tree.ts";

type Schema = z.core.$ZodType;

/**
 * Merges `over` into `base`.
 *
 * @param base undefined for the lowest layer, where `remove` is a mistake
 */
export function overlay(schema: Schema, base: Mapping | undefined, over: Mapping, complain: Complain): Mapping {
  const form = mappingForm(schema);
  if (!form) return over;
  const changes: Record<string, Entry | undefined> = {};
  for (const [key, entry] of over.entries) {
    const spelt = base && form instanceof z.ZodObject ? sameKey(base, key) : key;
    const under = base?.entries.get(spelt);
    if (spelt !== key) changes[spelt] = undefined;
    const value = overlayValue(key, schemaAt(form, key), under?.value, entry.value, complain);
    changes[key] = value && (value === under?.value ? under : { ...entry, value });
  }
  return base ? { ...withEntries(base, changes), place: over.place, change: over } : withEntries(over, changes);
}

/** Finds the base's spelling of a key: "upper critical" overrides upperCritical. */
function sameKey({ entries }: Mapping, key: string): string {
  if (entries.has(key)) return key;
  return [...entries.keys()].find((other) => plain(other) === plain(key)) ?? key;
}

/** Merges one value. Returns undefined for a setting that counts as left out. */
function overlayValue(
  key: string,
  schema: Schema | undefined,
  under: Tree | undefined,
  over: Tree,
  complain: Complain,
): Tree | undefined {
  const element = elementOf(schema);
  if (over.kind === "list") {
    const identity = identityOf(key);
    if (!identity || !element) return over;
    const overlayElement = (base: Mapping | undefined, item: Mapping) => overlay(element, base, item, complain);
    return joinLists(identity, under?.kind === "list" ? under : undefined, over, overlayElement, complain);
  }
  if (over.kind === "mapping") {
    return schema ? overlay(schema, under?.kind === "mapping" ? under : undefined, over, complain) : over;
  }
  // A mapping whose lines are all comments is null and changes nothing. Any other null removes the base's value.
  if (over.value !== null || !schema || element) return over;
  const [form, ...more] = formsOf(schema);
  if (form instanceof z.ZodObject && more.length === 0) return under;
  return under ? undefined : over;
}
