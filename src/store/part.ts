/**
 * A stored part of a controller's state. The store writes its items, and the rule for a changed configuration
 * (docs/state.md) decides about each item.
 */
import type { z } from "zod";
import type { Bmc } from "../bmc/bmc.ts";

/** Items by name. */
export type Items = Readonly<Record<string, unknown>>;

export interface Part {
  readonly name: string;
  /** Whether satellites have this part too. */
  readonly everyController: boolean;
  /** Whether the controller has this part at all. Rows in the file of one that it lacks are left alone. */
  isPresent(bmc: Bmc): boolean;
  /** Observed from outside; never rolled back when a write fails. */
  readonly isObserved: boolean;
  /** Returns the state, compared by identity after each request: a change makes a new value, and the call is cheap. */
  readonly save: (bmc: Bmc) => unknown;
  read(bmc: Bmc): Items;
  /** Restores all items. Some may belong to things that the configuration no longer has. */
  restore(bmc: Bmc, items: Items): void;
  /** Returns the stored form of an item; undefined if no item has this name. */
  formOf(item: string): z.ZodType | undefined;
  /** Returns a text that identifies the configuration of all items, for parts whose initial values do not. */
  configured?(bmc: Bmc): string;
}

interface Definition<Saved, T extends Items> {
  readonly name: string;
  readonly everyController?: true;
  readonly isObserved?: true;
  isPresent?(bmc: Bmc): boolean;
  readonly save: (bmc: Bmc) => Saved;
  items(saved: NoInfer<Saved>, bmc: Bmc): T;
  restore(bmc: Bmc, items: NoInfer<T>): void;
  configured?(bmc: Bmc): string;
}

/** Defines a part with fixed items. */
export function definePart<Saved, T extends Items>(
  definition: Definition<Saved, T> & { readonly forms: { readonly [K in keyof NoInfer<T>]: z.ZodType<NoInfer<T>[K]> } },
): Part {
  const forms = new Map<string, z.ZodType>(Object.entries(definition.forms));
  return partOf(definition, (item) => forms.get(item));
}

/** Defines a part with one item per thing, such as a sensor. `name` is the pattern of the items' names. */
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
  const { name, everyController = false, isPresent = () => true, isObserved = false, configured } = definition;
  return {
    name,
    everyController,
    isPresent,
    isObserved,
    save: definition.save,
    read: (bmc) => definition.items(definition.save(bmc), bmc),
    // The items were parsed by their forms, which have these types.
    restore: (bmc, items) => definition.restore(bmc, items as T),
    formOf,
    ...(configured && { configured }),
  };
}
