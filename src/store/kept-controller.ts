/** The stored state of one controller. */

import type { Bmc } from "../bmc/bmc.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import { KeptRecords } from "./kept-records.ts";
import { KeptValues } from "./kept-values.ts";
import { PARTS } from "./parts/index.ts";
import type { Rows } from "./rows.ts";
import type { StoredLists, StoredState } from "./stored-state.ts";

export class KeptController {
  readonly #bmc: Bmc;
  readonly #controller: number;
  readonly #values: readonly KeptValues[];
  readonly #lists: readonly KeptRecords[];

  /** `recordsChanged` is called when a list of records changes: events come without a request. */
  constructor(bmc: Bmc, controller: number, recordsChanged: () => void) {
    this.#bmc = bmc;
    this.#controller = controller;
    const parts = PARTS.filter((part) => (part.everyController || controller === BMC_ADDRESS) && part.isPresent(bmc));
    this.#values = parts.map((part) => new KeptValues(part, bmc, controller));
    const sel = { controller, list: "sel", records: bmc.sel.list };
    const sdr = { controller, list: "sdr", records: bmc.sdrs.list };
    this.#lists = [sel, sdr].map((list) => new KeptRecords(list, recordsChanged));
  }

  get changed(): boolean {
    for (const values of this.#values) if (values.changed) return true;
    for (const list of this.#lists) if (list.changed) return true;
    return false;
  }

  /** Loads the file's rows. Returns the items that a changed configuration overrules. @throws DamagedError */
  load({ values, lists }: StoredState): readonly string[] {
    for (const list of this.#lists) list.load(lists);
    return this.#values.flatMap((kept) => {
      const { name } = kept.part;
      const own = values.filter(({ controller, part }) => controller === this.#controller && part === name);
      return kept.load(own).map((item) => `${name}.${item}`);
    });
  }

  /**
   * Applies the file's state to the controller. Returns how many SDRs of software did not fit beside a changed
   * configuration's.
   */
  take(): number {
    let lost = 0;
    for (const list of this.#lists) {
      if (this.#values.some(({ part, isStored }) => part.name === list.name && isStored)) list.take();
      else if (list.name === "sdr") lost = list.merge((record) => this.#bmc.sdrs.add(record));
    }
    for (const values of this.#values) if (values.isStored) values.restore();
    return lost;
  }

  /** Writes the changes; with `all`, the postponed ones too. */
  write(rows: Rows, all: boolean): void {
    for (const list of this.#lists) if (list.changed) list.write(rows);
    for (const values of this.#values) if (all || values.changed) values.write(rows);
  }

  /** Marks the written changes as stored. */
  settle(all: boolean): void {
    for (const list of this.#lists) if (list.changed) list.settle();
    for (const values of this.#values) if (all || values.changed) values.settle();
  }

  /** Rolls back to the file's state. Returns whether anything changed. Observed parts are kept and postponed. */
  rollBack(stored: () => StoredLists): boolean {
    const lists = this.#lists.filter(({ changed }) => changed);
    for (const list of lists) list.rollBack(stored);
    // A list's next id and its size are restored with its values, even if those look the same.
    const goes = ({ part, stays }: KeptValues) => !stays || lists.some(({ name }) => name === part.name);
    const { going = [], staying = [] } = Object.groupBy(this.#values, (values) => (goes(values) ? "going" : "staying"));
    for (const values of staying) values.postpone();
    for (const values of going) values.restore();
    return going.length > 0;
  }
}
