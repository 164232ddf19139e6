/** A part of one controller: its state in memory and in the file. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Bmc } from "../bmc/bmc.ts";
import { DamagedError } from "./errors.ts";
import type { Items, Part } from "./part.ts";
import type { ValueRow } from "./row.ts";
import type { Rows } from "./rows.ts";

/** Items that the controller has and the file does not have so, and items that only the file has any more. */
interface Difference {
  readonly texts: readonly (readonly [string, string])[];
  readonly gone: readonly string[];
}

export class KeptValues {
  readonly part: Part;
  readonly #save: Part["save"];
  readonly #bmc: Bmc;
  readonly #controller: number;
  /** JSON of the items as the configuration makes them. */
  readonly #initial: ReadonlyMap<string, string>;
  readonly #configured: string | undefined;
  /** JSON of the items that the file has. */
  readonly #stored = new Map<string, string>();
  /** Rows that the next commit deletes or writes again. */
  readonly #overruled: ValueRow[] = [];
  readonly #adopted = new Set<string>();
  /** Items that the controller has had besides those of the configuration. Others in the file are left alone. */
  readonly #added = new Set<string>();
  #written: Difference = { texts: [], gone: [] };
  #saved: unknown;

  /** Construct it before the controller's state changes: it records the configuration's values. */
  constructor(part: Part, bmc: Bmc, controller: number) {
    this.part = part;
    this.#save = part.save;
    this.#bmc = bmc;
    this.#controller = controller;
    this.#initial = textsOf(part, bmc);
    this.#configured = part.configured?.(bmc);
    this.#saved = part.save(bmc);
  }

  get changed(): boolean {
    return this.#save(this.#bmc) !== this.#saved;
  }

  /** Whether a rollback leaves this part unchanged: it is observed, or equal to the stored state. */
  get stays(): boolean {
    if (this.part.isObserved || !this.changed) return true;
    try {
      const { texts, gone } = this.#differing();
      return texts.length === 0 && gone.length === 0;
    } catch {
      // A value that does not fit its form cannot be stored. That is a bug of the daemon; the rollback contains it.
      return false;
    }
  }

  /** Whether the file has any of its items. */
  get isStored(): boolean {
    return this.#stored.size > 0;
  }

  /** Reads the file's rows. Returns the items that the configuration has changed since. @throws DamagedError */
  load(rows: readonly ValueRow[]): readonly string[] {
    for (const row of rows) {
      const { item, value, configured } = row;
      if (configured !== null && configured !== this.#configuredOf(item)) this.#overruled.push(row);
      else if (parsed(this.part, item, value) !== undefined) {
        this.#stored.set(item, value);
        if (configured === null) this.#adopted.add(item);
      }
    }
    return this.#overruled.map(({ item }) => item);
  }

  /** Restores the file's items, and the configuration's value for every other item. */
  restore(): void {
    const texts = [...this.#initial, ...this.#stored];
    const items: Items = Object.fromEntries(texts.map(([item, text]) => [item, parsed(this.part, item, text)]));
    this.part.restore(this.#bmc, items);
    this.#had(Object.keys(this.part.read(this.#bmc)));
    this.#saved = this.#save(this.#bmc);
  }

  write(rows: Rows): void {
    for (const row of this.#overruled) rows.deleteValue(row);
    this.#written = this.#differing();
    const keyOf = (item: string) => ({ controller: this.#controller, part: this.part.name, item });
    for (const [item, value] of this.#written.texts) {
      rows.putValue({ ...keyOf(item), value, configured: this.#configuredOf(item) });
    }
    for (const item of this.#written.gone) rows.deleteValue(keyOf(item));
  }

  /** Marks the written changes as stored. */
  settle(): void {
    const { texts, gone } = this.#written;
    for (const [item, text] of texts) this.#stored.set(item, text);
    for (const item of gone) this.#stored.delete(item);
    this.#had(texts.map(([item]) => item));
    this.#overruled.length = 0;
    this.#adopted.clear();
    this.#saved = this.#save(this.#bmc);
  }

  /** Postpones the write until the part changes again or the caller asks for it. */
  postpone(): void {
    this.#saved = this.#save(this.#bmc);
  }

  #differing(): Difference {
    const now = textsOf(this.part, this.#bmc);
    const texts = [...now].filter(
      ([item, text]) => this.#adopted.has(item) || text !== (this.#stored.get(item) ?? this.#initial.get(item)),
    );
    return { texts, gone: [...this.#added].filter((item) => this.#stored.has(item) && !now.has(item)) };
  }

  #had(items: readonly string[]): void {
    for (const item of items) if (!this.#initial.has(item)) this.#added.add(item);
  }

  #configuredOf(item: string): string {
    return this.#configured ?? digest(this.#initial.get(item));
  }
}

/** Parses an item; undefined if this version does not know it. @throws DamagedError */
function parsed(part: Part, item: string, text: string): unknown {
  const form = part.formOf(item);
  if (!form) return undefined;
  const result = form.safeParse(json(text));
  if (result.success) return result.data;
  throw new DamagedError(`${part.name}.${item}: ${z.prettifyError(result.error)}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textsOf(part: Part, bmc: Bmc): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [item, value] of Object.entries(part.read(bmc))) {
    const form = part.formOf(item);
    if (form) texts.set(item, JSON.stringify(z.encode(form, value)));
  }
  return texts;
}

/**
 * Returns a digest of the configuration's value. The file must not have the value itself: it may contain a password.
 */
function digest(text: string | undefined): string {
  return text === undefined ? "" : createHash("sha256").update(text).digest("hex");
}
