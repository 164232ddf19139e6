/** Things that come and go, and what is done for each of them while it is there. */

/** Does something for one, and gives what undoes it when that one has gone. */
export type Visit<Thing> = (thing: Thing) => () => void;

export class Followers<Thing> {
  readonly #present = new Set<Thing>();
  readonly #followers = new Set<{ readonly visit: Visit<Thing>; readonly undo: Map<Thing, () => void> }>();

  /** Visits those that are there, and each that comes. Gives a function that ends it, and undoes it for all. */
  follow(visit: Visit<Thing>): () => void {
    const follower = { visit, undo: new Map([...this.#present].map((thing) => [thing, visit(thing)])) };
    this.#followers.add(follower);
    return () => {
      if (!this.#followers.delete(follower)) return;
      for (const undo of follower.undo.values()) undo();
    };
  }

  came(thing: Thing): void {
    this.#present.add(thing);
    for (const { visit, undo } of this.#followers) undo.set(thing, visit(thing));
  }

  went(thing: Thing): void {
    this.#present.delete(thing);
    for (const { undo } of [...this.#followers]) {
      const done = undo.get(thing);
      // It may end the following, which would do it once more.
      undo.delete(thing);
      done?.();
    }
  }
}
