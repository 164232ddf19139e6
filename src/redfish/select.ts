/** The query parameter $select (DSP0266 §7.3.3): properties of a resource, by their paths. */
import { refusal } from "./redfish-error.ts";
import { isJson, type Json } from "./resource.ts";

/**
 * Properties that are selected inside a property, by name; undefined: all of them. A tree, so that each property is looked up
 * once however many names a client sends: thousands of members with hundreds of names would hold up guests.
 */
type Selection = Map<string, Selection | undefined>;

/** @throws RedfishError 400 for a name that is empty */
export function selected(text: string | null, body: Json): Json {
  if (text === null) return body;
  const selection: Selection = new Map();
  for (const name of text.split(",")) {
    const keys = name.trim().split("/");
    if (keys[0] === "") throw refusal(400, "QueryParameterValueError", "$select");
    add(selection, keys);
  }
  return picked(body, selection);
}

/** All of a property includes what is selected inside it. */
function add(selection: Selection, keys: readonly string[]): void {
  let inside = selection;
  for (const key of keys.slice(0, -1)) {
    if (inside.has(key) && inside.get(key) === undefined) return;
    const next: Selection = inside.get(key) ?? new Map();
    inside.set(key, next);
    inside = next;
  }
  inside.set(keys.at(-1) ?? "", undefined);
}

/** Keeps annotations of the resource, whatever is asked for, and those of selected properties. */
function picked(body: Json, selection: Selection): Json {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => {
      if (key.startsWith("@odata.")) return [[key, value]];
      const property = key.replace(/(?<=.)@.*$/, "");
      const name = [key, property].find((each) => selection.has(each));
      if (name === undefined) return [];
      const inside = selection.get(name);
      return [[key, inside ? pickedIn(value, inside) : value]];
    }),
  );
}

/** `Members/Name` selects in each member. */
function pickedIn(value: unknown, selection: Selection): unknown {
  if (Array.isArray(value)) return value.map((each) => pickedIn(each, selection));
  return isJson(value) ? picked(value, selection) : value;
}
