/**
 * A set for members that come and go at a peer's pace, such as its connections. V8 grows a Set by a new table, to which the old
 * one points. Once an old table outlives two collections of young objects, it keeps each later table alive, and with them every
 * member that they had, until the next collection of all objects. In a storm of connections, pauses took twice as long with Sets.
 *
 * A member is deleted at once if it was added last; another takes time with the number of those that were added after it.
 */
export class Members<Member> implements Iterable<Member> {
  readonly #members: Member[] = [];

  get size(): number {
    return this.#members.length;
  }

  add(member: Member): void {
    this.#members.push(member);
  }

  has(member: Member): boolean {
    return this.#members.includes(member);
  }

  delete(member: Member): void {
    const at = this.#members.lastIndexOf(member);
    if (at >= 0) this.#members.splice(at, 1);
  }

  clear(): void {
    this.#members.length = 0;
  }

  /** Goes over the members of this moment: they may be deleted meanwhile. */
  [Symbol.iterator](): Iterator<Member> {
    return [...this.#members].values();
  }
}
