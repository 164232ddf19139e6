/** A set whose members come and go, with followers that act on each member while it is present. */

/** Acts on a member that came; returns a function to call when it has gone. */
export type Visit<Thing> = (thing: Thing) => () => void;

export class Followers<Thing> {
  readonly #present = new Set<Thing>();
  readonly #followers = new Set<{ readonly visit: Visit<Thing>; readonly undo: Map<Thing, () => void> }>();

  /** Visits present and future members. Returns a function that stops this and undoes every visit. */
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
      // `done` may stop the follower, which would otherwise undo this visit twice.
      undo.delete(thing);
      done?.();
    }
  }
}
