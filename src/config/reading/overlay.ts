/**
 * One configuration laid over another. Mappings are joined setting by setting. Lists are replaced, except those whose
 * elements are known by something: they are joined element by element. What can be written in several forms (the effects
 * of a reply rule) is replaced whole.
 */
import { z } from "zod";
import { plain } from "../../text/suggest.ts";
import { elementOf, formsOf, mappingForm, schemaAt } from "../schema/forms.ts";
import type { Complain } from "./complaints.ts";
import { identityOf } from "./identity.ts";
import { joinLists } from "./join-lists.ts";
import { type Entry, type Mapping, type Tree, withEntries } from "./tree.ts";

type Schema = z.core.$ZodType;

/** @param base nothing for the first of all: then what it says of a base (`remove`) is a mistake */
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

/** Some settings can be spelt in two ways: "upper critical" overrides upperCritical. */
function sameKey({ entries }: Mapping, key: string): string {
  if (entries.has(key)) return key;
  return [...entries.keys()].find((other) => plain(other) === plain(key)) ?? key;
}

/** @returns nothing for a setting that is as good as left out */
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
  // A mapping of which every line is a comment is null, and says nothing. Else null takes back what the base says.
  if (over.value !== null || !schema || element) return over;
  const [form, ...more] = formsOf(schema);
  if (form instanceof z.ZodObject && more.length === 0) return under;
  return under ? undefined : over;
}
