/**
 * A part of a controller's state that outlives the process, made of items: what the store writes, and what the rule for a
 * changed configuration decides about, one by one (docs/state.md).
 */
import type { z } from "zod";
import type { Bmc } from "../bmc/bmc.ts";

/** By name. */
export type Items = Readonly<Record<string, unknown>>;

export interface Part {
  readonly name: string;
  /** Satellites have it too. */
  readonly everyController: boolean;
  /** Of the world outside: it is as it is, and never taken back because it could not be stored. */
  readonly isObserved: boolean;
  /** Compared by identity after each request: another value after each change, for next to nothing. */
  readonly save: (bmc: Bmc) => unknown;
  read(bmc: Bmc): Items;
  /** Puts all of the items back; some of them may be of things that the configuration has no more. */
  restore(bmc: Bmc, items: Items): void;
  /** How the item stands in the file; undefined when there is none of this name. */
  formOf(item: string): z.ZodType | undefined;
  /** What tells one configuration of all items from another, where their values at the start do not. */
  configured?(bmc: Bmc): string;
}

interface Definition<Saved, T extends Items> {
  readonly name: string;
  readonly everyController?: true;
  readonly isObserved?: true;
  readonly save: (bmc: Bmc) => Saved;
  items(saved: NoInfer<Saved>, bmc: Bmc): T;
  restore(bmc: Bmc, items: NoInfer<T>): void;
  configured?(bmc: Bmc): string;
}

/** A part whose items are known. */
export function definePart<Saved, T extends Items>(
  definition: Definition<Saved, T> & { readonly forms: { readonly [K in keyof NoInfer<T>]: z.ZodType<NoInfer<T>[K]> } },
): Part {
  const forms = new Map<string, z.ZodType>(Object.entries(definition.forms));
  return partOf(definition, (item) => forms.get(item));
}

/** A part with one item for each of so many things: `name` is what their names look like. */
export function definePartOf<Saved, V>(
  definition: Definition<Saved, Readonly<Record<string, V>>> & {
    readonly name: string;
    readonly item: RegExp;
    readonly form: z.ZodType<NoInfer<V>>;
  },
): Part {
  return partOf(definition, (item) => (definition.item.test(item) ? definition.form : undefined));
}

function partOf<Saved, T extends Items>(definition: Definition<Saved, T>, formOf: Part["formOf"]): Part {
  const { name, everyController = false, isObserved = false, configured } = definition;
  return {
    name,
    everyController,
    isObserved,
    save: definition.save,
    read: (bmc) => definition.items(definition.save(bmc), bmc),
    // What comes back has been through the items' forms, which are of these types.
    restore: (bmc, items) => definition.restore(bmc, items as T),
    formOf,
    ...(configured && { configured }),
  };
}
